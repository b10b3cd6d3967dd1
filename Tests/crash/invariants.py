"""The invariants of a release, held against the server's own record of an alias."""

CONTROL_CALLS = {
    "GetFunctionConfiguration",
    "GetFunction",
    "UpdateFunctionCode",
    "PublishVersion",
    "UpdateAlias",
    "GetAlias",
}
STEPS = [0.1, 0.5, 1.0]


def exposure(state, version):
    """The share of an alias's traffic that a version gets, a weight aside."""
    if state["FunctionVersion"] == version:
        return 1.0
    return float(state["Weights"].get(version, 0))


def raises(entry):
    """The versions that a write gives more traffic, and how much."""
    versions = {entry["to"]["FunctionVersion"], *entry["to"]["Weights"]}
    for version in versions:
        share = exposure(entry["to"], version)
        if entry["from"] and share > exposure(entry["from"], version):
            yield version, share


def is_pin(entry):
    """Whether a write moves the alias from $LATEST to a published version of the same code."""
    old, new = entry["from"]["FunctionVersion"], entry["to"]["FunctionVersion"]
    return old == "$LATEST" and entry["code"].get(old, entry["code"].get(new)) == entry["code"].get(
        new
    )


def judge(history, log, user, codes, since, at_once=False, rollbacks=()):
    """The invariants that the user's writes in a part of the history break, with the write.

    codes are the CodeSha256 that may get traffic; since is the number of the last request before
    the part; at_once allows a promotion without steps, though not without checks; rollbacks are
    (first, last) numbers of the log in which a rollback ran. What somebody else does before the
    run has looked at the alias is where the run starts from.
    """
    found = []
    cleared = None
    looked = False
    last_raise = {}
    for entry in history:  # in the order of effect; a touch is a write that changes nothing
        if entry["operation"] == "UpdateFunctionCode":
            found.append(("I9", entry))
            continue
        if entry["from"] is None or entry["to"] is None:
            continue
        changed = entry["from"] != entry["to"]
        if entry["caller"] != user:
            if changed and looked and not entry["to"]["Weights"]:
                cleared = entry["seq"]
            continue
        looked = True
        for version in entry["from"]["Weights"]:
            # A weight that an earlier run left is the run's first step when it is adopted.
            last_raise.setdefault(version, since)
        if not changed or is_pin(entry):
            continue
        seq = entry["seq"]
        in_rollback = any(first < seq <= last for first, last in rollbacks)
        if in_rollback and entry["from"]["FunctionVersion"] != entry["to"]["FunctionVersion"]:
            found.append(("I3", entry))
        for version in entry["from"]["Weights"]:
            if entry["code"].get(version) not in codes:
                found.append(("I5", entry))
        out = {entry["code"].get(version) for version in entry["from"]["Weights"]}
        for version, share in raises(entry):
            if out - {entry["code"].get(version)}:
                found.append(("I5", entry))
            if in_rollback and version == entry["from"]["FunctionVersion"]:
                continue
            if entry["code"].get(version) not in codes:
                found.append(("I8", entry))
            if cleared:
                found.append(("I4", entry))
            if share > STEPS[0] and not in_rollback:
                checked = [
                    line
                    for line in log
                    if last_raise.get(version, since) < line["seq"] < seq
                    and line["operation"] == "Invoke"
                    and line["qualifier"] == version
                    and line["fate"] == "answered"
                    and line["status"] == 200
                ]
                skipped = version not in last_raise and not (at_once and share == 1.0)
                if len(checked) < 2 or skipped:
                    found.append(("I1" if share == 1.0 else "I2", entry))
        for version in entry["to"]["Weights"]:
            last_raise[version] = seq
    return found


def calls(log, user):
    """How many control calls of Lambda a user made.

    A look at one version belongs to its health check.
    """
    return sum(
        1
        for line in log
        if line["caller"] == user
        and line["operation"] in CONTROL_CALLS
        and not (line["qualifier"] or "").isdigit()
    )
