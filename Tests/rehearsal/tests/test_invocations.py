"""Invoke: routing, headers, errors, real code in three runtimes, canned answers."""

import base64
import collections
import shutil
import time
import unittest

from client import Case, package, python, sha

BOOTSTRAP = """#!/bin/sh
while :; do
    headers=$(mktemp)
    curl -sf -D "$headers" -o /dev/null "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" || exit 1
    id=$(sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *\\([^[:cntrl:]]*\\).*/\\1/p' "$headers")
    curl -sf "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" -d '{"shell":true}' || exit 1
done
"""


class Routing(Case):
    """Which version serves an invocation of an alias."""

    def setUp(self):
        super().setUp()
        _, self.ci = self.published(2)
        self.settings(seed=7, canned={"f": {}})

    def drawn(self, count):
        """How often each version served."""
        return collections.Counter(
            self.ci.invoke(qualifier="live").headers["x-amz-executed-version"] for _ in range(count)
        )

    def test_an_alias_without_weights_is_served_by_its_version(self):
        self.assertEqual(self.drawn(20), {"1": 20})

    def test_a_weight_is_the_share_of_the_invocations(self):
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.3}})
        self.assertTrue(20 <= self.drawn(120)["2"] <= 52)

    def test_weight_one_takes_all_and_weight_nought_none(self):
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
        self.assertEqual(self.drawn(20), {"2": 20})
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.0}})
        self.assertEqual(self.drawn(20), {"1": 20})

    def test_the_same_seed_draws_the_same_versions(self):
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
        runs = []
        for _ in range(2):
            self.settings(seed=11)
            runs.append(
                [
                    self.ci.invoke(qualifier="live").headers["x-amz-executed-version"]
                    for _ in range(20)
                ]
            )
        self.assertEqual(runs[0], runs[1])
        self.assertEqual(set(runs[0]), {"1", "2"})

    def test_the_drawn_version_runs_its_own_code(self):
        self.settings(canned={})
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
        self.assertEqual(self.ci.invoke(qualifier="live").json, 2)
        self.assertEqual(self.ci.invoke(qualifier="1").json, 1)

    def test_a_write_reaches_invocations_when_it_has_propagated(self):
        self.settings(propagation_seconds=300)
        self.assertEqual(self.root.touch(FunctionVersion="2").json["FunctionVersion"], "2")
        self.assertEqual(self.drawn(3), {"1": 3})
        self.forward(301)
        self.assertEqual(self.drawn(3), {"2": 3})

    def test_an_unknown_qualifier_is_refused(self):
        answer = self.ci.invoke(qualifier="9")
        self.refused(
            answer,
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:eu-central-1:123456789012:function:f:9",
        )


class Answers(Case):
    """What an invocation answers."""

    def deploy(self, code, **members):
        """A function with that code and its CI user."""
        _, ci = self.server.setup(package_base64=base64.b64encode(code).decode(), **members)
        return ci

    def test_an_exception_is_status_200_with_its_own_name(self):
        ci = self.deploy(python("{}['missing']"))
        answer = ci.invoke()
        self.assertEqual(
            (answer.status, answer.headers["x-amz-function-error"], answer.json["errorType"]),
            (200, "Unhandled", "KeyError"),
        )
        self.assertIn("missing", answer.json["errorMessage"])

    def test_an_exception_of_a_module_has_its_bare_name(self):
        ci = self.deploy(python("json.loads('{')", before="import json"))
        self.assertEqual(ci.invoke().json["errorType"], "JSONDecodeError")

    def test_a_slow_function_times_out(self):
        ci = self.deploy(python("time.sleep(60)", before="import time"), timeout=1)
        answer = ci.invoke()
        self.assertEqual(
            (answer.status, answer.headers["x-amz-function-error"], answer.json["errorType"]),
            (200, "Unhandled", "Sandbox.Timedout"),
        )

    def test_every_json_value_is_a_payload_and_an_answer(self):
        ci = self.deploy(python("event"))
        for payload in ("null", '"text"', "[1, 2]", "3", '{"a": "ü"}'):
            self.assertEqual(ci.invoke(payload=payload.encode()).body.decode(), payload)

    def test_a_payload_that_is_no_json_is_refused(self):
        ci = self.deploy(python("event"))
        self.refused(ci.invoke(payload="{no"), 400, "InvalidRequestContentException")

    def test_the_log_tail_and_the_request_id_belong_together(self):
        ci = self.deploy(python("context.aws_request_id", before="print('loaded')"))
        answer = ci.invoke(X_Amz_Log_Type="Tail")
        log = base64.b64decode(answer.headers["x-amz-log-result"]).decode()
        self.assertEqual(answer.headers["x-amzn-requestid"], answer.json)
        self.assertTrue(log.startswith(f"START RequestId: {answer.json} Version: $LATEST"))
        self.assertIn(f"REPORT RequestId: {answer.json}\tDuration: ", log)
        self.assertNotIn("x-amz-log-result", ci.invoke().headers)

    def test_the_log_tail_has_at_most_four_kilobytes(self):
        ci = self.deploy(python("print('x' * 9000)"))
        log = ci.invoke(X_Amz_Log_Type="Tail").headers["x-amz-log-result"]
        self.assertEqual(len(base64.b64decode(log)), 4096)

    def test_a_dry_run_is_204_and_an_event_202(self):
        ci = self.deploy(python("1"))
        self.assertEqual(ci.invoke(X_Amz_Invocation_Type="DryRun").status, 204)
        self.assertEqual(ci.invoke(X_Amz_Invocation_Type="Event").status, 202)

    def test_reserved_concurrency_nought_throttles_with_a_reason(self):
        _, ci = self.published(1)
        self.assertEqual(
            self.root.send(
                "PUT", "/2017-10-31/functions/f/concurrency", '{"ReservedConcurrentExecutions":0}'
            ).status,
            200,
        )
        for qualifier in ("1", "live", None):
            answer = ci.invoke(qualifier=qualifier)
            self.refused(answer, 429, "TooManyRequestsException", "Rate Exceeded.")
            self.assertEqual(
                (answer.json["Reason"], answer.headers["retry-after"]),
                ("ReservedFunctionConcurrentInvocationLimitExceeded", "1"),
            )

    @unittest.skipUnless(shutil.which("node"), "needs node")
    def test_a_node_function_runs(self):
        code = package(
            "exports.handler = async e => { if (e.bad) throw new TypeError('no'); return {js: e.a} }",
            "index.js",
        )
        ci = self.deploy(code, runtime="nodejs20.x")
        self.assertEqual(ci.invoke(payload='{"a":1}').json, {"js": 1})
        answer = ci.invoke(payload='{"bad":1}')
        self.assertEqual(
            (answer.headers["x-amz-function-error"], answer.json["errorType"]),
            ("Unhandled", "TypeError"),
        )

    @unittest.skipUnless(shutil.which("curl"), "needs curl")
    def test_a_shell_bootstrap_runs(self):
        ci = self.deploy(
            package(BOOTSTRAP, "bootstrap", 0o755), runtime="provided.al2023", handler="bootstrap"
        )
        self.assertEqual(ci.invoke().json, {"shell": True})


