"""Invoke: weighted routing, reserved concurrency, AWS's headers and error types."""

import asyncio
import base64
import contextvars
import dataclasses
import json
import re
import time

from ministack.core import lambda_runtime
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

from . import aliases, canned, images, metrics, reports, tenancy
from .answers import error
from .progress import serving
from .settings import settings

# The header by which the answer tells the front the request id of the invocation.
REQUEST_ID_HEADER = "x-rehearsal-request-id"

_request_id = contextvars.ContextVar("rehearsal_request_id", default=None)
_running = set()
_original = {}


def install():
    """Put AWS's Invoke in the place of MiniStack's."""
    _original["warm"] = lambda_svc._execute_function_warm
    _original["new_uuid"] = lambda_svc.new_uuid
    lambda_svc._invoke = invoke
    lambda_svc._execute_function_warm = execute_warm
    lambda_svc.new_uuid = _invocation_id


@dataclasses.dataclass
class Target:
    """Whom one invocation reaches: the version drawn, and under which names it is counted."""

    function: str
    qualifier: str | None
    version: str
    weighted: bool
    record: dict
    start: float

    def count(self, **members):
        """Count the invocation in the metrics."""
        metrics.record(
            self.function,
            self.qualifier,
            self.version if self.weighted else None,
            self.start,
            **members,
        )


async def invoke(name, event, headers, path_qualifier=None, query_params=None):
    """Invoke: 200 with or without X-Amz-Function-Error, 202 Event, 204 DryRun, 404, 429."""
    func = lambda_svc._functions.get(name)
    qualifier = path_qualifier or lambda_svc._qp_first(query_params or {}, "Qualifier") or None
    target = reach(name, func, qualifier)
    if target is None:
        suffix = f":{qualifier}" if qualifier else ""
        return error(
            "ResourceNotFoundException",
            f"Function not found: {lambda_svc._func_arn(name)}{suffix}",
            404,
        )
    answered = {"Content-Type": "application/json", "X-Amz-Executed-Version": target.version}
    kind = headers.get("x-amz-invocation-type", "RequestResponse")
    if (refusal := tenancy.refusal(target.record["config"], headers)) is not None:
        return refusal
    if kind == "DryRun":
        return 204, answered, b""
    if lambda_svc._reserved_concurrency(func, func["config"]) == 0:
        return _throttled(target, "ReservedFunctionConcurrentInvocationLimitExceeded")
    request_id = new_uuid()
    answered[REQUEST_ID_HEADER] = request_id
    run = asyncio.get_running_loop().create_task(_run(target, event, request_id))
    _running.add(run)
    run.add_done_callback(_running.discard)
    if kind == "Event":
        return 202, answered, b""
    result = await asyncio.shield(run)
    if "refusal" in result:
        return result["refusal"]
    if headers.get("x-amz-log-type", "").lower() == "tail":
        answered["X-Amz-Log-Result"] = _log_tail(request_id, target, result)
    if result.get("error"):
        answered["X-Amz-Function-Error"] = result.get("function_error") or "Unhandled"
    return 200, answered, _payload(result)


async def end_all():
    """End every function that runs, one that is just starting too, and every worker."""
    while _running:
        await asyncio.to_thread(lambda_runtime.reset)
        await asyncio.sleep(0.02)
    await asyncio.to_thread(lambda_runtime.reset)


def reach(name, func, qualifier):
    """The target of an invocation, None when there is no such function, version or alias."""
    if not lambda_svc._function_qualifier_exists(func, qualifier):
        return None
    version, weighted = draw(name, func, qualifier)
    if version != "$LATEST" and version not in func["versions"]:
        return None
    record = dict(serving(func) if version == "$LATEST" else func["versions"][version])
    arn = lambda_svc._func_arn(name) + (f":{qualifier}" if qualifier else "")
    record.update(
        config={**record["config"], "FunctionArn": arn}, concurrency=func.get("concurrency")
    )
    return Target(name, qualifier, version, weighted, record, time.time())


async def _run(target, event, request_id):
    """Run the function, or take its canned answer, and count the invocation."""
    prepared = canned.lookup(target.function, target.version, target.record["config"]["CodeSha256"])
    if prepared is not None:
        result = await canned.result(prepared, settings.random)
        if "refusal" in result:
            if result["refusal"][0] == 429:
                target.count(invocations=0, throttles=1)
            return result
    else:
        _request_id.set(request_id)
        result = await run_reentrant(
            lambda_svc._execute_function_with_config_scope,
            images.runnable(target.record),
            event,
            thread_name="rehearsal-invoke",
        )
    if result.get("throttle"):
        return {"refusal": _throttled(target, result["body"]["Reason"])}
    result.setdefault("milliseconds", (time.time() - target.start) * 1000.0)
    target.count(errors=int(bool(result.get("error"))), duration=[result["milliseconds"]])
    return result


def draw(name, func, qualifier):
    """(the version that serves this invocation, whether an alias with a weight chose it)."""
    alias = func["aliases"].get(qualifier)
    if alias is None:
        return qualifier or "$LATEST", False
    alias = aliases.routed(name, alias)
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():
        if settings.random.random() < weight:
            return version, True
    return alias["FunctionVersion"], bool(weights)


def execute_warm(func, event, request_id):
    """MiniStack's warm execution, with the exception's own name as the errorType."""
    result = _original["warm"](func, event, request_id)
    body = result.get("body")
    if (
        result.get("error")
        and isinstance(body, dict)
        and body.get("errorType") == "Runtime.HandlerError"
    ):
        name = exception_name(result.get("log", ""))
        if name:
            result = {**result, "body": {**body, "errorType": name, "requestId": request_id}}
    return result


def exception_name(log):
    """The class of the exception that a Python or Node.js stack trace at the end of a log names."""
    _, found, trace = log.rpartition("Traceback (most recent call last):")
    if found:
        last = [line for line in trace.splitlines() if line and not line[0].isspace()][-1:]
        match = re.match(r"([\w.]+)(?::|$)", last[0]) if last else None
        return match[1].rpartition(".")[2] if match else None
    match = re.search(r"^(?:Uncaught )?([A-Z]\w*)(?::.*)?\n\s+at ", log, re.MULTILINE)
    return match[1] if match else None


def _invocation_id():
    """A new identifier: the invocation's own where one is set, used once."""
    chosen = _request_id.get()
    if chosen:
        _request_id.set(None)
        return chosen
    return _original["new_uuid"]()


def _throttled(target, reason):
    target.count(invocations=0, throttles=1)
    status, headers, body = error("TooManyRequestsException", "Rate Exceeded.", 429, Reason=reason)
    return status, {**headers, "Retry-After": "1"}, body


def _log_tail(request_id, target, result):
    key = f"{target.function}:{target.version}"
    end = reports.end_of_log(key, request_id, target, result["milliseconds"])
    start = (
        "" if end.startswith("{") else f"START RequestId: {request_id} Version: {target.version}"
    )
    lines = (start, result.get("log", "").rstrip("\n"), end)
    return base64.b64encode("\n".join(filter(None, lines)).encode()[-4096:]).decode()


def _payload(result):
    payload = result.get("body")
    if isinstance(payload, bytes):
        return payload
    if isinstance(payload, str) and (result.get("raw_payload") or result.get("error")):
        return payload.encode()
    return json.dumps(payload, ensure_ascii=False).encode()
