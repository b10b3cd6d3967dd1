"""What the matrix tries: paths, the faults at each of their requests, and what follows."""

import random

# A fault as the local AWS takes it, at one request; `{}` is filled in with what names the request.
FAULTS = {
    "kill before": {"kill": {"pid": "peer-group", "signal": "KILL", "when": "before"}},
    "kill after": {"kill": {"pid": "peer-group", "signal": "KILL", "when": "after"}},
    "kill command before": {"kill": {"pid": "peer", "signal": "KILL", "when": "before"}},
    "kill command after": {"kill": {"pid": "peer", "signal": "KILL", "when": "after"}},
    "TERM before": {"kill": {"pid": "peer-group", "signal": "TERM", "when": "before"}},
    "TERM after": {"kill": {"pid": "peer-group", "signal": "TERM", "when": "after"}},
    "INT before": {"kill": {"pid": "peer-group", "signal": "INT", "when": "before"}},
    "HUP after": {"kill": {"pid": "peer-group", "signal": "HUP", "when": "after"}},
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
SIGNALS = {name for name in FAULTS if name.split()[0] in ("kill", "TERM", "INT", "HUP")}
FATAL = {name for name in FAULTS if name.startswith("kill ") and "command" not in name}
ENDINGS = {name for name in SIGNALS if not name.startswith("kill ")}

# A path: the flow, where the alias stands at first, and whether the version is bad.
PATHS = {
    "canary": ("canary", "published", False),
    "canary from $LATEST": ("canary", "$LATEST", False),
    "bad canary": ("canary", "published", True),
    "resumed canary": ("canary", "left over", False),
    "all at once": ("all-at-once", "published", False),
    "same code again": ("canary", "same", False),
    "rollback by hand": ("rollback", "left over", False),
}
QUICK = ("canary", "bad canary", "rollback by hand")


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
            for fault in FAULTS:
                if fault in BESIDE and path not in BESIDE[fault][1]:
                    continue
                follow = "again" if (site + len(fault)) % 2 else "rollback"
                cases.append((path, [(site, fault)], follow))
    if quick:
        rare = [case for case in cases if case[1][0][1] in BESIDE]
        others = [case for case in cases if case[1][0][1] not in BESIDE]
        cases = chance.sample(others, min(200, len(others))) + chance.sample(
            rare, min(12, len(rare))
        )
    anything = [fault for fault in FAULTS if fault not in BESIDE]
    plain = [fault for fault in anything if fault not in SIGNALS]
    paths = [path for path in sites if not quick or path in QUICK]
    for _ in range(20 if quick else 300):
        path = chance.choice(paths)
        first, second = sorted(chance.sample(range(1, sites[path] + 2), 2))
        cases.append(
            (
                path,
                [(first, chance.choice(plain)), (second, chance.choice(anything))],
                "again",
            )
        )
    return cases
