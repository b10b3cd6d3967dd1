"""The log, the history, the state, and the other control endpoints."""

import json
import unittest

from client import FUNCTIONS, Case, python, send, sha


class Log(Case):
    """GET /_rehearsal/log."""

    def test_every_request_is_one_line_in_order(self):
        _, ci = self.server.setup()
        revision = ci.touch().json["RevisionId"]
        ci.publish(CodeSha256="x")
        ci.send("PUT", "/lambda-sources/k", b"x", "s3", {"If-None-Match": "*"})
        ci.cloudwatch("DescribeAlarms")
        entries = self.server.log()
        self.assertEqual(
            [
                (
                    entry["seq"],
                    entry["service"],
                    entry["operation"],
                    entry["status"],
                    entry["error"],
                    entry["applied"],
                )
                for entry in entries
            ],
            [
                (1, "lambda", "UpdateAlias", 200, None, True),
                (2, "lambda", "PublishVersion", 400, "InvalidParameterValueException", False),
                (3, "s3", "PutObject", 200, None, True),
                (4, "monitoring", "DescribeAlarms", 403, entries[3]["error"], False),
            ],
        )
        self.assertEqual(
            entries[0]["answer"],
            {"FunctionVersion": "$LATEST", "RevisionId": revision, "Description": ""},
        )
        self.assertEqual(
            (entries[1]["request"], entries[2]["request"]),
            ({"CodeSha256": "x"}, {"If-None-Match": "*"}),
        )
        self.assertEqual({entry["caller"] for entry in entries}, {"ci-f"})
        self.assertEqual({entry["fate"] for entry in entries}, {"answered"})

    def test_the_log_can_be_narrowed(self):
        _, ci = self.server.setup()
        ci.touch()
        ci.publish()
        self.root.touch()
        self.assertEqual([entry["seq"] for entry in self.server.log("?since=1")], [2, 3])
        self.assertEqual(
            [entry["seq"] for entry in self.server.log("?operation=UpdateAlias")], [1, 3]
        )
        self.assertEqual([entry["seq"] for entry in self.server.log("?caller=root")], [3])

    def test_operations_have_their_names(self):
        _, ci = self.server.setup()
        for method, path, service, name in (
            ("GET", f"{FUNCTIONS}/f", "lambda", "GetFunction"),
            ("GET", f"{FUNCTIONS}/f/configuration", "lambda", "GetFunctionConfiguration"),
            ("GET", f"{FUNCTIONS}/f/versions", "lambda", "ListVersionsByFunction"),
            ("GET", f"{FUNCTIONS}/f/aliases", "lambda", "ListAliases"),
            ("GET", f"{FUNCTIONS}/f/aliases/live", "lambda", "GetAlias"),
            ("POST", f"{FUNCTIONS}/f/invocations", "lambda", "Invoke"),
            ("HEAD", "/lambda-sources/x", "s3", "HeadObject"),
            ("GET", "/lambda-sources/x", "s3", "GetObject"),
            ("POST", "/lambda-sources/x?uploads", "s3", "CreateMultipartUpload"),
            ("DELETE", "/lambda-sources/x?uploadId=1", "s3", "AbortMultipartUpload"),
            ("GET", "/lambda-sources?list-type=2", "s3", "ListObjectsV2"),
            ("HEAD", "/lambda-sources", "s3", "HeadBucket"),
            ("GET", "/", "s3", "ListBuckets"),
            ("GET", "/lambda-sources?versioning", "s3", "GetBucketVersioning"),
        ):
            ci.send(method, path, service=service)
            self.assertEqual(self.server.log()[-1]["operation"], name)
        ci.form("sts", "GetCallerIdentity")
        self.assertEqual(
            (self.server.log()[-1]["service"], self.server.log()[-1]["operation"]),
            ("sts", "GetCallerIdentity"),
        )

    def test_a_qualified_name_is_taken_apart(self):
        _, ci = self.server.setup()
        for path in (
            "f%3Alive/configuration",
            "f/configuration?Qualifier=live",
            "arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Af%3Alive/configuration",
        ):
            self.assertEqual(ci.json("GET", f"/{path}").status, 200)
            entry = self.server.log()[-1]
            self.assertEqual((entry["function"], entry["qualifier"]), ("f", "live"))

    def test_control_requests_are_not_logged(self):
        self.server.setup()
        self.server.control("state?function=f")
        self.assertEqual(self.server.log(), [])


