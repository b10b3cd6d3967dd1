"""Aliases: AWS's rules and recorded messages."""

import json
import unittest

from client import Case

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:f"
STALE = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
)


def weights(**members):
    """A RoutingConfig; keyword names start with an underscore, as in weights(_2=0.1)."""
    return {"AdditionalVersionWeights": {name[1:]: value for name, value in members.items()}}


class AliasRules(Case):
    """What AWS refuses, word for word."""

    def setUp(self):
        super().setUp()
        self.published(2)

    def test_two_weights_are_refused(self):
        self.root.update(b"PK\x05\x06" + bytes(18))
        self.root.publish()
        answer = self.root.touch(RoutingConfig=weights(_2=0.1, _3=0.1))
        self.refused(
            answer,
            400,
            "InvalidParameterValueException",
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        )

    def test_a_weight_above_one_or_below_zero_is_refused(self):
        for weight in (2.0, -1.0, 1.0001):
            answer = self.root.touch(RoutingConfig=weights(_2=weight))
            self.refused(
                answer,
                400,
                "ValidationException",
                f"1 validation error detected: Value '{{2={weight}}}' at "
                "'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy "
                "constraint: [Member must have value less than or equal to 1.0, Member must have value greater "
                "than or equal to 0.0, Member must not be null]",
            )
            self.assertNotIn("Type", answer.json)

    def test_the_bounds_of_a_weight_are_accepted(self):
        for weight in (0.0, 1.0, 0.000001):
            answer = self.root.touch(RoutingConfig=weights(_2=weight))
            self.assertEqual(
                (answer.status, answer.json["RoutingConfig"]), (200, weights(_2=weight))
            )

    def test_a_weight_on_latest_is_refused(self):
        answer = self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"$LATEST": 0.5}})
        self.refused(answer, 400, "ValidationException")
        self.assertIn(
            "Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: "
            "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member "
            "must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
            "[0-9]+",
            answer.message,
        )

    def test_a_weight_on_the_primary_is_refused(self):
        answer = self.root.touch(RoutingConfig=weights(_1=0.5))
        self.refused(
            answer,
            400,
            "InvalidParameterValueException",
            "Invalid function version 1. Function version 1 is "
            "already included in routing configuration.",
        )

    def test_a_primary_that_already_has_the_weight_is_refused(self):
        self.root.touch(RoutingConfig=weights(_2=0.5))
        self.refused(self.root.touch(FunctionVersion="2"), 400, "InvalidParameterValueException")

    def test_weights_beside_latest_are_refused(self):
        self.root.touch(FunctionVersion="$LATEST")
        for members in ({}, {"FunctionVersion": "$LATEST"}):
            answer = self.root.touch(RoutingConfig=weights(_2=0.5), **members)
            self.refused(
                answer,
                400,
                "InvalidParameterValueException",
                "$LATEST is not supported for an alias pointing to more than 1 version",
            )
            self.assertEqual(list(answer.json), ["message"])

    def test_a_missing_version_is_refused(self):
        for members in ({"FunctionVersion": "10"}, {"RoutingConfig": weights(_10=0.1)}):
            answer = self.root.touch(**members)
            self.refused(answer, 404, "ResourceNotFoundException", f"Function not found: {ARN}:10")
            self.assertEqual(answer.json["Type"], "User")
            self.assertIn("Message", answer.json)

    def test_a_missing_alias_is_named_differently_by_each_operation(self):
        self.refused(
            self.root.touch(alias="no"),
            404,
            "ResourceNotFoundException",
            f"Alias not found: {ARN}:no",
        )
        self.refused(
            self.root.json("GET", "/f/aliases/no"),
            404,
            "ResourceNotFoundException",
            f"Cannot find alias arn: {ARN}:no",
        )
        self.assertEqual(self.root.json("DELETE", "/f/aliases/no").status, 204)

    def test_an_alias_is_made_once(self):
        answer = self.root.json("POST", "/f/aliases", {"Name": "live", "FunctionVersion": "1"})
        self.refused(answer, 409, "ResourceConflictException", f"Alias already exists: {ARN}:live")

    def test_an_alias_is_not_a_number(self):
        answer = self.root.json("POST", "/f/aliases", {"Name": "12", "FunctionVersion": "1"})
        self.refused(
            answer,
            400,
            "ValidationException",
            "1 validation error detected: Value '12' at 'name' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
        )

    def test_versions_of_different_roles_are_refused(self):
        self.root.form("iam", "CreateRole", RoleName="other", AssumeRolePolicyDocument="{}")
        self.root.json("PUT", "/f/configuration", {"Role": "arn:aws:iam::123456789012:role/other"})
        self.root.publish()
        self.refused(
            self.root.touch(RoutingConfig=weights(_3=0.1)),
            400,
            "InvalidParameterValueException",
            "Specified versions must be associated with the same execution role",
        )

    def test_versions_of_different_queues_are_refused(self):
        queue = {"TargetArn": "arn:aws:sqs:eu-central-1:123456789012:failed"}
        self.root.json("PUT", "/f/configuration", {"DeadLetterConfig": queue})
        self.root.publish()
        answer = self.root.touch(RoutingConfig=weights(_3=0.1))
        self.refused(answer, 400, "InvalidParameterValueException")
        self.assertIn("dead letter queue", answer.message)

    def test_weights_under_provisioned_concurrency_are_refused(self):
        path = "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=live"
        wanted = json.dumps({"ProvisionedConcurrentExecutions": 1})
        self.assertEqual(self.root.send("PUT", path, wanted).status, 202)
        self.refused(
            self.root.touch(RoutingConfig=weights(_2=0.1)),
            400,
            "InvalidParameterValueException",
            "Alias with weights can not be used with Provisioned Concurrency",
        )
        self.assertEqual(self.root.touch(FunctionVersion="2").status, 200)

    def test_a_refused_update_changes_nothing(self):
        before = self.root.json("GET", "/f/aliases/live").json
        self.root.touch(FunctionVersion="2", RoutingConfig=weights(_2=0.5))
        self.root.touch(FunctionVersion="2", RevisionId="stale")
        self.assertEqual(self.root.json("GET", "/f/aliases/live").json, before)

    def test_a_description_that_is_too_long_is_refused(self):
        for text in ("a" * 257, "\U0001f600" * 129, "a" + "\U0001f600" * 128):
            for answer in (
                self.root.touch(Description=text),
                self.root.json(
                    "POST",
                    "/f/aliases",
                    {"Name": "other", "FunctionVersion": "1", "Description": text},
                ),
                self.root.publish(Description=text),
            ):
                self.refused(
                    answer,
                    400,
                    "ValidationException",
                    f"1 validation error detected: Value '{text}' at 'description' failed to satisfy "
                    "constraint: Member must have length less than or equal to 256",
                )
        for text in ("a" * 256, "\U0001f600" * 128, "\u00e4" * 256, ""):
            self.assertEqual(self.root.touch(Description=text).json["Description"], text)


