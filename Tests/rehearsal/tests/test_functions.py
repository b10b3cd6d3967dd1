"""UpdateFunctionCode and PublishVersion: guards, progress, revisions."""

import base64
import json
import unittest

from client import Case, python, sha
from local_aws import limits

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:f"
STALE = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
)
BUSY = (
    f"The operation cannot be performed at this time. An update is in progress for resource: {ARN}"
)


class Updates(Case):
    """UpdateFunctionCode."""

    def setUp(self):
        super().setUp()
        self.made, self.ci = self.server.setup()

    def test_an_update_is_active_and_in_progress_and_then_successful(self):
        self.settings(update_seconds=300)
        answer = self.ci.update(python("1")).json
        self.assertEqual(
            (
                answer["State"],
                answer["LastUpdateStatus"],
                answer["LastUpdateStatusReasonCode"],
                answer["CodeSha256"],
            ),
            ("Active", "InProgress", "Creating", sha(python("1"))),
        )
        self.assertEqual(answer["LastUpdateStatusReason"], "The function is being created.")
        self.assertEqual(self.ci.configuration().json["RevisionId"], answer["RevisionId"])
        self.forward(301)
        after = self.ci.configuration().json
        self.assertEqual((after["State"], after["LastUpdateStatus"]), ("Active", "Successful"))
        self.assertNotIn("LastUpdateStatusReason", after)

    def test_the_revision_moves_at_the_start_and_at_the_end_of_an_update(self):
        self.settings(update_seconds=300)
        before = self.ci.configuration().json["RevisionId"]
        during = self.ci.update(python("1")).json["RevisionId"]
        self.forward(301)
        after = self.ci.configuration().json["RevisionId"]
        self.assertEqual(len({before, during, after}), 3)

    def test_nothing_else_starts_while_an_update_is_in_progress(self):
        self.settings(update_seconds=30)
        self.ci.update(python("1"))
        for answer in (
            self.ci.update(python("2")),
            self.ci.publish(),
            self.root.json("PUT", "/f/configuration", {"Timeout": 5}),
        ):
            self.refused(answer, 409, "ResourceConflictException", BUSY)
            self.assertEqual(answer.json["Type"], "User")
        self.assertEqual(self.ci.configuration().json["CodeSha256"], sha(python("1")))

    def test_aliases_can_be_written_while_an_update_is_in_progress(self):
        self.settings(update_seconds=30)
        self.ci.update(python("1"))
        self.assertEqual(self.root.touch().status, 200)

    def test_the_old_code_serves_until_the_update_has_ended(self):
        self.ci.update(python("'old'"))
        self.settings(update_seconds=300)
        self.ci.update(python("'new'"))
        self.assertEqual(self.ci.invoke().json, "old")
        self.forward(301)
        self.assertEqual(self.ci.invoke().json, "new")

    def test_a_configuration_update_makes_the_same_progress(self):
        self.settings(update_seconds=30)
        answer = self.root.json("PUT", "/f/configuration", {"Timeout": 5}).json
        self.assertEqual(
            (answer["State"], answer["LastUpdateStatus"], answer["Timeout"]),
            ("Active", "InProgress", 5),
        )
        self.refused(self.ci.publish(), 409, "ResourceConflictException", BUSY)

    def test_a_stale_revision_is_refused(self):
        before = self.ci.configuration().json
        answer = self.ci.update(python("1"), RevisionId="stale")
        self.refused(answer, 412, "PreconditionFailedException", STALE)
        self.assertEqual(self.ci.configuration().json, before)
        self.assertEqual(self.ci.update(python("1"), RevisionId=before["RevisionId"]).status, 200)

    def test_a_dry_run_answers_and_changes_nothing(self):
        before = self.ci.configuration().json
        answer = self.ci.update(python("1"), DryRun=True)
        self.assertEqual((answer.status, answer.json["CodeSha256"]), (200, sha(python("1"))))
        self.assertEqual(self.ci.configuration().json, before)

    def test_publishing_with_the_update_answers_a_pending_version(self):
        answer = self.ci.update(python("1"), Publish=True).json
        self.assertEqual(
            (answer["Version"], answer["State"], answer["FunctionArn"]),
            ("1", "Pending", f"{ARN}:1"),
        )
        self.assertNotIn("LastUpdateStatus", answer)
        self.assertEqual(self.ci.configuration(qualifier="1").json["State"], "Active")

    def test_a_version_published_with_the_update_is_the_last_one(self):
        version = self.ci.update(python("1"), Publish=True).json["Version"]
        self.assertEqual(self.ci.publish().json["Version"], version)

    def test_bytes_that_are_no_zip_are_refused(self):
        self.refused(
            self.ci.update(b"no zip"),
            400,
            "InvalidParameterValueException",
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        )

    def test_an_object_version_is_what_is_deployed(self):
        first = self.ci.send("PUT", "/lambda-sources/p.zip", python("1"), "s3").headers[
            "x-amz-version-id"
        ]
        self.ci.send("PUT", "/lambda-sources/p.zip", python("2"), "s3")
        source = {"S3Bucket": "lambda-sources", "S3Key": "p.zip"}
        self.assertEqual(
            self.ci.json("PUT", "/f/code", source).json["CodeSha256"], sha(python("2"))
        )
        pinned = {**source, "S3ObjectVersion": first}
        self.assertEqual(
            self.ci.json("PUT", "/f/code", pinned).json["CodeSha256"], sha(python("1"))
        )

    def test_a_missing_object_bucket_or_version_is_named(self):
        source = {"S3Bucket": "lambda-sources", "S3Key": "no.zip"}
        self.refused(
            self.ci.json("PUT", "/f/code", source),
            400,
            "InvalidParameterValueException",
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key "
            "does not exist.",
        )
        self.ci.send("PUT", "/lambda-sources/p.zip", python("1"), "s3")
        answer = self.ci.json(
            "PUT",
            "/f/code",
            {"S3Bucket": "lambda-sources", "S3Key": "p.zip", "S3ObjectVersion": "no"},
        )
        self.assertIn("S3 Error Code: NoSuchVersion", answer.message)
        self.assertIn(
            "S3 Error Code: NoSuchBucket",
            self.root.json("PUT", "/f/code", {"S3Bucket": "nowhere", "S3Key": "p.zip"}).message,
        )

    def test_the_caller_must_be_allowed_to_read_the_object(self):
        _, other = self.server.setup("g", bucket="elsewhere")
        other.send("PUT", "/elsewhere/p.zip", python("1"), "s3")
        answer = self.ci.json("PUT", "/f/code", {"S3Bucket": "elsewhere", "S3Key": "p.zip"})
        self.refused(answer, 403, "AccessDeniedException")
        self.assertIn("S3 Error Code: AccessDenied", answer.message)