class History(Case):
    """GET /_rehearsal/history."""

    def test_every_write_is_told_with_its_author_and_both_states(self):
        _, ci = self.published(2)
        revision = ci.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}}).json[
            "RevisionId"
        ]
        ci.touch(RevisionId="stale", FunctionVersion="2")
        promoted = ci.touch(FunctionVersion="2", RoutingConfig={}, RevisionId=revision).json[
            "RevisionId"
        ]
        history = self.history()
        self.assertEqual([write["n"] for write in history], [1, 2, 3])
        self.assertEqual(
            [
                (write["operation"], write["caller"], write["guarded"], write["from"], write["to"])
                for write in history
            ],
            [
                ("CreateAlias", None, False, None, {"FunctionVersion": "1", "Weights": {}}),
                (
                    "UpdateAlias",
                    "ci-f",
                    False,
                    {"FunctionVersion": "1", "Weights": {}},
                    {"FunctionVersion": "1", "Weights": {"2": 0.1}},
                ),
                (
                    "UpdateAlias",
                    "ci-f",
                    True,
                    {"FunctionVersion": "1", "Weights": {"2": 0.1}},
                    {"FunctionVersion": "2", "Weights": {}},
                ),
            ],
        )
        self.assertEqual(history[2]["revision"], {"from": revision, "to": promoted})
        self.assertEqual(history[2]["code"], {"1": sha(python("1")), "2": sha(python("2"))})
        entry = next(entry for entry in self.server.log() if entry["seq"] == history[1]["seq"])
        self.assertEqual(
            (entry["operation"], entry["answer"]["RevisionId"]), ("UpdateAlias", revision)
        )

    def test_a_description_is_told_beside_the_states(self):
        _, ci = self.published(2)
        ci.touch(Description="[1 since 2026-11-27T10:12Z]")
        ci.touch(FunctionVersion="2")
        first, second = self.history()[-2:]
        self.assertEqual(first["from"], first["to"])
        self.assertEqual(
            (first["description"], second["description"]),
            (
                {"from": "", "to": "[1 since 2026-11-27T10:12Z]"},
                {"from": "[1 since 2026-11-27T10:12Z]", "to": "[1 since 2026-11-27T10:12Z]"},
            ),
        )
        lines = self.server.log("?operation=UpdateAlias")
        self.assertEqual(
            [line["request"].get("Description") for line in lines],
            ["[1 since 2026-11-27T10:12Z]", None],
        )
        self.assertEqual(lines[1]["answer"]["Description"], "[1 since 2026-11-27T10:12Z]")
        self.assertEqual(
            self.server.control("state?function=f")["aliases"]["live"]["Description"],
            "[1 since 2026-11-27T10:12Z]",
        )

    def test_a_touch_has_equal_states(self):
        _, ci = self.server.setup()
        ci.touch()
        write = self.history()[-1]
        self.assertEqual(write["from"], write["to"])
        self.assertNotEqual(write["revision"]["from"], write["revision"]["to"])

    def test_code_that_goes_live_through_latest_is_told(self):
        _, ci = self.server.setup()
        ci.update(python("9"))
        write = self.history()[-1]
        self.assertEqual(
            (write["operation"], write["from"], write["code"]),
            ("UpdateFunctionCode", write["to"], {"$LATEST": sha(python("9"))}),
        )
        ci.publish()
        ci.touch(FunctionVersion="1")
        ci.update(python("10"))
        self.assertEqual(
            [write["operation"] for write in self.history()],
            ["CreateAlias", "UpdateFunctionCode", "UpdateAlias"],
        )

    def test_a_deleted_alias_is_told(self):
        self.server.setup()
        self.root.json("DELETE", "/f/aliases/live")
        self.assertEqual(
            (self.history()[-1]["operation"], self.history()[-1]["to"]), ("DeleteAlias", None)
        )

    def test_functions_and_aliases_have_histories_of_their_own(self):
        _, ci = self.server.setup()
        self.server.setup("g")
        ci.touch()
        self.assertEqual(len(self.history()), 2)
        self.assertEqual(len(self.server.control("history?function=g&alias=live")), 1)
        self.assertEqual(self.server.control("history?function=f&alias=other"), [])