class Canned(Case):
    """Answers from the table."""

    def setUp(self):
        super().setUp()
        _, self.ci = self.published(3)

    def test_the_first_key_found_counts(self):
        self.settings(
            canned={"f:1": {"body": "one"}, sha(python("2")): {"body": [2]}, "f": {"body": None}}
        )
        self.assertEqual(self.ci.invoke(qualifier="1").body, b"one")
        self.assertEqual(self.ci.invoke(qualifier="2").json, [2])
        self.assertEqual(self.ci.invoke(qualifier="3").body, b"null")

    def test_what_is_not_in_the_table_runs(self):
        self.settings(canned={"f:1": {"body": "one"}})
        self.assertEqual(self.ci.invoke(qualifier="2").json, 2)

    def test_a_function_error_and_a_log_are_told(self):
        self.settings(
            canned={"*": {"function_error": "Unhandled", "body": {"errorType": "E"}, "log": "said"}}
        )
        answer = self.ci.invoke(X_Amz_Log_Type="Tail")
        self.assertEqual(
            (answer.headers["x-amz-function-error"], answer.json), ("Unhandled", {"errorType": "E"})
        )
        self.assertIn("said", base64.b64decode(answer.headers["x-amz-log-result"]).decode())

    def test_a_rate_of_errors_is_drawn_by_the_seed(self):
        self.settings(seed=3, canned={"*": {"error_rate": 0.3, "error_body": {"statusCode": 500}}})
        first = [self.ci.invoke().json["statusCode"] for _ in range(40)]
        self.settings(seed=3)
        self.assertEqual([self.ci.invoke().json["statusCode"] for _ in range(40)], first)
        self.assertTrue(4 <= first.count(500) <= 22)
        self.assertNotIn("x-amz-function-error", self.ci.invoke().headers)

    def test_an_error_of_the_service_is_none_of_the_function(self):
        self.settings(canned={"*": {"status": 429, "reason": "CallerRateLimitExceeded"}})
        answer = self.ci.invoke()
        self.refused(answer, 429, "TooManyRequestsException")
        self.assertEqual(answer.json["Reason"], "CallerRateLimitExceeded")

    def test_reports_in_both_formats(self):
        measures = {"duration": 41, "init": 640, "memory": 97, "size": 256}
        for form in ("Text", "JSON"):
            self.settings(canned={"*": {}}, reports={"f:1": {**measures, "format": form}})
            logs = [
                base64.b64decode(
                    self.ci.invoke(qualifier="1", X_Amz_Log_Type="Tail").headers["x-amz-log-result"]
                ).decode()
                for _ in range(2)
            ]
            self.assertEqual(["640" in log for log in logs], [True, False])
            self.assertEqual(form == "JSON", '"maxMemoryUsedMB":97' in logs[0])
            self.assertEqual(
                form == "Text", "\tMemory Size: 256 MB\tMax Memory Used: 97 MB" in logs[0]
            )

    def test_milliseconds_are_waited_for(self):
        self.settings(canned={"*": {"milliseconds": 120}})
        start = time.monotonic()
        self.ci.invoke()
        self.assertGreaterEqual(time.monotonic() - start, 0.12)


if __name__ == "__main__":
    unittest.main()
