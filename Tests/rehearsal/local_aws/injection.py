"""What a fault does to a request: delays, foreign writes, signals, lost and late answers."""

import asyncio
import json

from . import connection, peers, service, wire
from .answers import error
from .clock import clock
from .faults import signal_number
from .journal import journal

CODES = {
    400: "ValidationException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    409: "ResourceConflictException",
    412: "PreconditionFailedException",
    429: "TooManyRequestsException",
    503: "ServiceUnavailableException",
}
S3_CODES = {
    403: "AccessDenied",
    404: "NoSuchKey",
    409: "ConditionalRequestConflict",
    412: "PreconditionFailed",
    429: "SlowDown",
    503: "SlowDown",
}
CLEARED = {"RoutingConfig": {"AdditionalVersionWeights": {}}}


class Injection:
    """Carries out faults; holds the requests that are late."""

    def __init__(self, front, root):
        self._front = front
        self._root = root
        self._late = []

    async def meet(self, request, entry, fault, send):
        """Do to a request what its fault says; the log entry says what the client got."""
        await clock.pause(fault.get("delay", 0))
        if fault.get("foreign"):
            await self._write_foreign(fault.get("foreign"), request)
        if _killed(fault, "before", request):
            entry["fate"] = "killed"
            connection.close()
        elif fault.outcome == "late":
            entry["fate"] = "late"
            self._late.append(Late(self._front, request, entry, fault))
            connection.close()
        else:
            answer = await self._front.apply(request, entry) if fault.applied else None
            if _killed(fault, "after", request):
                entry["fate"] = "killed"
                connection.close()
            else:
                await clock.pause(fault.get("delay_after", 0))
                entry["fate"] = await _deliver(fault, request, answer, send)

    def count(self, request):
        """One more request has been answered: those that waited for it take effect."""
        for late in self._late:
            late.count(request)

    async def apply_late(self):
        """Let every late request take effect now; returns how many there were."""
        waiting = [late for late in self._late if not late.task.done()]
        for late in waiting:
            late.due.set()
            await late.task
        self._late.clear()
        return len(waiting)

    async def apply_due(self):
        """Let those late requests take effect whose time has come."""
        for late in list(self._late):
            if late.due.is_set():
                await late.task

    def drop_late(self):
        """Forget requests that are still to take effect."""
        for late in self._late:
            late.task.cancel()
        self._late.clear()

    async def _write_foreign(self, foreign, request):
        """Write the alias as someone else."""
        control = self._front.control
        function = foreign.get("function") or request.function or control.only_function()
        alias = foreign.get("alias")
        if not alias and request.operation == "UpdateAlias":
            alias = request.qualifier
        body = {"touch": {}, "clear": CLEARED}.get(foreign["do"])
        if body is None:
            weights = foreign.get("weights") or {}
            body = {
                "FunctionVersion": foreign["version"],
                "RoutingConfig": {"AdditionalVersionWeights": weights},
            }
        path = f"/2015-03-31/functions/{function}/aliases/{alias or control.only_alias(function)}"
        write = self._root.request("PUT", path, json.dumps(body).encode())
        await self._front.perform(write, "foreign")


class Late:
    """One request that takes effect after its client has gone on."""

    def __init__(self, front, request, entry, fault):
        self.due = asyncio.Event()
        self._request = request
        self._left = fault.get("requests")
        self.task = asyncio.get_running_loop().create_task(
            self._apply(front, entry, fault.get("seconds"))
        )

    def count(self, request):
        """Count a request of the same caller that has been answered since."""
        if self._left is None or request is self._request:
            return
        if request.caller == self._request.caller:
            self._left -= 1
        if self._left <= 0:
            self.due.set()

    async def _apply(self, front, entry, seconds):
        if seconds is not None:
            clock.ring(self.due, seconds)
        await self.due.wait()
        entry["applied_after"] = journal.entries[-1]["seq"]
        await front.apply(self._request, entry)


async def _deliver(fault, request, answer, send):
    """Give the client what the fault leaves of the answer; returns the fate for the log."""
    if fault.outcome == "pass":
        await wire.write(send, answer)
        return "answered"
    if fault.outcome == "answer":
        await wire.write(send, injected(fault, request))
        return "replaced"
    if fault.outcome == "alter":
        await wire.write(send, altered(fault, answer))
        return "altered"
    if fault.outcome == "truncate":
        await wire.write_truncated(send, answer, fault.get("bytes", len(answer.body) // 2))
        return "truncated"
    if fault.outcome == "reset":
        connection.reset()
        return "reset"
    connection.close()
    return "lost"


def altered(fault, answer):
    """The true answer with other members in it; null takes a member out."""
    document = {**answer.document, **fault.get("alter")}
    body = {name: value for name, value in document.items() if value is not None}
    headers = [item for item in answer.headers if item[0].lower() != b"content-length"]
    return service.Answer(answer.status, headers, json.dumps(body).encode())


def injected(fault, request):
    """The answer that a fault gives in the service's stead."""
    status = fault.get("status", 500)
    if request.service == "s3":
        code = fault.get("code") or S3_CODES.get(status, "InternalError")
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code>'
            f"<Message>{fault.get('message') or code}</Message></Error>"
        ).encode()
        headers = {"Content-Type": "application/xml"}
    else:
        code = fault.get("code") or CODES.get(status, "ServiceException")
        reason = {"Reason": fault.get("reason")} if fault.get("reason") else {}
        _, headers, body = error(code, fault.get("message") or code, status, **reason)
        if request.service != "lambda":
            body = json.dumps({"__type": code, "message": fault.get("message") or code}).encode()
    for member, name in (("retry_after", "Retry-After"), ("retry_after_ms", "x-amz-retry-after")):
        if fault.get(member) is not None:
            headers[name] = fault.get(member)
    headers.update(fault.get("headers") or {})
    given = fault.get("body")
    if given is not None:
        body = given.encode() if isinstance(given, str) else json.dumps(given).encode()
    return service.Answer.of(status, headers, b"" if request.method == "HEAD" else body)


def _killed(fault, moment, request):
    """Send the fault's signal if this is its moment; whether the request ends with it."""
    kill = fault.get("kill")
    if not kill or kill.get("when", "before") != moment:
        return False
    number = signal_number(kill.get("signal", "KILL"))
    peers.signal_peers(kill["pid"], request.scope["client"], number)
    return number.name == "SIGKILL"