class Control(Case):
    """The other endpoints."""

    def test_the_state_shows_all_and_touches_nothing(self):
        _, ci = self.published(2)
        ci.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}})
        before = self.server.control("state?function=f")
        self.assertEqual(before, self.server.control("state?function=f"))
        self.assertEqual(before["versions"], {"1": sha(python("1")), "2": sha(python("2"))})
        self.assertEqual(
            (before["latest"]["CodeSha256"], before["latest"]["LastUpdateStatus"]),
            (sha(python("2")), "Successful"),
        )
        self.assertEqual(
            (before["aliases"]["live"]["FunctionVersion"], before["aliases"]["live"]["Weights"]),
            ("1", {"2": 0.1}),
        )

    def test_a_call_is_made_as_root_under_any_name(self):
        self.published(2)
        answer = self.server.control(
            "call",
            {
                "method": "PUT",
                "path": f"{FUNCTIONS}/f/aliases/live",
                "body": {"FunctionVersion": "2"},
                "caller": "operator",
            },
        )
        self.assertEqual(answer["FunctionVersion"], "2")
        self.assertEqual(
            (self.history()[-1]["caller"], self.server.log()[-1]["caller"]),
            ("operator", "operator"),
        )
        self.fault("UpdateAlias", do="answer", status=500)
        self.server.control(
            "call", {"method": "PUT", "path": f"{FUNCTIONS}/f/aliases/live", "body": {}}
        )
        refused = self.server.control(
            "call", {"method": "GET", "path": f"{FUNCTIONS}/f/aliases/no"}, status=404
        )
        self.assertIn("Cannot find alias arn", refused["Message"])

    def test_a_call_reaches_every_service(self):
        self.server.setup()
        put = self.server.control(
            "call",
            {"method": "PUT", "path": "/lambda-sources/a%20b", "body": "text", "service": "s3"},
            status=200,
        )
        self.assertTrue(put.headers["x-amz-version-id"])
        got = self.server.control(
            "call", {"method": "GET", "path": "/lambda-sources/a%20b", "service": "s3"}
        )
        self.assertEqual(got.body, b"text")

    def test_setup_twice_gives_two_functions_and_the_same_bucket(self):
        first, one = self.server.setup()
        second, two = self.server.setup("g")
        self.assertEqual(
            (first["Bucket"], first["User"], second["User"]), (second["Bucket"], "ci-f", "ci-g")
        )
        self.assertEqual((one.configuration("f").status, two.configuration("g").status), (200, 200))
        third, shared = self.server.setup("h", user="ci-f")
        self.assertEqual(third["AccessKeyId"], first["AccessKeyId"])
        self.assertEqual(
            [shared.configuration(name).status for name in ("f", "g", "h")], [200, 403, 200]
        )

    def test_setup_in_another_region(self):
        made, _ = self.server.setup(region="us-west-2")
        self.assertEqual(made["FunctionArn"].split(":")[3], "us-west-2")
        self.assertIn("us-west-2", self.server.control("settings")["regions"])

    def test_what_is_not_well_formed_is_refused(self):
        for path, document in (
            ("setup", {}),
            ("setup", {"function": "f", "nonsense": 1}),
            ("setup", {"function": "f", "package": "/no/such.zip"}),
            ("settings", {"nonsense": 1}),
            ("settings", {"update_seconds": "1"}),
            ("settings", {"canned": []}),
            ("call", {}),
            ("metrics", {}),
        ):
            self.assertIn("error", self.server.control(path, document, status=400))
        self.server.control("nonsense", status=404)
        self.server.control("state?function=no", status=400)
        self.assertEqual(send(self.server.url, "POST", "/_rehearsal/settings", {}, "{").status, 400)

    def test_a_wrong_setting_changes_none(self):
        before = self.server.control("settings")
        self.server.control("settings", {"update_seconds": 9, "nonsense": 1}, status=400)
        self.assertEqual(self.server.control("settings"), before)

    def test_reset_forgets_everything_and_waits_for_nothing(self):
        _, ci = self.published(2)
        self.fault("UpdateAlias", do="answer")
        self.settings(update_seconds=600, canned={"*": {}})
        ci.invoke()
        self.server.control("reset", {})
        self.assertEqual(
            (self.server.log(), self.server.control("faults"), self.history()), ([], [], [])
        )
        self.assertEqual(
            (
                self.server.control("settings")["update_seconds"],
                self.server.control("settings")["canned"],
            ),
            (0, {}),
        )
        self.refused(ci.touch(), 403, "UnrecognizedClientException")
        self.assertEqual(self.root.json("GET", "").json["Functions"], [])

    def test_the_log_is_valid_json_lines(self):
        self.server.setup()
        self.root.touch()
        lines = self.server.control("log").body.splitlines()
        self.assertEqual([json.loads(line)["seq"] for line in lines], [1])


if __name__ == "__main__":
    unittest.main()
