"""The front of the server: every request is logged, may meet a fault, and is then answered."""

import os
import uuid
from email.utils import format_datetime

from ministack import app

from . import rates, service, signatures, wire
from .faults import faults
from .injection import Injection
from .invocations import REQUEST_ID_HEADER
from .journal import ANSWER_MEMBERS, REQUEST_MEMBERS, current_entry, journal, selected
from .requests import Request
from .settings import settings

S3_HEADERS = ("If-None-Match", "x-amz-checksum-sha256")


class Front:
    """The ASGI application."""

    def __init__(self, region, root, control, *, as_aws):
        self.region = region
        self.control = control
        self.as_aws = as_aws
        self.injection = Injection(self, root)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"].startswith("/_ministack/"):
            await app.app(scope, receive, send)
            return
        body = await wire.read_body(receive)
        if body is None:
            return
        if scope["path"].startswith("/_rehearsal/"):
            await wire.write(send, await self.control.answer(self, scope, body))
            return
        request = Request(scope, body)
        entry = self.enter(request)
        refused = rates.refusal(request) if self.as_aws else None
        fault = None if refused else faults.take(request)
        if refused:
            _finish_headers(request, refused)
            entry.update(status=refused.status, applied=False, error=refused.error_code)
            entry["fate"] = "answered"
            await wire.write(send, refused)
        elif fault is None:
            answer = await self.apply(request, entry)
            entry["fate"] = "answered"
            await wire.write(send, answer)
        else:
            entry["fault"] = fault.id
            await self.injection.meet(request, entry, fault, send)
        self.injection.count(request)

    async def perform(self, request, caller):
        """Answer a request of the tests' own; it is logged, but no fault touches it."""
        request.caller = caller
        entry = self.enter(request)
        answer = await self.apply(request, entry)
        entry["fate"] = "answered"
        return answer

    def enter(self, request):
        """Log a request that has arrived."""
        if request.service == "s3":
            given = request.headers
            members = {name: given[name.lower()] for name in S3_HEADERS if name.lower() in given}
        else:
            members = selected(request.document, REQUEST_MEMBERS)
            if request.operation == "Invoke":
                members["InvocationType"] = request.headers.get(
                    "x-amz-invocation-type", "RequestResponse"
                )
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

    async def apply(self, request, entry):
        """Let the service answer a request, and note in the log what it answered."""
        current_entry.set(entry)
        refusal = signatures.scope_refusal(request, self.region) if self.as_aws else None
        answer = service.Answer.of(*refusal) if refusal else await service.answer(request)
        _finish_headers(request, answer)
        entry.update(status=answer.status, applied=answer.status < 300, error=answer.error_code)
        if request.service == "lambda" and request.operation != "Invoke" and answer.status < 300:
            entry["answer"] = selected(answer.document, ANSWER_MEMBERS)
        return answer


def _finish_headers(request, answer):
    """Set the request id, an invocation's own for Invoke, and the date by the server's clock."""
    headers = dict(answer.headers)
    invocation = headers.pop(REQUEST_ID_HEADER.encode(), None)
    if invocation:
        headers[b"x-amzn-requestid"] = invocation
    if request.service == "s3":
        headers.pop(b"x-amzn-requestid", None)
        headers.setdefault(b"x-amz-request-id", os.urandom(8).hex().upper().encode())
    else:
        headers.setdefault(b"x-amzn-requestid", str(uuid.uuid4()).encode())
    if settings["clock_offset"]:
        headers = {name: value for name, value in headers.items() if name.lower() != b"date"}
        headers[b"date"] = format_datetime(signatures.clock(), usegmt=True).encode()
    answer.headers = list(headers.items())