class Publishing(Case):
    """PublishVersion."""

    def setUp(self):
        super().setUp()
        self.made, self.ci = self.server.setup()

    def test_publishing_twice_gives_the_same_version_and_ignores_the_description(self):
        first = self.ci.publish(Description="a")
        second = self.ci.publish(Description="b")
        self.assertEqual((first.status, second.status, first.json), (201, 201, second.json))
        self.assertEqual(first.json["Description"], "a")

    def test_the_same_code_uploaded_again_makes_a_new_version(self):
        self.ci.update(python("1"))
        self.assertEqual(self.ci.publish().json["Version"], "1")
        self.ci.update(python("1"))
        self.assertEqual(self.ci.publish().json["Version"], "2")

    def test_a_new_description_of_latest_makes_a_new_version(self):
        self.ci.publish()
        self.root.json("PUT", "/f/configuration", {"Description": "new"})
        self.assertEqual(self.ci.publish().json["Version"], "2")

    def test_publishing_moves_the_revision_of_latest_and_the_version_keeps_its_own(self):
        before = self.ci.configuration().json["RevisionId"]
        version = self.ci.publish().json
        after = self.ci.configuration().json["RevisionId"]
        self.assertEqual(len({before, version["RevisionId"], after}), 3)
        self.ci.update(python("1"))
        self.assertEqual(
            self.ci.configuration(qualifier="1").json["RevisionId"], version["RevisionId"]
        )

    def test_another_code_is_refused(self):
        self.ci.update(python("1"))
        answer = self.ci.publish(CodeSha256="other=")
        self.refused(
            answer,
            400,
            "InvalidParameterValueException",
            f"CodeSHA256 (other=) is different from current CodeSHA256 in $LATEST ({sha(python('1'))}). Please "
            "try again with the CodeSHA256 in $LATEST.",
        )
        self.assertEqual(self.ci.publish(CodeSha256=sha(python("1"))).status, 201)

    def test_a_stale_revision_is_refused(self):
        self.refused(self.ci.publish(RevisionId="stale"), 412, "PreconditionFailedException", STALE)
        revision = self.ci.configuration().json["RevisionId"]
        self.assertEqual(self.ci.publish(RevisionId=revision).status, 201)


