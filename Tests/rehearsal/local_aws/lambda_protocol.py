"""What holds for every Lambda request: updates that are due end first, bad JSON is refused, errors are respelled."""

from ministack import app
from ministack.services import lambda_svc

from . import functions
from .answers import respelled

_original = {}


def install():
    """Stand around MiniStack's Lambda."""
    _original["handle_request"] = lambda_svc.handle_request
    _original["dispatch"] = app._dispatch_service_request
    lambda_svc.handle_request = handle_request
    app._dispatch_service_request = dispatch


async def handle_request(method, path, headers, body, query_params):
    """One Lambda request that IAM has let through."""
    functions.settle()
    if method in ("POST", "PUT"):
        refusal = functions.bad_json(body)
        if refusal:
            return refusal
    return await _original["handle_request"](method, path, headers, body, query_params)


async def dispatch(method, path, headers, body, query_params, request_id):
    """One request of any service; Lambda's refusals, IAM's too, in Lambda's spelling."""
    answer = await _original["dispatch"](method, path, headers, body, query_params, request_id)
    is_lambda = len(path) > 21 and path[11:].startswith("/functions") or "/functions/" in path[:24]
    return respelled(answer) if is_lambda else answer
