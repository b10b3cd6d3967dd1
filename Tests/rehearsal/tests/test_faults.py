"""Injected faults: what the client sees, and what takes effect."""

import concurrent.futures
import http.client
import json
import signal
import socket
import subprocess
import sys
import unittest
from urllib.parse import urlsplit

from client import FUNCTIONS, Case

ALIAS = f"{FUNCTIONS}/f/aliases/live"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class FaultCase(Case):
    """One fault at a time, mostly on an alias write."""

    def setUp(self):
        super().setUp()
        self.made, self.ci = self.published(2)
        self.server.control("reset-faults", {})
        self.start = self.alias()
        self.seq = (self.server.log() or [{"seq": 0}])[-1]["seq"]

    def alias(self):
        """The alias as the server has it."""
        return self.server.control("state?function=f")["aliases"]["live"]

    def last(self):
        """The last log entry."""
        return self.server.log()[-1]

    def moved(self):
        """Whether the alias has been written since the start."""
        return self.alias()["RevisionId"] != self.start["RevisionId"]

    def lost(self):
        """Write the alias and assert that the connection ends without a byte."""
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)) as caught:
            self.ci.touch(FunctionVersion="2")
        return caught.exception


class Faults(FaultCase):
    """What becomes of the request."""

    def test_an_answer_is_injected_without_effect(self):
        for status, code in (
            (429, "TooManyRequestsException"),
            (500, "ServiceException"),
            (503, "ServiceUnavailableException"),
            (412, "PreconditionFailedException"),
        ):
            self.fault("UpdateAlias", do="answer", status=status)
            self.refused(self.ci.touch(FunctionVersion="2"), status, code)
            self.assertFalse(self.moved())
            self.assertEqual((self.last()["applied"], self.last()["fate"]), (False, "replaced"))
        self.assertEqual(self.ci.touch().status, 200)

    def test_an_injected_answer_may_hide_an_effect(self):
        self.fault("UpdateAlias", do="answer", status=500, applied=True)
        self.assertEqual(self.ci.touch(FunctionVersion="2").status, 500)
        self.assertEqual(self.alias()["FunctionVersion"], "2")
        self.assertEqual((self.last()["status"], self.last()["applied"]), (200, True))

    def test_a_true_answer_can_be_altered(self):
        self.ci.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}}, Description="d")
        kept = {"AdditionalVersionWeights": {"2": 0.1}}
        for alteration in (
            {"FunctionVersion": "2"},
            {"RoutingConfig": kept},
            {"Name": "other", "AliasArn": None},
        ):
            self.fault("UpdateAlias", do="alter", alter=alteration)
            answer = self.ci.touch(RoutingConfig={}).json
            true = self.root.json("GET", "/f/aliases/live").json
            self.assertEqual(self.last()["fate"], "answered")
            self.assertEqual(self.server.log()[-2]["fate"], "altered")
            self.assertEqual((true["FunctionVersion"], "RoutingConfig" in true), ("1", False))
            self.assertEqual(
                answer,
                {
                    name: value
                    for name, value in {**true, **alteration}.items()
                    if value is not None
                },
            )
        for wrong in (
            {"do": "alter"},
            {"alter": {}},
            {"do": "alter", "alter": {}, "applied": False},
        ):
            self.server.control("fault", wrong, status=400)

    def test_an_injected_answer_is_told_in_every_detail(self):
        self.fault(
            "UpdateAlias",
            do="answer",
            status=429,
            code="CustomException",
            message="slow",
            reason="R",
            retry_after=2,
            retry_after_ms=1500,
            headers={"X-More": "m"},
        )
        answer = self.ci.touch()
        self.refused(answer, 429, "CustomException", "slow")
        self.assertEqual(
            (
                answer.json["Reason"],
                answer.headers["retry-after"],
                answer.headers["x-amz-retry-after"],
                answer.headers["x-more"],
            ),
            ("R", "2", "1500", "m"),
        )
        self.fault("UpdateAlias", do="answer", status=502, body="<html>bad gateway</html>")
        self.assertEqual(self.ci.touch().body, b"<html>bad gateway</html>")

    def test_an_injected_answer_of_s3_is_xml(self):
        self.fault("PutObject", do="answer", status=503)
        self.refused(self.ci.send("PUT", "/lambda-sources/x", b"x", "s3"), 503, "SlowDown")
        self.assertEqual(self.ci.send("HEAD", "/lambda-sources/x", service="s3").status, 404)

    def test_a_lost_answer_took_effect(self):
        self.fault("UpdateAlias", do="lose")
        self.assertIsInstance(self.lost(), http.client.RemoteDisconnected)
        self.assertEqual(self.alias()["FunctionVersion"], "2")
        self.assertEqual((self.last()["applied"], self.last()["fate"]), (True, "lost"))

    def test_a_lost_request_did_not(self):
        self.fault("UpdateAlias", do="lose", applied=False)
        self.lost()
        self.assertFalse(self.moved())
        self.assertEqual((self.last()["applied"], self.last()["status"]), (False, None))

    def test_a_reset_is_a_reset(self):
        self.fault("UpdateAlias", do="reset")
        self.assertIsInstance(self.lost(), ConnectionResetError)
        self.assertTrue(self.moved())
        self.fault("UpdateAlias", do="reset", applied=False)
        before = self.alias()
        self.lost()
        self.assertEqual(self.alias(), before)

    def test_a_body_is_cut_off(self):
        self.fault("UpdateAlias", do="truncate")
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.ci.touch()
        self.assertTrue(caught.exception.partial.startswith(b'{"AliasArn"'))
        self.assertTrue(self.moved())
        self.fault("UpdateAlias", do="truncate", bytes=1)
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.ci.touch()
        self.assertEqual(caught.exception.partial, b"{")

    def test_a_late_request_takes_effect_after_its_seconds(self):
        self.fault("UpdateAlias", do="late", seconds=300)
        self.lost()
        self.forward(200)
        self.assertFalse(self.moved())
        self.forward(101)
        self.assertEqual(self.alias()["FunctionVersion"], "2")
        self.assertEqual((self.last()["fate"], self.last()["applied"]), ("late", True))

    def test_a_late_request_comes_past_the_caller_s_next_one(self):
        self.fault("UpdateAlias", do="late", requests=1)
        self.lost()
        self.ci.configuration("f")
        self.eventually(lambda: self.alias()["FunctionVersion"] == "2")

    def test_a_late_request_waits_for_the_same_caller_only(self):
        self.fault("UpdateAlias", do="late", requests=2)
        self.lost()
        self.root.configuration("f")
        self.root.configuration("f")
        self.ci.configuration("f")
        self.forward(0)
        self.assertFalse(self.moved())
        self.ci.configuration("f")
        self.eventually(self.moved)

    def test_a_late_request_with_a_dead_token_changes_nothing(self):
        self.fault("UpdateAlias", do="late", requests=1)
        revision = self.alias()["RevisionId"]
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)):
            self.ci.touch(FunctionVersion="2", RevisionId=revision)
        self.ci.touch()

        def entry():
            return self.server.log(f"?since={self.seq}&operation=UpdateAlias")[0]

        self.eventually(lambda: entry()["status"])
        self.assertEqual(self.alias()["FunctionVersion"], "1")
        entry = entry()
        self.assertEqual(
            (entry["status"], entry["error"], entry["applied"], entry["applied_after"]),
            (412, "PreconditionFailedException", False, self.seq + 2),
        )

    def test_what_is_late_can_be_let_through_at_once(self):
        self.fault("UpdateAlias", do="late", requests=99)
        self.lost()
        self.assertEqual(self.server.control("apply-late", {}), {"applied": 1})
        self.assertEqual(self.alias()["FunctionVersion"], "2")
        self.assertEqual(self.server.control("apply-late", {}), {"applied": 0})

    def test_reset_faults_drops_what_is_late(self):
        self.fault("UpdateAlias", do="late", seconds=300)
        self.lost()
        self.server.control("reset-faults", {})
        self.forward(301)
        self.assertFalse(self.moved())

    def delayed(self, **delay):
        """A write that is held up: whether it took effect before its answer could come."""
        self.start = self.alias()
        number = self.fault("UpdateAlias", **delay) - 1
        with concurrent.futures.ThreadPoolExecutor() as pool:
            answer = pool.submit(self.ci.touch)
            self.eventually(lambda: self.server.control("faults")[number]["hit"])
            if "delay_after" in delay:
                self.eventually(self.moved)
            effect = self.moved()
            self.assertFalse(answer.done())
            self.eventually(lambda: self.forward(301) or answer.done())
            self.assertEqual(answer.result().status, 200)
        self.assertTrue(self.moved())
        return effect

    def test_delays_come_before_and_after_the_effect(self):
        self.assertFalse(self.delayed(delay=300))
        self.assertTrue(self.delayed(delay_after=300))

    def test_a_client_that_gives_up_does_not_undo_its_request(self):
        self.fault("UpdateAlias", delay=300)
        body = json.dumps({"FunctionVersion": "2"})
        connection = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=0.05)
        connection.request("PUT", ALIAS, body, self.ci.signed("PUT", ALIAS, body))
        with self.assertRaises(socket.timeout):
            connection.getresponse()
        connection.close()
        self.eventually(lambda: self.server.control("faults")[0]["hit"])
        self.assertFalse(self.moved())
        self.forward(301)
        self.eventually(lambda: self.alias()["FunctionVersion"] == "2")

    def test_the_nth_request_and_as_many_as_asked_for_are_hit(self):
        self.fault("UpdateAlias", nth=2, count=2, do="answer", status=500)
        self.assertEqual([self.ci.touch().status for _ in range(5)], [200, 500, 500, 200, 200])
        self.fault("UpdateAlias", count=0, do="answer", status=503)
        self.assertEqual([self.ci.touch().status for _ in range(3)], [503] * 3)
        shown = self.server.control("faults")
        self.assertEqual([(fault["seen"], fault["hit"]) for fault in shown], [(8, 2), (3, 3)])
        self.server.control("reset-faults", {})
        self.assertEqual(self.ci.touch().status, 200)

    def test_a_request_is_matched_by_operation_pattern_or_members(self):
        for match, hit in (
            ("UpdateAlias", True),
            ("Update", False),
            ("PUT .*/aliases/", True),
            ("GET ", False),
            ({"operation": "UpdateAlias", "caller": "ci-f"}, True),
            ({"caller": "root"}, False),
            ({"path": "aliases/live$", "method": "PUT"}, True),
            ({"function": "g"}, False),
            ("", True),
        ):
            self.server.control("reset-faults", {})
            self.fault(match, do="answer", status=500)
            self.assertEqual(self.ci.touch().status == 500, hit, match)

    def test_what_is_not_well_described_is_refused(self):
        for fault in (
            {"match": "("},
            {"do": "nothing"},
            {"whatever": 1},
            {"kill": {}},
            {"kill": {"pid": "someone"}},
            {"foreign": {"do": "x"}},
            {"do": "late"},
            {"nth": "1"},
            [],
            {"match": {"who": "me"}},
        ):
            self.assertIn("error", self.server.control("fault", fault, status=400))
        self.assertEqual(self.server.control("faults"), [])


