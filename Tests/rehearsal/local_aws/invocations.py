"""Invoke: weighted routing, reserved concurrency, AWS's headers and error types."""

import base64
import contextvars
import json
import re
import time

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

from . import canned, metrics
from .answers import error
from .functions import serving
from .settings import settings

# The header by which the answer tells the front the request id of the invocation.
REQUEST_ID_HEADER = "x-rehearsal-request-id"

_request_id = contextvars.ContextVar("rehearsal_request_id", default=None)
_original = {}


def install():
    """Put AWS's Invoke in the place of MiniStack's."""
    _original["warm"] = lambda_svc._execute_function_warm
    _original["new_uuid"] = lambda_svc.new_uuid
    lambda_svc._invoke = invoke
    lambda_svc._execute_function_warm = execute_warm
    lambda_svc.new_uuid = _invocation_id


async def invoke(name, event, headers, path_qualifier=None, query_params=None):
    """Invoke: 200 with or without X-Amz-Function-Error, 202 Event, 204 DryRun, 404, 429."""
    func = lambda_svc._functions.get(name)
    qualifier = path_qualifier or lambda_svc._qp_first(query_params or {}, "Qualifier") or None
    if not lambda_svc._function_qualifier_exists(func, qualifier):
        suffix = f":{qualifier}" if qualifier else ""
        return error("ResourceNotFoundException", f"Function not found: {lambda_svc._func_arn(name)}{suffix}", 404)
    version, weighted = draw(func, qualifier)
    if version != "$LATEST" and version not in func["versions"]:
        return error("ResourceNotFoundException", f"Function not found: {lambda_svc._func_arn(name)}:{version}", 404)
    record = dict(serving(func) if version == "$LATEST" else func["versions"][version])
    sha = record["config"]["CodeSha256"]
    record["config"] = {**record["config"], "FunctionArn": lambda_svc._func_arn(name)
                        + (f":{qualifier}" if qualifier else "")}
    record["concurrency"] = func.get("concurrency")
    answer_headers = {"Content-Type": "application/json", "X-Amz-Executed-Version": version}
    kind = headers.get("x-amz-invocation-type", "RequestResponse")
    if kind == "DryRun":
        return 204, answer_headers, b""
    counted = (name, qualifier, version if weighted else None, time.time())
    if lambda_svc._reserved_concurrency(func, func["config"]) == 0:
        return _throttled(counted, "ReservedFunctionConcurrentInvocationLimitExceeded")
    if kind == "Event":
        lambda_svc.invoke_async_with_retry(record, event)
        metrics.record(*counted)
        return 202, answer_headers, b""
    request_id = new_uuid()
    answer_headers[REQUEST_ID_HEADER] = request_id
    prepared = canned.lookup(name, version, sha)
    if prepared is not None:
        result = await canned.result(prepared, settings.random)
        if "refusal" in result:
            if result["refusal"][0] == 429:
                metrics.record(*counted, invocations=0, throttles=1)
            return result["refusal"]
    else:
        _request_id.set(request_id)
        result = await run_reentrant(lambda_svc._execute_function_with_config_scope, record, event,
                                     thread_name="rehearsal-invoke")
        _request_id.set(None)
    if result.get("throttle"):
        return _throttled(counted, result["body"]["Reason"])
    milliseconds = result.get("milliseconds", (time.time() - counted[3]) * 1000.0)
    metrics.record(*counted, errors=int(bool(result.get("error"))), duration=[milliseconds])
    if headers.get("x-amz-log-type", "").lower() == "tail":
        answer_headers["X-Amz-Log-Result"] = _log_tail(request_id, version, result.get("log", ""), milliseconds, record)
    if result.get("error"):
        answer_headers["X-Amz-Function-Error"] = result.get("function_error") or "Unhandled"
    return 200, answer_headers, _payload(result)


def draw(func, qualifier):
    """(the version that serves this invocation, whether the qualifier is an alias with a weight)."""
    alias = func["aliases"].get(qualifier)
    if alias is None:
        return qualifier or "$LATEST", False
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():
        if settings.random.random() < weight:
            return version, True
    return alias["FunctionVersion"], bool(weights)


def execute_warm(func, event, request_id):
    """MiniStack's warm execution, with the exception's own name as the errorType."""
    result = _original["warm"](func, event, request_id)
    body = result.get("body")
    if result.get("error") and isinstance(body, dict) and body.get("errorType") == "Runtime.HandlerError":
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


def _throttled(counted, reason):
    metrics.record(*counted, invocations=0, throttles=1)
    status, headers, body = error("TooManyRequestsException", "Rate Exceeded.", 429, Reason=reason)
    return status, {**headers, "Retry-After": "1"}, body


def _log_tail(request_id, version, log, milliseconds, record):
    memory = record["config"].get("MemorySize", 128)
    text = "\n".join(filter(None, (
        f"START RequestId: {request_id} Version: {version}", log.rstrip("\n"), f"END RequestId: {request_id}",
        f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\tBilled Duration: {int(milliseconds) + 1} ms"
        f"\tMemory Size: {memory} MB\tMax Memory Used: {memory // 2} MB\t\n")))
    return base64.b64encode(text.encode()[-4096:]).decode()


def _payload(result):
    payload = result.get("body")
    if isinstance(payload, bytes):
        return payload
    if isinstance(payload, str) and (result.get("raw_payload") or result.get("error")):
        return payload.encode()
    return json.dumps(payload, ensure_ascii=False).encode()
