"""Users' requests to an alias, as the metrics would show them: made when somebody reads them."""

import time

from ministack.core.responses import request_scope

from . import metrics
from .journal import journal

# What is going on: see the README. Empty while no traffic was asked for.
_traffic = {}


def begin(account, region, traffic):
    """Begin traffic, with half an hour of it before now; the versions fail at their own rates."""
    now = int(time.time()) // 60 * 60
    clear()
    _traffic.update({"delay": 60, "errors": {}, "incident": None}, **traffic)
    _traffic.update(account=account, region=region, begun=now, next=now - 1800, rest={})


def clear():
    """End the traffic."""
    _traffic.clear()


def settle():
    """Count the requests of every minute that is published by now."""
    while _traffic and _traffic["next"] + 60 + _traffic["delay"] <= time.time():
        _minute(_traffic["next"])
        _traffic["next"] += 60


def _minute(start):
    primary, weights = _state(start + 10)
    if primary is None:
        return
    requests = _traffic["per_second"] * 60
    shares = dict(weights)
    shares[primary] = 1 - sum(weights.values())
    for version, share in shares.items():
        invocations = _whole(("invocations", version), requests * share)
        errors = _whole(("errors", version), invocations * _rate(version, start))
        with request_scope(_traffic["account"], _traffic["region"]):
            metrics.record(
                _traffic["function"],
                _traffic["alias"],
                version if weights else None,
                start + 30,
                invocations=invocations,
                errors=min(errors, invocations),
            )


def _rate(version, start):
    rate = _traffic["errors"].get(version, 0)
    incident = _traffic["incident"]
    if incident and incident["from"] <= (start - _traffic["begun"]) // 60 < incident["to"]:
        rate += incident["errors"]
    return rate


def _whole(of, amount):
    """A whole number, whose rest counts with the next minute's."""
    amount += _traffic["rest"].get(of, 0)
    _traffic["rest"][of] = amount - int(amount)
    return int(amount)


def _state(moment):
    """What the alias was at a moment: its version, and the weights of others."""
    writes = journal.history.get((_traffic["function"], _traffic["alias"]), [])
    states = [write["to"] for write in writes if write["time"] <= moment and write["to"]]
    state = states[-1] if states else (writes[0]["from"] or writes[0]["to"] if writes else None)
    if state is None:
        return None, {}
    return state["FunctionVersion"], {name: float(w) for name, w in state["Weights"].items()}


metrics.before_reading.append(settle)
