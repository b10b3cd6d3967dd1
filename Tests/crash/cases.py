"""What the matrix tries: paths, the faults at each of their requests, and what follows."""

import collections
import random


def signalled(who, name, when, **more):
    """A fault that sends a signal to the guard, to what it runs, or to all of the session."""
    return {"kill": {"pid": f"peer-{who}", "signal": name, "when": when}, **more}


# A fault as the local AWS takes it, at one request. The rest of its name says how the flow runs: on
# a terminal, where the guard and what it runs are one process group, or with nobody to read its log.
FAULTS = {
    "KILL all before": signalled("session", "KILL", "before"),
    "KILL all after": signalled("session", "KILL", "after"),
    "KILL guard before": signalled("guard", "KILL", "before"),
    "KILL guard after": signalled("guard", "KILL", "after"),
    "KILL guard after, on a terminal": signalled("guard", "KILL", "after"),
    "KILL script before": signalled("script", "KILL", "before"),
    "KILL script after": signalled("script", "KILL", "after"),
    "KILL script before, on a terminal": signalled("script", "KILL", "before"),
    "KILL script after, no reader": signalled("script", "KILL", "after"),
    "KILL steps before": signalled("group", "KILL", "before"),
    "KILL steps after": signalled("group", "KILL", "after"),
    "KILL command before": {"kill": {"pid": "peer", "signal": "KILL", "when": "before"}},
    "KILL command after": {"kill": {"pid": "peer", "signal": "KILL", "when": "after"}},
    "TERM all before": signalled("session", "TERM", "before"),
    "TERM all after": signalled("session", "TERM", "after"),
    "TERM all after, no reader": signalled("session", "TERM", "after"),
    "TERM guard before": signalled("guard", "TERM", "before"),
    "TERM guard after": signalled("guard", "TERM", "after", delay_after=1.0),
    "TERM guard, write late": signalled("guard", "TERM", "before", do="late", requests=1),
    "TERM guard before, on a terminal": signalled("guard", "TERM", "before"),
    "TERM guard after, on a terminal": signalled("guard", "TERM", "after", delay_after=1.0),
    "INT all before": signalled("session", "INT", "before"),
    "INT all before, on a terminal": signalled("session", "INT", "before"),
    "INT all after, no reader": signalled("session", "INT", "after"),
    "INT guard after": signalled("guard", "INT", "after"),
    "HUP all after": signalled("session", "HUP", "after"),
    "HUP all before, on a terminal": signalled("session", "HUP", "before"),
    "HUP guard before": signalled("guard", "HUP", "before"),
    "QUIT all before": signalled("session", "QUIT", "before"),
    "QUIT all after, on a terminal": signalled("session", "QUIT", "after"),
    "QUIT guard after": signalled("guard", "QUIT", "after"),
    "nothing, no reader": {"do": "pass"},
    "429": {"do": "answer", "status": 429, "code": "TooManyRequestsException"},
    "500": {"do": "answer", "status": 500, "code": "ServiceException"},
    "500 with effect": {"do": "answer", "status": 500, "code": "ServiceException", "applied": True},
    "503": {"do": "answer", "status": 503, "code": "ServiceUnavailableException", "count": 2},
    "412": {"do": "answer", "status": 412, "code": "PreconditionFailedException"},
    "lost": {"do": "lose", "applied": False},
    "answer lost": {"do": "lose"},
    "answer lost twice": {"do": "lose", "count": 2},
    "reset": {"do": "reset"},
    "reset before": {"do": "reset", "applied": False},
    "truncated": {"do": "truncate"},
    "late": {"do": "late", "requests": 1},
    "delayed": {"delay": 0.3},
    "foreign touch": {"foreign": {"do": "touch"}},
    "foreign rollback": {"foreign": {"do": "clear"}},
    "rival": {"delay": 2.5},
    "rival of the same code": {"delay": 2.5},
    "operator": {"delay": 1.0},
}
# Beside whom somebody works meanwhile: what another canary releases, or None for a rollback by an
# operator, and on which paths.
BESIDE = {
    "rival": ("rival", ("canary", "canary from $LATEST")),
    "rival of the same code": ("new", ("canary", "canary from $LATEST")),
    "operator": (
        None,
        ("canary", "canary from $LATEST", "bad canary", "resumed canary", "all at once"),
    ),
}
# The signal's name by fault.
SIGNALS = {
    name: fault["kill"]["signal"]
    for name, fault in FAULTS.items()
    if fault.get("kill") and fault["kill"]["pid"] != "peer"
}
# After these no guard is left to take a share back.
FATAL = {name for name in SIGNALS if name.startswith(("KILL all", "KILL guard"))}
ENDINGS = {name for name, number in SIGNALS.items() if number != "KILL"}

# A path: the flow, where the alias stands at first, and whether the version is bad.
PATHS = {
    "canary": ("canary", "published", False),
    "canary from $LATEST": ("canary", "$LATEST", False),
    "bad canary": ("canary", "published", True),
    "resumed canary": ("canary", "left over", False),
    "all at once": ("all-at-once", "published", False),
    "same code again": ("canary", "same", False),
    "rollback by hand": ("rollback", "left over", False),
    "pipe": ("pipe", "published", False),
    "bad pipe": ("pipe", "published", True),
    "apart": ("apart", "published", False),
}
# The paths that meet everything; the others meet one of the signals at each request, and nobody's
# terminal or missing reader.
WHOLE = ("canary", "bad canary", "apart")
QUICK = ("canary", "bad canary", "rollback by hand", "pipe", "apart")


def all_cases(sites, seed, quick):
    """Every case: a name for people, the path, the faults by request, what follows.

    sites tells how many requests each path makes when nothing goes wrong.
    """
    chance = random.Random(seed)
    cases = []
    for path, count in sites.items():
        if quick and path not in QUICK:
            continue
        for site in range(1, count + 1):
            for number, fault in enumerate(FAULTS):
                if fault in BESIDE and path not in BESIDE[fault][1]:
                    continue
                few = "," in fault or (fault in ENDINGS and (site + number) % 4)
                if few and path not in WHOLE:
                    continue
                follow = "again" if (site + len(fault)) % 2 else "rollback"
                cases.append((path, [(site, fault)], follow))
    if quick:
        rare = [case for case in cases if case[1][0][1] in BESIDE]
        others = [case for case in cases if case[1][0][1] not in BESIDE]
        cases = evenly(chance, others, 55) + chance.sample(rare, min(8, len(rare)))
    anything = [fault for fault in FAULTS if fault not in BESIDE]
    plain = [fault for fault in anything if "kill" not in FAULTS[fault] and "," not in fault]
    paths = [path for path in sites if not quick or path in QUICK]
    for _ in range(10 if quick else 300):
        path = chance.choice(paths)
        first, second = sorted(chance.sample(range(1, sites[path] + 2), 2))
        cases.append(
            (
                path,
                [(first, chance.choice(plain)), (second, chance.choice(anything))],
                "again",
            )
        )
    # In no order, so that what an interrupted run has done is a sample of all.
    chance.shuffle(cases)
    return cases


def evenly(chance, cases, count):
    """So many of the cases, of each fault about as many."""
    chance.shuffle(cases)
    seen = collections.Counter()
    ranked = []
    for number, case in enumerate(cases):
        fault = case[1][0][1]
        ranked.append((seen[fault], number))
        seen[fault] += 1
    return [cases[number] for _, number in sorted(ranked)[:count]]
