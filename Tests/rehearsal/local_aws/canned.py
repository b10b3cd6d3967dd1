"""Answers of Invoke from a table, without running code: a crash case costs no cold start."""

import asyncio
import json

from .answers import error
from .settings import settings

DEFAULT_BODY = {"statusCode": 200}
DEFAULT_ERROR = {"errorMessage": "canned failure", "errorType": "CannedFailure"}
CODE_BY_STATUS = {
    400: "InvalidRequestContentException",
    404: "ResourceNotFoundException",
    429: "TooManyRequestsException",
    500: "ServiceException",
    502: "InvalidRuntimeException",
}


def lookup(function, version, sha):
    """The table's answer for a function version, None when its real code is to run."""
    table = settings["canned"]
    for key in (f"{function}:{version}", sha, function, "*"):
        if key in table:
            return table[key]
    return None


async def result(answer, random):
    """What executing the function would have given: a result as MiniStack's executors return it.

    A status other than 200 comes back as {"refusal": answer} of the service itself.
    """
    milliseconds = answer.get("milliseconds", 0)
    if milliseconds:
        await asyncio.sleep(milliseconds / 1000)
    status = answer.get("status", 200)
    if status != 200:
        return {"refusal": _refusal(answer, status)}
    outcome = {
        "log": answer.get("log", ""),
        "milliseconds": milliseconds or 1.0,
        "raw_payload": True,
    }
    if answer.get("error_rate") and random.random() < answer["error_rate"]:
        given = "error_body" in answer
        outcome["body"] = _bytes(answer["error_body"] if given else DEFAULT_ERROR)
        function_error = answer.get("error_function_error") if given else "Unhandled"
    else:
        outcome["body"] = _bytes(answer.get("body", DEFAULT_BODY))
        function_error = answer.get("function_error")
    if function_error:
        outcome.update(error=True, function_error=function_error)
    return outcome


def _refusal(answer, status):
    code = answer.get("code") or CODE_BY_STATUS.get(status, "ServiceException")
    members = {"Reason": answer["reason"]} if "reason" in answer else {}
    status, headers, body = error(
        code, answer.get("message", "Rate Exceeded." if status == 429 else code), status, **members
    )
    if status == 429:
        headers["Retry-After"] = str(answer.get("retry_after", 1))
    return status, headers, body


def _bytes(body):
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
