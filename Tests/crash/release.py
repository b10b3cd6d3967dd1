"""One case after the other.

A function of its own, a release with faults, what follows, a second release, and the judgement.
"""

import base64
import collections
import json
import os
import time

import guarding
import invariants
import watching
from cases import BESIDE, ENDINGS, FATAL, FAULTS, PATHS, SIGNALS
from flows import BUILT, Flow, words
from local_aws_client import package

Outcome = collections.namedtuple("Outcome", "violations calls kind ending looks", defaults=(0,))


class Releases:
    """The cases of one server."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.number = 0
        self.measured = {}
        os.makedirs(folder)
        self.packages = {}
        for name in ("old", "new", "bad", "rival", "next"):
            content, sha = package(name)
            path = os.path.join(folder, name + ".zip")
            with open(path, "wb") as file:
                file.write(content)
            self.packages[name] = (path, sha)
        server.control("settings", {"canned": {"*": {"body": {"statusCode": 200}}}})

    def fresh(self, start):
        """A function of its own; the CI user's environment."""
        self.number += 1
        if self.number % 40 == 0:
            self.forget()
        self.function = f"f{self.number}"
        facts = json.loads(
            self.server.control(
                "setup",
                {
                    "function": self.function,
                    "package": self.packages["old"][0],
                    "alias_version": "$LATEST" if start == "$LATEST" else "published",
                    "operator": f"operator-{self.function}",
                    "operator_may": ["lambda:GetAlias"],
                },
            )
        )
        self.user = facts["User"]
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "LAMBDA_RELEASE_"))
        }
        self.environment = dict(
            kept,
            PATH=f"{BUILT}:{os.environ['PATH']}",
            LAMBDA_RELEASE_BIN=BUILT,
            AWS_ACCESS_KEY_ID=facts["AccessKeyId"],
            AWS_SECRET_ACCESS_KEY=facts["SecretAccessKey"],
            AWS_REGION=self.server.region,
            AWS_ENDPOINT_URL=self.server.url,
            AWS_EC2_METADATA_DISABLED="true",
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            TMPDIR=self.folder,
            TERM="dumb",
            GITHUB_ACTIONS="",
            NO_PROXY="127.0.0.1",
        )
        self.operator = dict(
            self.environment,
            AWS_ACCESS_KEY_ID=facts["Operator"]["AccessKeyId"],
            AWS_SECRET_ACCESS_KEY=facts["Operator"]["SecretAccessKey"],
        )
        if start in ("left over", "same"):
            self.lay("new", 0.1 if start == "left over" else 1)

    def turn_bad(self, flow):
        """The version answers the first check, and fails from then on.

        A pipe has none before the version has traffic; canary asks first whether it may invoke.
        """
        self.server.control(
            "fault",
            {
                "match": {"caller": self.user, "operation": "Invoke"},
                "nth": 3 if flow == "pipe" else 4,
                "count": 0,
                "do": "answer",
                "status": 200,
                "headers": {"X-Amz-Function-Error": "Unhandled", "X-Amz-Executed-Version": "2"},
                "body": {"errorMessage": "bad"},
            },
        )

    def forget(self):
        """A server without history is faster."""
        canned = json.loads(self.server.control("settings"))["canned"]
        self.server.control("reset", {})
        self.server.control("settings", {"canned": canned})

    def lay(self, name, weight):
        """What an earlier run left: a version with a share of the traffic."""
        path = f"/2015-03-31/functions/{self.function}"
        with open(self.packages[name][0], "rb") as file:
            content = base64.b64encode(file.read()).decode()
        self.call("PUT", path + "/code", {"ZipFile": content})
        for _ in range(100):
            state = json.loads(self.server.control(f"state?function={self.function}"))
            if state["latest"]["LastUpdateStatus"] == "Successful":
                break
            time.sleep(0.02)
        version = json.loads(self.call("POST", path + "/versions", {}))["Version"]
        update = (
            {"FunctionVersion": version}
            if weight == 1
            else {"RoutingConfig": {"AdditionalVersionWeights": {version: weight}}}
        )
        self.call("PUT", path + "/aliases/live", update)

    def call(self, method, path, body):
        """One call by somebody who may do everything."""
        return self.server.control("call", {"method": method, "path": path, "body": body})

    def start(self, flow, name, environment=None, **how):
        """Start a flow."""
        file, _ = self.packages[name] if name else (None, None)
        line = words(flow, self.function, file, os.path.join(self.folder, "steps"))
        return Flow(line, environment or self.environment, **how)

    def start_with(self, faults, flow, name):
        """Start a flow that meets faults."""
        for site, fault in faults:
            what = {"match": {"caller": self.user}, "nth": site, **FAULTS[fault]}
            self.server.control("fault", what)
        names = [fault for _, fault in faults]
        return self.start(
            flow,
            name,
            terminal=any("on a terminal" in each for each in names),
            reader=not any("no reader" in each for each in names),
        )

    def steps(self):
        """What the flow whose commands run apart noted: when each ended, its status, its name."""
        path = os.path.join(self.folder, "steps")
        if not os.path.exists(path):
            return []
        with open(path) as file:
            lines = [line.split() for line in file]
        os.remove(path)
        return [(float(end), int(status), name) for end, status, name in lines]

    def last(self):
        """The number of the last request."""
        log = self.server.log()
        return log[-1]["seq"] if log else 0

    def plain(self, path):
        """How many requests a path makes when nothing goes wrong."""
        flow, start, bad = PATHS[path]
        self.fresh(start)
        since = self.last()
        if bad:
            self.turn_bad(flow)
        status, said, _ = self.start(flow, "bad" if bad else "new").finish()
        self.steps()
        self.server.control("reset-faults", {})
        if status != (1 if bad else 0):
            raise RuntimeError(f"{path} ends with {status} although nothing is wrong: {said}")
        if bad and not any(entry["to"]["Weights"] for entry in self.numbered()):
            raise RuntimeError(f"{path} gives the bad version no traffic that could stay: {said}")
        log = [line for line in self.server.log(since) if line["caller"] == self.user]
        self.measured[path] = (len(log), invariants.calls(log, self.user))
        return len(log)

    def run(self, case, flow=None):
        """One case; some of them while somebody looks at the alias again and again."""
        path_flow, start, _ = PATHS[case[0]]
        self.fresh(start)
        if flow or self.number % watching.EACH:
            return self.crash(case, flow or path_flow)
        base = self.server.alias(self.function)
        watch = watching.Watch(self.function, self.operator)
        try:
            outcome = self.crash(case, path_flow)
        finally:
            looks = watch.finish()
        found = watching.judge(looks, base, self.server.history(self.function))
        return outcome._replace(
            violations=outcome.violations + [("status", *wrong) for wrong in found],
            looks=len(looks),
        )

    def crash(self, case, flow):
        """A release that meets the case's faults, and what follows."""
        path, faults, follow = case
        _, _, bad = PATHS[path]
        name = "bad" if bad else "new"
        since = self.last()
        base = self.server.alias(self.function)
        if bad and flow != "unguarded":
            self.turn_bad(flow)
        process = self.start_with(faults, flow, name)
        names = {fault for _, fault in faults}
        beside = names & set(BESIDE)
        rivals = [BESIDE[fault][0] for fault in beside if BESIDE[fault][0]]
        found = self.work_beside(process, *rivals) if beside else []
        status, _, ended = process.finish()
        steps = self.steps()
        middle = self.last()
        state = self.server.alias(self.function)
        sha = self.packages[name][1]
        run = invariants.Run(
            status,
            base,
            state,
            self.versions(),
            sha,
            rollback=flow == "rollback",
            bad=bad,
            killed=bool(names & FATAL) or status == -9,
        )
        if not rivals:
            found += [("I7", *wrong) for wrong in invariants.i7_exit_status(run)]
        self.server.control("reset-faults", {})
        if bad and follow == "again":
            self.turn_bad(flow)
        again, _, _ = self.start(flow if follow == "again" else "rollback", name).finish()
        self.steps()
        last = self.last()
        log = [
            line
            for line in self.server.log(since)
            if line["function"] == self.function or line["caller"] == self.user
        ]
        history = [entry for entry in self.numbered() if entry["seq"] > since]
        codes = {self.packages[each][1] for each in (name, *rivals)}
        after = (middle, last) if "rollback" in (follow, flow) else (last, last)
        first = (since, middle) if flow == "rollback" else (since, since)
        for low, high in ((since, middle), (middle, last)):
            part = [entry for entry in history if low < entry["seq"] <= high]
            trace = invariants.Trace(
                part, log, self.user, codes, low, flow == "all-at-once", (after, first)
            )
            found += [(rule, entry["from"], entry["to"]) for rule, entry in invariants.judge(trace)]
        if rivals and status == 0 and not invariants.promoted(history, sha):
            found.append(("I7", "released", state))
        ending = None
        if names & SIGNALS.keys() and len(faults) == 1 and flow != "unguarded":
            past = [[each for each in part if each["seq"] <= middle] for part in (history, log)]
            ending, wrong = self.after_signal(names.pop(), run, past, ended)
            found += wrong + [("guard", *wrong) for wrong in guarding.gone(steps, ended)]
        run = invariants.Run(
            again,
            state,
            self.server.alias(self.function),
            self.versions(),
            sha,
            rollback="rollback" in (follow, flow),
            bad=bad,
            calls=invariants.calls([line for line in log if line["seq"] > middle], self.user),
        )
        found += [("I6", *wrong) for wrong in invariants.i6_convergence(run)]
        if flow != "unguarded":
            found += self.later(follow)
        kind = follow if follow == "rollback" else f"{path}, run again"
        return Outcome(found, run.calls, kind, ending)

    def later(self, follow):
        """The function lives on: previous after a rollback, a second release, and previous again."""
        self.server.control("reset-faults", {})
        found = self.go_back() if follow == "rollback" else []
        return found + self.release_again() + self.go_back()

    def go_back(self):
        """An operator asks for the previous version, twice: it moves once."""
        found = []
        history = self.server.history(self.function)
        before = self.server.alias(self.function)
        changes = [
            entry["caller"]
            for entry in history
            if entry["from"] and entry["from"] != entry["to"] and not invariants.is_pin(entry)
        ]
        noted = changes[-1:] in ([self.user], [f"operator-{self.function}"])
        for _ in range(2):
            status, _, _ = self.start("previous", None, self.operator).finish()
            after = self.server.alias(self.function)
            back = invariants.Return(history, status, before, after, noted)
            found += [("I11", *wrong) for wrong in invariants.i11_previous(back)]
        return found

    def release_again(self):
        """A second release, of another package, with nothing wrong."""
        since = self.last()
        before = self.server.alias(self.function)
        status, said, _ = self.start("canary", "next").finish()
        sha = self.packages["next"][1]
        after = self.server.alias(self.function)
        log = [line for line in self.server.log(since) if line["caller"] == self.user]
        history = [entry for entry in self.numbered() if entry["seq"] > since]
        trace = invariants.Trace(history, log, self.user, {sha}, since)
        found = [(rule, entry["from"], entry["to"]) for rule, entry in invariants.judge(trace)]
        run = invariants.Run(status, before, after, self.versions(), sha)
        found += [("I7", *wrong) for wrong in invariants.i7_exit_status(run)]
        if status != 0:
            found.append(("I6", f"the second release ends with {status}", said[-300:]))
        return found

    def versions(self):
        """The CodeSha256 of each version of the function."""
        return json.loads(self.server.control(f"state?function={self.function}"))["versions"]

    def after_signal(self, fault, run, past, ended):
        """How long a run went on after a process of it got a signal, and what was wrong then.

        Of the alias a command may still write what it had announced, and the guard takes it back.
        """
        history, log = past
        # The last fault that was set: a bad version is one too.
        hits = [line for line in log if line["fault"]]
        hit = max(hits, key=lambda line: line["fault"], default=None)
        if hit is None or hit["fault"] == 1 and run.bad:
            return None, []
        found = []
        writes = [
            entry for entry in history if entry["seq"] > hit["seq"] and entry["from"] != entry["to"]
        ]
        if fault in FATAL:
            found += [("guard", *wrong) for wrong in guarding.steps_after(hit, log, writes)]
        else:
            if not run.rollback:  # it has no guard, and its request may be on its way
                late = guarding.late_writes(history, self.user, ended)
                found += [("guard", *wrong) for wrong in late]
            if len(writes) > 2 or (len(writes) == 2 and writes[-1]["to"]["Weights"]):
                found.append(("signal", "more alias writes after it", len(writes)))
        found += [("I7", *wrong) for wrong in guarding.status_of(SIGNALS[fault], run)]
        return ended - hit["time"] if fault in ENDINGS else None, found

    def numbered(self):
        """The alias's history.

        A write without a request of its own stands right after the request before it.
        """
        times = [(line["time"], line["seq"]) for line in self.server.log()]
        history = self.server.history(self.function)
        for entry in history:
            if entry["seq"] is None:
                entry["seq"] = 0.5 + max(
                    (seq for when, seq in times if when <= entry["time"]), default=0
                )
        return history

    def work_beside(self, process, rival=None):
        """While the first run is held up, another releases a package, or an operator rolls back.

        A rival wins or leaves; what the two wrote is judged by the history. An operator's rollback
        is done, whatever the run does.
        """
        for _ in range(400):
            if process.has_ended() or json.loads(self.server.control("faults"))[0]["hit"]:
                break
            time.sleep(0.02)
        if rival:
            status, said, _ = self.start("canary", rival).finish()
            allowed = (0, 75)
        else:
            status, said, _ = self.start("rollback", None, self.operator).finish()
            allowed = (0,)
        if status not in allowed:
            return [("I5", f"the one beside ends with {status}", said[-300:])]
        return []

    def control(self):
        """How many violations a tool without protection shows on a few cases that matter."""
        found = 0
        self.fresh("published")
        status, said, _ = self.start("unguarded", "new").finish()
        if status != 0 or self.server.alias(self.function) != ("2", {}):
            raise RuntimeError(f"the control does not even work when nothing is wrong: {said}")
        for fault, site in (
            ("foreign rollback", 6),
            ("KILL all after", 3),
            ("late", 3),
            ("foreign touch", 3),
        ):
            outcome = self.run(("canary", [(site, fault)], "again"), flow="unguarded")
            found += len(outcome.violations)
        outcome = self.run(("canary from $LATEST", [(1, "delayed")], "again"), flow="unguarded")
        return found + len(outcome.violations)
