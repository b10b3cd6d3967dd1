"""Faults to inject: which request each is for, and what it does to it."""

import re
import signal as signals

from .peers import PEERS

OUTCOMES = ("pass", "answer", "lose", "reset", "truncate", "late", "alter")
MEMBERS = {
    "match",
    "nth",
    "count",
    "do",
    "applied",
    "delay",
    "delay_after",
    "foreign",
    "kill",
    "status",
    "code",
    "message",
    "reason",
    "retry_after",
    "retry_after_ms",
    "headers",
    "body",
    "alter",
    "bytes",
    "seconds",
    "requests",
}
FOREIGN = {"touch", "clear", "set"}


class FaultError(ValueError):
    """A fault that is not well described."""


class Fault:
    """One fault: due from the nth matching request on, for count of them (0: for good)."""

    def __init__(self, number, description):
        _check(description)
        self.id = number
        self.description = description
        self.seen = 0
        self.hit = 0
        self.nth = description.get("nth", 1)
        self.count = description.get("count", 1)
        self.outcome = description.get("do", "pass")

    def matches(self, request):
        """Whether the fault's match fits the request."""
        match = self.description.get("match", "")
        if isinstance(match, str):
            line = f"{request.method} {request.target}"
            return match in ("", request.operation) or (
                not re.fullmatch(r"[A-Z]\w+", match) and bool(re.search(match, line))
            )
        facts = {
            "operation": request.operation,
            "method": request.method,
            "caller": request.caller,
            "function": request.function,
        }
        return all(
            re.search(value, request.target) if name == "path" else facts.get(name) == value
            for name, value in match.items()
        )

    @property
    def due(self):
        """Whether the request that was just counted is one to hit."""
        return self.seen >= self.nth and (not self.count or self.hit < self.count)

    @property
    def applied(self):
        """Whether the request takes effect."""
        return self.description.get("applied", self.outcome != "answer")

    def get(self, name, default=None):
        """One member of the description."""
        return self.description.get(name, default)

    def shown(self):
        """The fault as the list of faults shows it."""
        return {"id": self.id, **self.description, "seen": self.seen, "hit": self.hit}


class Faults:
    """All faults that are set."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Forget all faults."""
        self._faults = []
        self._next = 1

    def add(self, description):
        """Set a fault; returns its id."""
        fault = Fault(self._next, description)
        self._next += 1
        self._faults.append(fault)
        return fault.id

    def take(self, request):
        """The oldest fault that is due for this request, None when there is none."""
        matching = [fault for fault in self._faults if fault.matches(request)]
        for fault in matching:
            fault.seen += 1
        for fault in matching:
            if fault.due:
                fault.hit += 1
                return fault
        return None

    def shown(self):
        """All faults, with what they have seen and hit."""
        return [fault.shown() for fault in self._faults]


faults = Faults()


def signal_number(name):
    """The number of a signal named like KILL or SIGKILL."""
    name = str(name).upper()
    return signals.Signals[name if name.startswith("SIG") else f"SIG{name}"]


def _check(description):
    if not isinstance(description, dict):
        raise FaultError("a fault must be one JSON object")
    unknown = set(description) - MEMBERS
    if unknown:
        raise FaultError(f"unknown member {', '.join(sorted(unknown))}")
    if description.get("do", "pass") not in OUTCOMES:
        raise FaultError(f"do must be one of {', '.join(OUTCOMES)}")
    for name in ("nth", "count", "requests", "bytes", "status"):
        if not isinstance(description.get(name, 1), int):
            raise FaultError(f"{name} must be a whole number")
    match = description.get("match", "")
    if isinstance(match, dict) and set(match) - {
        "operation",
        "method",
        "path",
        "caller",
        "function",
    }:
        raise FaultError("match takes operation, method, path, caller and function")
    try:
        re.compile(match if isinstance(match, str) else match.get("path", ""))
        kill = description.get("kill")
        if kill is not None:
            signal_number(kill.get("signal", "KILL"))
            if kill.get("when", "before") not in ("before", "after"):
                raise FaultError("kill takes when: before or after")
            if not isinstance(kill.get("pid"), int) and kill.get("pid") not in PEERS:
                raise FaultError(f"kill takes pid: a number or one of {', '.join(PEERS)}")
    except (re.error, KeyError, AttributeError) as failure:
        raise FaultError(f"not well formed: {failure}") from failure
    foreign = description.get("foreign")
    if foreign is not None and (not isinstance(foreign, dict) or foreign.get("do") not in FOREIGN):
        raise FaultError("foreign takes do: touch, clear or set")
    _check_outcome(description)


def _check_outcome(description):
    outcome = description.get("do")
    if (outcome == "alter") != isinstance(description.get("alter"), dict):
        raise FaultError("alter needs do: alter and the members to put into the answer")
    if outcome == "alter" and not description.get("applied", True):
        raise FaultError("alter needs an answer: it cannot be without effect")
    if outcome == "late" and not {"seconds", "requests"} & set(description):
        raise FaultError("late needs seconds or requests")
