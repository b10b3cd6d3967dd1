"""The invariants of a release, each judged by a function of its own.

I1 to I5, I8 and I9 take a `Trace`, the server's own record of an alias, and yield the writes that
break them. I6 and I7 take a `Run` and yield what is wrong and the state that shows it, as I11 does
of a `Return`. Traffic that
a run leaves to its code after a failure (I10) is reported as I7: the exit status denies it.
"""

import dataclasses

FIRST_STEP = 0.1
CONTROL_CALLS = {
    "GetFunctionConfiguration",
    "GetFunction",
    "UpdateFunctionCode",
    "PublishVersion",
    "UpdateAlias",
    "GetAlias",
}


@dataclasses.dataclass
class Write:
    """A user's change of an alias: an entry of its history, and what happened before it."""

    entry: dict
    in_rollback: bool
    cleared: bool  # another user removed the weights after the run had first read the alias
    raised: dict  # by version: the number of the request that last changed its weight

    @property
    def was_out(self):
        """The code of each version that had a weight before the write."""
        return [self.code(version) for version in self.entry["from"]["Weights"]]

    def code(self, version):
        """The CodeSha256 of a version."""
        return self.entry["code"].get(version)

    def raises(self):
        """Yield each version that gets more traffic, and its share."""
        old, new = self.entry["from"], self.entry["to"]
        for version in {new["FunctionVersion"], *new["Weights"]}:
            share = exposure(new, version)
            if share > exposure(old, version):
                yield version, share


@dataclasses.dataclass
class Trace:
    """A part of an alias's history, in order of effect, and what is needed to judge it."""

    history: list
    log: list
    user: str
    codes: set  # the CodeSha256 that may get traffic
    since: float = 0  # the number of the last request before the part
    at_once: bool = False  # a promotion needs no steps before it; it still needs a passed check
    rollbacks: tuple = ()  # (first, last) request numbers between which a rollback ran

    def writes(self):
        """Yield the user's changes of the alias, without the pin of $LATEST to a version.

        What another user does before the run has read the alias is where the run starts from.
        """
        looked = cleared = False
        raised = {}
        for entry in self.history:
            old, new, seq = entry["from"], entry["to"], entry["seq"]
            if entry["operation"] == "UpdateFunctionCode" or old is None or new is None:
                continue
            if entry["caller"] != self.user:
                cleared = cleared or (looked and old != new and not new["Weights"])
                continue
            looked = True  # by a touch too: it is a write that changes nothing
            for version in old["Weights"]:
                # A weight that an earlier run left is the run's first step when it is adopted.
                raised.setdefault(version, self.since)
            if old != new and not is_pin(entry):
                in_rollback = any(first < seq <= last for first, last in self.rollbacks)
                yield Write(entry, in_rollback, cleared, dict(raised))
                raised.update(dict.fromkeys(new["Weights"], seq))

    def unchecked(self):
        """Yield each write that raises a version above the first step unchecked, and the share."""
        for write in self.writes():
            for version, share in write.raises():
                if share <= FIRST_STEP or write.in_rollback:
                    continue
                stepped = version in write.raised or (self.at_once and share == 1.0)
                since = write.raised.get(version, self.since)
                if not stepped or self.healthy_probes(version, since, write.entry["seq"]) < 2:
                    yield write.entry, share

    def healthy_probes(self, version, first, last):
        """The number of invocations of a version between two requests that returned status 200."""
        return sum(
            first < line["seq"] < last
            and line["operation"] == "Invoke"
            and line["qualifier"] == version
            and line["fate"] == "answered"
            and line["status"] == 200
            for line in self.log
        )


@dataclasses.dataclass
class Run:
    """A run that has ended; an alias is a pair of its version and its weights."""

    status: int
    before: tuple
    after: tuple
    versions: dict  # the CodeSha256 of each version of the function
    code: str  # the CodeSha256 of the package that was to be released
    rollback: bool = False
    bad: bool = False  # the package is one that the check must refuse
    killed: bool = False  # no part of the run was left to remove a weight
    calls: int = 0

    def exposes(self, alias):
        """Whether an alias gives traffic to the run's code."""
        version, weights = alias
        return self.code in [self.versions.get(each) for each in (version, *weights)]


@dataclasses.dataclass
class Return:
    """A `rollback --to-version previous` that has ended; an alias is a version and its weights."""

    history: list  # of the alias, up to the command
    status: int
    before: tuple
    after: tuple
    noted: bool = True  # the alias got where it is by a command, which leaves a note


def exposure(state, version):
    """The share of an alias's traffic that a version gets: 1 for the alias's own version."""
    return 1.0 if state["FunctionVersion"] == version else float(state["Weights"].get(version, 0))


def is_pin(entry):
    """Whether a write moves the alias from $LATEST to a published version of the same code."""
    old, new = entry["from"]["FunctionVersion"], entry["to"]["FunctionVersion"]
    code = entry["code"].get(new)
    return old == "$LATEST" and entry["code"].get(old, code) == code


