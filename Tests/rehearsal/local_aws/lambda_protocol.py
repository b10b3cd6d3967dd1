"""What holds for every Lambda request: updates end when due, errors are respelled."""

import json

from ministack import app
from ministack.core.responses import get_region
from ministack.services import lambda_svc

from . import limits, progress
from .answers import error, respelled

_original = {}


def install():
    """Stand around MiniStack's Lambda."""
    _original["handle_request"] = lambda_svc.handle_request
    _original["dispatch"] = app._dispatch_service_request
    lambda_svc.handle_request = handle_request
    app._dispatch_service_request = dispatch


async def handle_request(method, path, headers, body, query_params):
    """One Lambda request that IAM has let through."""
    progress.settle()
    refusal = limits.size_refusal(path, headers, body) or limits.name_refusal(
        path, query_params, get_region()
    )
    if refusal is None and method in ("POST", "PUT"):
        refusal = bad_json(body)
        if refusal is None and not path.endswith("/invocations"):
            refusal = limits.description_refusal(body)
    return refusal or await _original["handle_request"](method, path, headers, body, query_params)


async def dispatch(method, path, headers, body, query_params, request_id):
    """One request of any service; Lambda's refusals, IAM's too, in Lambda's spelling."""
    answer = await _original["dispatch"](method, path, headers, body, query_params, request_id)
    is_lambda = len(path) > 21 and path[11:].startswith("/functions") or "/functions/" in path[:24]
    return respelled(answer) if is_lambda else answer


def bad_json(body):
    """The refusal of a body that is no JSON, None for a good or empty one."""
    if not body:
        return None
    try:
        json.loads(body)
    except ValueError as failure:
        return error(
            "InvalidRequestContentException",
            f"Could not parse request body into json: Could not parse payload into json: {failure}",
        )
    return None