class AliasWrites(Case):
    """What UpdateAlias changes, and what it leaves alone."""

    def setUp(self):
        super().setUp()
        self.published(2)

    def test_a_touch_returns_the_whole_alias_and_a_new_revision(self):
        self.root.touch(RoutingConfig=weights(_2=0.25), Description="d")
        first, second = self.root.touch().json, self.root.touch().json
        self.assertNotEqual(first.pop("RevisionId"), second.pop("RevisionId"))
        self.assertEqual(first, second)
        self.assertEqual(
            first,
            {
                "AliasArn": f"{ARN}:live",
                "Name": "live",
                "FunctionVersion": "1",
                "Description": "d",
                "RoutingConfig": weights(_2=0.25),
            },
        )

    def test_what_is_left_out_stays(self):
        self.root.touch(RoutingConfig=weights(_2=0.25))
        self.assertEqual(self.root.touch(Description="x").json["RoutingConfig"], weights(_2=0.25))
        self.assertEqual(
            self.root.touch(FunctionVersion="1").json["RoutingConfig"], weights(_2=0.25)
        )

    def test_a_description_stays_until_it_is_replaced(self):
        made = self.root.json(
            "POST", "/f/aliases", {"Name": "other", "FunctionVersion": "1", "Description": "d"}
        )
        self.assertEqual((made.status, made.json["Description"]), (201, "d"))
        for members, expected in (
            ({}, "d"),
            ({"FunctionVersion": "2"}, "d"),
            ({"Description": "e", "RoutingConfig": {}}, "e"),
            ({"Description": None}, "e"),
            ({"Description": ""}, ""),
        ):
            answer = self.root.touch(alias="other", **members).json
            self.assertEqual(answer["Description"], expected)
            self.assertEqual(self.root.json("GET", "/f/aliases/other").json, answer)
        self.assertEqual(self.root.json("GET", "/f/aliases/live").json["Description"], "")

    def test_a_promotion_settles(self):
        self.settings(settling=True)
        self.root.touch(RoutingConfig=weights(_2=0.25))
        answer = self.root.touch(FunctionVersion="2", RoutingConfig={}, Description="d").json
        self.assertEqual(
            (answer["FunctionVersion"], answer.get("RoutingConfig")), ("2", weights(_1=1.0))
        )
        self.assertEqual(self.root.json("GET", "/f/aliases/live").json, answer)
        self.assertEqual(self.root.invoke(qualifier="live").json, 1)
        self.settings(settling=False)
        settled = self.root.json("GET", "/f/aliases/live").json
        self.assertNotEqual(settled["RevisionId"], answer["RevisionId"])
        self.assertEqual(
            (settled["FunctionVersion"], "RoutingConfig" in settled, settled["Description"]),
            ("2", False, "d"),
        )
        self.assertEqual(self.history()[-1]["caller"], "aws")

    def test_the_way_back_to_the_version_that_still_serves_settles_at_once(self):
        self.settings(settling=True)
        self.root.touch(FunctionVersion="2")
        answer = self.root.touch(FunctionVersion="1", RoutingConfig={}).json
        self.assertEqual((answer["FunctionVersion"], "RoutingConfig" in answer), ("1", False))
        self.assertEqual(self.root.invoke(qualifier="live").json, 1)

    def test_a_weight_that_somebody_has_written_since_does_not_settle(self):
        self.settings(settling=True)
        self.root.touch(FunctionVersion="2")
        self.root.touch(RoutingConfig=weights(_1=0.5))
        self.settings(settling=False)
        self.assertEqual(self.root.touch().json["RoutingConfig"], weights(_1=0.5))

    def test_an_empty_routing_clears_and_is_left_out_of_answers(self):
        for empty in ({}, {"AdditionalVersionWeights": {}}):
            self.root.touch(RoutingConfig=weights(_2=0.25))
            self.assertNotIn("RoutingConfig", self.root.touch(RoutingConfig=empty).json)
            self.assertNotIn("RoutingConfig", self.root.json("GET", "/f/aliases/live").json)

    def test_promotion_is_one_write(self):
        self.root.touch(RoutingConfig=weights(_2=0.25))
        answer = self.root.touch(
            FunctionVersion="2", RoutingConfig={"AdditionalVersionWeights": {}}
        )
        self.assertEqual(
            (answer.json["FunctionVersion"], "RoutingConfig" in answer.json), ("2", False)
        )

    def test_only_the_latest_revision_is_accepted(self):
        first = self.root.touch().json["RevisionId"]
        second = self.root.touch(RevisionId=first).json["RevisionId"]
        answer = self.root.touch(RevisionId=first, FunctionVersion="2")
        self.refused(answer, 412, "PreconditionFailedException", STALE)
        self.assertEqual((answer.json["Type"], "message" in answer.json), ("User", True))
        self.assertEqual(self.root.touch(RevisionId=second).status, 200)

    def test_an_alias_write_leaves_the_function_s_revision_alone(self):
        before = self.root.configuration().json["RevisionId"]
        self.root.touch(FunctionVersion="2")
        self.assertEqual(self.root.configuration().json["RevisionId"], before)


if __name__ == "__main__":
    unittest.main()
