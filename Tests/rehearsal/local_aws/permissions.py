"""IAM actions, the resources they are checked on, and the root key."""

import os
from urllib.parse import unquote

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import sts

_original = {}
_ALIAS_ACTIONS = {"GET": "GetAlias", "PUT": "UpdateAlias", "DELETE": "DeleteAlias"}


def install_root():
    """Only the configured key is root, and its signature is checked like any other."""
    _original["pin"] = app.pin_signed_request
    _original["is_root"] = iam_evaluator._is_root_key
    iam_evaluator.is_root_access_key = is_root_access_key
    sts.is_root_access_key = is_root_access_key
    app.pin_signed_request = pin_signed_request


def install():
    """Give the alias operations their own actions, and Invoke its qualified resource."""
    _original["action"] = iam_actions._lambda_action
    _original["resource"] = iam_actions.extract_resource_arn
    _original["denied"] = iam_actions.access_denied_response
    iam_actions._lambda_action = lambda_action
    iam_actions.extract_resource_arn = resource_arn
    iam_actions.access_denied_response = access_denied_response


def is_root_access_key(access_key):
    """Whether a key is the root key that this server was started with."""
    return not access_key or access_key == os.environ["AWS_ACCESS_KEY_ID"]


def pin_signed_request(*args, **kwargs):
    """Keep the request for its signature check, root's too."""
    iam_evaluator._is_root_key = lambda access_key: False
    try:
        return _original["pin"](*args, **kwargs)
    finally:
        iam_evaluator._is_root_key = _original["is_root"]


def lambda_action(method, path):
    """The action of a Lambda request; those on one alias are not ListAliases."""
    parts = [part for part in path.split("/") if part]
    if (
        len(parts) == 5
        and parts[1] == "functions"
        and parts[3] == "aliases"
        and method in _ALIAS_ACTIONS
    ):
        return _ALIAS_ACTIONS[method]
    return _original["action"](method, path)


def resource_arn(service, method, path, headers, body, query_params, *args):
    """The resource of a request; Invoke is authorised on the version or alias that it names."""
    arn = _original["resource"](service, method, path, headers, body, query_params, *args)
    if service == "lambda" and path.rstrip("/").endswith("/invocations"):
        qualifier = (query_params.get("Qualifier") or [""])[0]
        if qualifier and arn.count(":") == 6:
            return f"{arn}:{unquote(qualifier)}"
    return arn


def access_denied_response(
    service, action, principal_arn, request_id, *, message="", error_code="", **kwargs
):
    """A refusal that names the resource, as Lambda and S3 word it."""
    if not message and not error_code and service in ("lambda", "s3"):
        resource = kwargs.get("resource_arn", "*")
        message = iam_actions.identity_denial_message(
            action,
            principal_arn,
            f'"{resource}"' if service == "s3" else resource,
            kwargs.get("explicit_deny", False),
        )
    return _original["denied"](
        service, action, principal_arn, request_id, message=message, error_code=error_code, **kwargs
    )
