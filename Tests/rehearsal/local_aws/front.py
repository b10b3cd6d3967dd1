"""The front of the server: every request is logged, may meet a fault, and is then answered by MiniStack."""

import asyncio
import json
import os
from email.utils import format_datetime

from ministack import app

from . import connection, service, signatures
from .answers import error
from .faults import faults, signal_number
from .invocations import REQUEST_ID_HEADER
from .journal import ANSWER_MEMBERS, REQUEST_MEMBERS, current_entry, journal, selected
from .requests import Request
from .settings import settings

CODE_BY_STATUS = {
    400: "ValidationException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    409: "ResourceConflictException",
    412: "PreconditionFailedException",
    429: "TooManyRequestsException",
    500: "ServiceException",
    503: "ServiceUnavailableException",
}
S3_CODE_BY_STATUS = {
    403: "AccessDenied",
    404: "NoSuchKey",
    409: "ConditionalRequestConflict",
    412: "PreconditionFailed",
    429: "SlowDown",
    500: "InternalError",
    503: "SlowDown",
}


class Front:
    """The ASGI application."""

    def __init__(self, region, root, control, *, as_aws=True):
        self.region = region
        self.root = root
        self.control = control
        self.as_aws = as_aws
        self._late = []
        self._tasks = set()

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"].startswith("/_ministack/"):
            await app.app(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        if scope["path"].startswith("/_rehearsal/"):
            status, headers, answer = await self.control.answer(self, scope, body)
            await _send(
                send,
                service.Answer(
                    status, [(n.encode(), v.encode()) for n, v in headers.items()], answer
                ),
            )
            return
        await self._exchange(Request(scope, body), send)

    async def perform(self, request, caller):
        """Answer a request of the tests' own; it is logged, but no fault touches it."""
        request.caller = caller
        entry = self._open(request)
        answer = await self._apply(request, entry)
        entry["fate"] = "answered"
        return answer

    def drop_late(self):
        """Forget requests that are still to take effect."""
        for task in self._tasks:
            task.cancel()
        self._late.clear()

    async def _exchange(self, request, send):
        entry = self._open(request)
        fault = faults.take(request)
        if fault is None:
            answer = await self._apply(request, entry)
            entry["fate"] = "answered"
            await _send(send, answer)
        else:
            entry["fault"] = fault.id
            await self._meet(request, entry, fault, send)
        self._count_late(request.caller)

    async def _meet(self, request, entry, fault, send):
        """Do to a request what its fault says."""
        await asyncio.sleep(fault.get("delay", 0))
        if fault.get("foreign"):
            await self._foreign(fault.get("foreign"), request)
        kill = fault.get("kill")
        if kill and kill.get("when", "before") == "before" and _kill(kill, request):
            entry["fate"] = "killed"
            connection.close()
            return
        if fault.outcome == "late":
            self._defer(request, entry, fault)
            entry["fate"] = "late"
            connection.close()
            return
        answer = await self._apply(request, entry) if fault.applied else None
        if kill and kill.get("when") == "after" and _kill(kill, request):
            entry["fate"] = "killed"
            connection.close()
            return
        await asyncio.sleep(fault.get("delay_after", 0))
        if fault.outcome == "pass":
            entry["fate"] = "answered"
            await _send(send, answer)
        elif fault.outcome == "answer":
            entry["fate"] = "replaced"
            await _send(send, injected(fault, request))
        elif fault.outcome == "truncate":
            entry["fate"] = "truncated"
            await _send_truncated(send, answer, fault.get("bytes", len(answer.body) // 2))
        elif fault.outcome == "reset":
            entry["fate"] = "reset"
            connection.reset()
        else:
            entry["fate"] = "lost"
            connection.close()

    def _open(self, request):
        document = request.document or {}
        members = selected(document, REQUEST_MEMBERS)
        if request.service == "s3":
            members = {
                name: request.headers[name.lower()]
                for name in ("If-None-Match", "x-amz-checksum-sha256")
                if name.lower() in request.headers
            }
        return journal.open(
            service=request.service,
            operation=request.operation,
            method=request.method,
            target=request.target,
            caller=request.caller,
            function=request.function,
            qualifier=request.qualifier,
            request=members,
        )

    async def _apply(self, request, entry):
        """Let the service answer, and note what it answered."""
        current_entry.set(entry)
        refusal = signatures.scope_refusal(request, self.region) if self.as_aws else None
        if refusal:
            status, headers, body = refusal
            answer = service.Answer(
                status, [(n.encode(), v.encode()) for n, v in headers.items()], body
            )
        else:
            answer = await service.answer(request)
        _finish_headers(request, answer)
        entry.update(status=answer.status, applied=answer.status < 300, error=_error_code(answer))
        if request.service == "lambda" and request.operation != "Invoke" and answer.status < 300:
            entry["answer"] = selected(_json(answer.body), ANSWER_MEMBERS)
        return answer

    def _defer(self, request, entry, fault):
        """Arrange for a request to take effect later."""
        late = {"caller": request.caller, "left": fault.get("requests"), "event": asyncio.Event()}
        late["own"] = True
        self._late.append(late)

        async def apply():
            try:
                await asyncio.wait_for(late["event"].wait(), fault.get("seconds"))
            except asyncio.TimeoutError:
                pass
            if late in self._late:
                self._late.remove(late)
            entry["applied_after"] = journal.entries[-1]["seq"]
            await self._apply(request, entry)

        task = asyncio.get_running_loop().create_task(apply())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _count_late(self, caller):
        """One more request of a caller has been answered: requests that waited for it take effect."""
        for late in list(self._late):
            if late.pop("own", False) or late["caller"] != caller or late["left"] is None:
                continue
            late["left"] -= 1
            if late["left"] <= 0:
                late["event"].set()

    async def _foreign(self, foreign, request):
        """An alias write by someone else."""
        function = foreign.get("function") or request.function or self.control.only_function()
        alias = (
            foreign.get("alias")
            or (request.qualifier if request.operation == "UpdateAlias" else None)
            or self.control.only_alias(function)
        )
        body = {"touch": {}, "clear": {"RoutingConfig": {"AdditionalVersionWeights": {}}}}.get(
            foreign["do"]
        )
        if body is None:
            body = {
                "FunctionVersion": foreign["version"],
                "RoutingConfig": {"AdditionalVersionWeights": foreign.get("weights") or {}},
            }
        path = f"/2015-03-31/functions/{function}/aliases/{alias}"
        await self.perform(self.root.request("PUT", path, json.dumps(body).encode()), "foreign")


def injected(fault, request):
    """The answer that a fault gives in the service's stead."""
    status = fault.get("status", 500)
    if request.service == "s3":
        code = fault.get("code") or S3_CODE_BY_STATUS.get(status, "InternalError")
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code>'
            f"<Message>{fault.get('message') or code}</Message></Error>"
        ).encode()
        headers = {"Content-Type": "application/xml"}
    else:
        code = fault.get("code") or CODE_BY_STATUS.get(status, "ServiceException")
        members = {"Reason": fault.get("reason")} if fault.get("reason") else {}
        _, headers, body = error(code, fault.get("message") or code, status, **members)
        if request.service != "lambda":
            body = json.dumps({"__type": code, "message": fault.get("message") or code}).encode()
    if fault.get("retry_after") is not None:
        headers["Retry-After"] = str(fault.get("retry_after"))
    if fault.get("retry_after_ms") is not None:
        headers["x-amz-retry-after"] = str(fault.get("retry_after_ms"))
    headers.update(fault.get("headers") or {})
    if fault.get("body") is not None:
        given = fault.get("body")
        body = given.encode() if isinstance(given, str) else json.dumps(given).encode()
    if request.method == "HEAD":
        body = b""
    return service.Answer(status, [(n.encode(), str(v).encode()) for n, v in headers.items()], body)


def _kill(kill, request):
    """Send the signal; whether the request ends here."""
    number = signal_number(kill.get("signal", "KILL"))
    pid = kill["pid"]
    if pid in ("peer", "peer-group"):
        peer = connection.peer_process(request.scope["client"])
        if peer is None:
            return False
        pid = peer if pid == "peer" else -os.getpgid(peer)
    try:
        if pid < 0:
            os.killpg(-pid, number)
        else:
            os.kill(pid, number)
    except ProcessLookupError:
        pass
    return number.name == "SIGKILL"


def _finish_headers(request, answer):
    """The invocation's own request id, and the server's clock."""
    headers = dict(answer.headers)
    invocation = headers.pop(REQUEST_ID_HEADER.encode(), None)
    if invocation:
        headers[b"x-amzn-requestid"] = invocation
    headers.setdefault(b"x-amzn-requestid", os.urandom(8).hex().encode())
    if settings["clock_offset"]:
        headers = {name: value for name, value in headers.items() if name.lower() != b"date"}
        headers[b"date"] = format_datetime(signatures.clock(), usegmt=True).encode()
    answer.headers = list(headers.items())


def _error_code(answer):
    if answer.status < 300:
        return None
    headers = {name.lower(): value for name, value in answer.headers}
    code = headers.get(b"x-amzn-errortype", b"").decode().partition(":")[0]
    if not code and b"<Code>" in answer.body:
        code = answer.body.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()
    if not code:
        document = _json(answer.body)
        code = str(document.get("__type") or "").rpartition("#")[2]
    return code or str(answer.status)


def _json(body):
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


async def _body(receive):
    """The whole body, None when the client went away."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def _with_length(answer):
    headers = list(answer.headers)
    names = {name.lower() for name, _ in headers}
    if b"content-length" not in names and answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return headers


async def _send(send, answer):
    await send(
        {"type": "http.response.start", "status": answer.status, "headers": _with_length(answer)}
    )
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def _send_truncated(send, answer, length):
    await send(
        {"type": "http.response.start", "status": answer.status, "headers": _with_length(answer)}
    )
    await send({"type": "http.response.body", "body": answer.body[:length], "more_body": True})
    connection.close()