def i1_promotion(trace):
    """I1: an alias is 100% on a version only after a healthy verdict of that run on every step."""
    yield from (entry for entry, share in trace.unchecked() if share == 1.0)


def i2_raise(trace):
    """I2: exposure grows only after the previous check passed."""
    yield from (entry for entry, share in trace.unchecked() if share < 1.0)


def i3_rollback(trace):
    """I3: a rollback lands on the last known good version, the one that the alias is on."""
    for write in trace.writes():
        entry = write.entry
        moved = entry["from"]["FunctionVersion"] != entry["to"]["FunctionVersion"]
        if write.in_rollback and moved:
            yield entry


def i4_operator(trace):
    """I4: an operator's rollback is never overrun."""
    for write in trace.writes():
        if write.cleared:
            yield from (write.entry for _ in write.raises())


def i5_foreign_rollout(trace):
    """I5: no run overwrites another's rollout, by a weight of its own or by removing the other's."""
    for write in trace.writes():
        yield from (write.entry for code in write.was_out if code not in trace.codes)
        for version, _ in write.raises():
            if any(code != write.code(version) for code in write.was_out):
                yield write.entry


def i6_convergence(run):
    """I6: after any crash the same command converges, and `rollback` alone cleans up."""
    version, weights = run.after
    live = run.versions.get(version)
    if weights:
        yield "a weight stays", weights
    if run.rollback:
        converged = run.status == 0 and version == run.before[0] and run.calls <= 2
    elif run.bad:
        converged = run.status == 1 and live != run.code
    else:
        converged = run.status == 0 and live == run.code
    if not converged:
        yield f"the command after the crash ends with {run.status} after {run.calls} calls", version


def i7_exit_status(run):
    """I7: the exit status tells the truth."""
    version, weights = run.after
    if run.status == 0:
        if weights or (not run.rollback and run.versions.get(version) != run.code):
            yield "status 0", run.after
    elif not run.rollback and run.exposes(run.after) and not run.exposes(run.before):
        # One that was killed with its guard may leave its weight, and 3 says that it may be there.
        failed = run.status in (1, 2, 129, 130, 131, 143)
        if failed or not (run.killed or run.status == 3):
            yield f"status {run.status}", run.after


def i8_code(trace):
    """I8: the version that gets traffic holds my code."""
    for write in trace.writes():
        for version, _ in write.raises():
            if write.code(version) not in trace.codes:
                yield write.entry


def i9_live_code(trace):
    """I9: live code changes only by an alias write."""
    for entry in trace.history:
        if entry["operation"] == "UpdateFunctionCode":
            yield entry


def previous(history):
    """The version that `previous` means after these writes, None when nothing has been released.

    Where the alias was before its last promotion; where it is after a rollback, of a share too, and
    while a share is out. A move to a version that had a share is a promotion; of the others, one to
    an earlier version is a rollback.
    """
    meant = None
    for entry in history:
        old, new = entry["from"], entry["to"]
        if entry["operation"] == "UpdateFunctionCode" or old is None or new is None or old == new:
            continue
        was, now = old["FunctionVersion"], new["FunctionVersion"]
        if "$LATEST" in (was, now):
            meant = None
        elif now != was:
            meant = was if now in old["Weights"] or int(now) > int(was) else now
        elif old["Weights"].keys() != new["Weights"].keys():
            meant = now
    return meant


def i11_previous(back):
    """I11: `previous` is where the alias was; never a version that it was rolled back from."""
    version, weights = back.after
    if back.status != 0 and (back.noted or back.status != 78):
        yield f"previous ends with {back.status}", back.after
    if weights:
        yield "a weight stays", back.after
    # Without a note it goes nowhere, for it would have to guess.
    meant = (back.noted and previous(back.history)) or back.before[0]
    if version != meant:
        yield f"previous is {meant}", back.after


OF_A_TRACE = {
    "I1": i1_promotion,
    "I2": i2_raise,
    "I3": i3_rollback,
    "I4": i4_operator,
    "I5": i5_foreign_rollout,
    "I8": i8_code,
    "I9": i9_live_code,
}


def judge(trace):
    """The invariants that the user's writes break, each with the write."""
    return [(name, entry) for name, broken in OF_A_TRACE.items() for entry in broken(trace)]


def promoted(history, code):
    """Whether a version of that code got all the traffic at some time."""
    return any(
        entry["to"]
        and not entry["to"]["Weights"]
        and entry["code"].get(entry["to"]["FunctionVersion"]) == code
        for entry in history
    )


def calls(log, user):
    """The number of control calls of Lambda that a user made.

    A look at one version belongs to its health check.
    """
    return sum(
        line["caller"] == user
        and line["operation"] in CONTROL_CALLS
        and not (line["qualifier"] or "").isdigit()
        for line in log
    )