class Configurations(Case):
    """GetFunctionConfiguration and GetFunction."""

    def test_an_alias_answers_with_its_primary_version_even_when_weighted(self):
        _, ci = self.published(2)
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
        version, alias = (
            ci.configuration(qualifier="1").json,
            ci.configuration(qualifier="live").json,
        )
        self.assertEqual(
            (alias["Version"], alias["CodeSha256"], alias["RevisionId"]),
            ("1", sha(python("1")), version["RevisionId"]),
        )
        self.assertEqual(alias["FunctionArn"], f"{ARN}:live")
        found = ci.json("GET", "/f?Qualifier=live").json
        self.assertEqual(found["Configuration"], alias)

    def test_an_unknown_qualifier_is_named(self):
        _, ci = self.server.setup()
        for path in ("/f/configuration?Qualifier=no", "/f?Qualifier=no"):
            self.refused(
                ci.json("GET", path),
                404,
                "ResourceNotFoundException",
                f"Function not found: {ARN}:no",
            )

    def test_members_without_a_value_are_left_out(self):
        _, ci = self.server.setup()
        answer = ci.configuration().json
        self.assertFalse(
            {"StateReason", "LastUpdateStatusReason", "KMSKeyArn", "Layers"} & set(answer)
        )

        for member in ("VpcConfig", "DeadLetterConfig", "FileSystemConfigs", "ImageConfigResponse"):
            self.assertNotIn(member, answer)

    def test_a_version_keeps_the_configuration_that_it_was_published_with(self):
        self.server.setup(runtime="python3.12")
        layer = self.root.send(
            "POST",
            "/2018-10-31/layers/l/versions",
            json.dumps({"Content": {"ZipFile": base64.b64encode(python("1")).decode()}}),
        ).json["LayerVersionArn"]
        queue = "arn:aws:sqs:eu-central-1:123456789012:q"
        key = "arn:aws:kms:eu-central-1:123456789012:key/k"
        mount = {
            "Arn": "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-1",
            "LocalMountPath": "/mnt/a",
        }
        changes = {
            "Timeout": 7,
            "MemorySize": 256,
            "Handler": "index.other",
            "Role": "arn:aws:iam::123456789012:role/other",
            "Environment": {"Variables": {"A": "1"}},
            "Layers": [layer],
            "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
            "DeadLetterConfig": {"TargetArn": queue},
            "TracingConfig": {"Mode": "Active"},
            "SnapStart": {"ApplyOn": "PublishedVersions"},
            "FileSystemConfigs": [mount],
            "ImageConfig": {"Command": ["c"]},
            "KMSKeyArn": key,
        }
        shown = {
            **changes,
            "Layers": [{"Arn": layer, "CodeSize": len(python("1"))}],
            "VpcConfig": {**changes["VpcConfig"], "VpcId": "", "Ipv6AllowedForDualStack": False},
            "ImageConfigResponse": {"ImageConfig": {"Command": ["c"]}},
            "SnapStart": {"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"},
        }
        del shown["ImageConfig"]
        first = self.root.publish().json
        self.assertEqual(self.root.json("PUT", "/f/configuration", changes).status, 200)
        second = self.root.publish().json
        self.assertEqual(second["Version"], "2")
        published = self.root.configuration(qualifier="2").json
        self.assertEqual(published, second)
        self.assertEqual(
            published["SnapStart"], {"ApplyOn": "PublishedVersions", "OptimizationStatus": "On"}
        )
        latest = self.root.configuration().json
        self.assertEqual({name: latest.get(name) for name in shown}, shown)
        back = {"Timeout": 3, "Environment": {"Variables": {}}, "Layers": []}
        self.root.json("PUT", "/f/configuration", back)
        self.root.json("PUT", "/f/configuration", {"DeadLetterConfig": {"TargetArn": ""}})
        self.assertEqual(self.root.configuration(qualifier="2").json, published)
        self.assertEqual(self.root.configuration(qualifier="1").json, first)
        self.assertFalse({"Layers", "DeadLetterConfig"} & set(self.root.configuration().json))
        self.assertEqual(self.root.publish().json["Version"], "3")

    def test_the_digest_of_a_configuration_is_its_own(self):
        self.server.setup()
        digests = []
        for changes in (
            {},
            {"Timeout": 9},
            {"Environment": {"Variables": {"A": "1"}}},
            {"Environment": {"Variables": {"A": "2"}}},
        ):
            if changes:
                self.root.json("PUT", "/f/configuration", changes)
            latest, version = self.root.configuration().json, self.root.publish().json
            self.assertEqual(latest["ConfigSha256"], version["ConfigSha256"])
            digests.append(latest["ConfigSha256"])
        self.assertEqual((len(set(digests)), len(base64.b64decode(digests[0]))), (4, 32))
        self.root.update(python("1"))
        self.assertEqual(self.root.publish().json["ConfigSha256"], digests[-1])
        self.assertEqual(
            self.root.configuration(qualifier="live").json["ConfigSha256"], digests[-1]
        )
        self.settings(config_sha256=False)
        self.assertNotIn("ConfigSha256", self.root.configuration().json)

    def test_a_part_of_the_logging_configuration_is_enough(self):
        self.server.setup()
        answer = self.root.json("PUT", "/f/configuration", {"LoggingConfig": {"LogFormat": "JSON"}})
        self.assertEqual(
            answer.json["LoggingConfig"],
            {
                "LogFormat": "JSON",
                "ApplicationLogLevel": "INFO",
                "SystemLogLevel": "INFO",
                "LogGroup": "/aws/lambda/f",
            },
        )
        answer = self.root.json("PUT", "/f/configuration", {"LoggingConfig": {"LogFormat": "Text"}})
        self.assertEqual(
            answer.json["LoggingConfig"], {"LogFormat": "Text", "LogGroup": "/aws/lambda/f"}
        )

    def test_the_old_configuration_serves_until_the_update_has_ended(self):
        _, ci = self.server.setup(
            package_base64=base64.b64encode(
                python("__import__('os').environ.get('A', 'old')")
            ).decode()
        )
        self.settings(update_seconds=30)
        self.root.json("PUT", "/f/configuration", {"Environment": {"Variables": {"A": "new"}}})
        self.assertEqual(ci.invoke().json, "old")

    def test_a_body_that_is_no_json_is_refused(self):
        self.server.setup()
        answer = self.root.send("PUT", "/2015-03-31/functions/f/aliases/live", "{")
        self.refused(answer, 400, "InvalidRequestContentException")
        self.assertIn("Could not parse request body into json", answer.message)

    def test_a_version_that_an_alias_points_at_stays(self):
        self.published(3)
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
        for version in "12":
            self.refused(
                self.root.json("DELETE", f"/f?Qualifier={version}"),
                409,
                "ResourceConflictException",
                "Unable to delete version because the following aliases reference it: [live]",
            )
        self.assertEqual(self.root.json("DELETE", "/f?Qualifier=3").status, 204)
        self.refused(self.root.configuration(qualifier="3"), 404, "ResourceNotFoundException")

    def test_a_name_that_contradicts_the_qualifier_is_refused(self):
        self.published(2)
        self.refused(
            self.root.json("GET", "/f%3A1/configuration?Qualifier=2"),
            400,
            "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier.",
        )
        self.assertEqual(
            self.root.json("GET", "/f%3A1/configuration?Qualifier=1").json["Version"], "1"
        )

    def test_an_arn_of_another_region_is_out_of_reach(self):
        self.server.setup()
        arn = ARN.replace("eu-central-1", "us-east-1").replace(":", "%3A")
        self.refused(
            self.root.json("GET", f"/{arn}/configuration"),
            404,
            "ResourceNotFoundException",
            "Functions from 'us-east-1' are not reachable in this region ('eu-central-1')",
        )

    def test_a_request_that_is_too_large_is_refused(self):
        self.server.setup()
        self.refused(
            self.root.invoke(payload='"' + "x" * 6291556 + '"'),
            413,
            "RequestTooLargeException",
            "Request must be smaller than 6291556 bytes for the InvokeFunction operation",
        )
        refusal = json.loads(limits.zip_refusal(bytes(limits.ZIP_BYTES + 1))[2])
        self.assertEqual(refusal["message"], "Zipped size must be smaller than 52428800 bytes")
        self.assertIsNone(limits.zip_refusal(bytes(limits.ZIP_BYTES)))

    def test_setup_takes_a_package(self):
        code = base64.b64encode(python("'mine'")).decode()
        made, ci = self.server.setup(package_base64=code, alias_version="none")
        self.assertEqual((made["CodeSha256"], made["Version"]), (sha(python("'mine'")), None))
        self.assertEqual(ci.invoke().json, "mine")


if __name__ == "__main__":
    unittest.main()