class Foreign(FaultCase):
    """Alias writes by someone else, just before the request."""

    def test_a_touch_kills_the_token(self):
        self.fault("UpdateAlias", foreign={"do": "touch"})
        answer = self.ci.touch(FunctionVersion="2", RevisionId=self.start["RevisionId"])
        self.refused(answer, 412, "PreconditionFailedException")
        self.assertEqual([write["caller"] for write in self.history()][-1], "foreign")

    def test_a_rollback_clears_the_weights(self):
        self.ci.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
        self.fault(
            "GetFunctionConfiguration", foreign={"do": "clear", "function": "f", "alias": "live"}
        )
        self.ci.configuration()
        self.assertEqual(self.alias()["Weights"], {})

    def test_someone_else_sets_a_version_and_weights(self):
        self.fault("PublishVersion", foreign={"do": "set", "version": "2", "weights": {"1": 0.25}})
        self.ci.publish()
        self.assertEqual(
            (self.alias()["FunctionVersion"], self.alias()["Weights"]), ("2", {"1": 0.25})
        )


class Kill(FaultCase):
    """Signals to the process at the other end."""

    def client(self, *arguments):
        """A process that writes the alias, in a process group of its own."""
        body = json.dumps({"FunctionVersion": "2"})
        command = ["curl", "-s", "-X", "PUT", "-d", body, self.server.url + ALIAS, *arguments]
        for name, value in self.ci.signed("PUT", ALIAS, body, headers=FORM).items():
            command += ["-H", f"{name}: {value}"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)

    def test_the_peer_is_killed_before_its_request_takes_effect(self):
        self.fault("UpdateAlias", kill={"pid": "peer", "when": "before"})
        process = self.client()
        self.assertEqual((process.communicate()[0], process.returncode), (b"", -signal.SIGKILL))
        self.assertFalse(self.moved())
        self.assertEqual(self.last()["fate"], "killed")

    def test_the_peer_is_killed_after_its_request_took_effect(self):
        self.fault("UpdateAlias", kill={"pid": "peer", "when": "after"})
        process = self.client()
        self.assertEqual((process.communicate()[0], process.returncode), (b"", -signal.SIGKILL))
        self.assertEqual(self.alias()["FunctionVersion"], "2")

    def flow(self, pid, guarded=False, **kill):
        """The status of a shell that runs curl, with a signal to that process.

        With `guarded` the shell's own shell does, and is told that the outer one is its guard.
        """
        self.fault("UpdateAlias", kill={"pid": pid, **kill})
        body = json.dumps({"FunctionVersion": "2"})
        signed = self.ci.signed("PUT", ALIAS, body, headers=FORM)
        headers = " ".join(f"-H '{name}: {value}'" for name, value in signed.items())
        script = f"curl -s -X PUT -d '{body}' '{self.server.url + ALIAS}' {headers}; exit 7"
        command = ["sh", "-c", script]
        if guarded:
            outer = 'LAMBDA_RELEASE_GUARD="/proc/1/fd/3:a /proc/$$/fd/3:b" sh -c "$1"; exit 8'
            command = ["sh", "-c", outer, "sh", script]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(command, start_new_session=True, **quiet)
        return run.wait()

    def test_the_peer_s_process_group_ends_with_it(self):
        self.assertEqual(self.flow("peer-group"), -signal.SIGKILL)
        self.assertFalse(self.moved())

    def test_the_peer_s_parent_is_killed_and_the_request_is_not_answered(self):
        self.assertEqual(self.flow("peer-parent", when="after"), -signal.SIGKILL)
        self.assertTrue(self.moved())

    def test_the_guard_or_what_it_started_or_its_session(self):
        self.assertEqual(self.flow("peer-guard", guarded=True), -signal.SIGKILL)
        self.assertEqual(self.flow("peer-script", guarded=True), 8)
        self.assertEqual(self.flow("peer", guarded=True), 8)
        self.assertEqual(self.flow("peer-session", guarded=True), -signal.SIGKILL)
        self.assertFalse(self.moved())

    def test_without_a_guard_the_session_s_leader_stands_for_it(self):
        self.assertEqual(self.flow("peer-guard"), -signal.SIGKILL)
        self.assertEqual(self.flow("peer-script"), 7)

    def test_the_peer_alone_leaves_its_parent_going(self):
        self.assertEqual(self.flow("peer"), 7)

    def test_a_given_process_gets_a_given_signal_and_the_request_goes_on(self):
        victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        self.fault("UpdateAlias", kill={"pid": victim.pid, "signal": "TERM", "when": "after"})
        self.assertEqual(self.ci.touch().status, 200)
        self.assertEqual(victim.wait(), -signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
