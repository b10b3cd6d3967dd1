"""STS: web identity tokens that are malformed or expired, and roles that trust one user."""

import base64
import json
import time
from urllib.parse import parse_qs

from ministack.core import iam_evaluator
from ministack.services import iam, sts

_original = {}


def install():
    """Put AWS's answers in the place of MiniStack's."""
    _original["handle_request"] = sts.handle_request
    _original["enforce"] = iam_evaluator.enforce
    sts.handle_request = handle_request
    iam_evaluator.enforce = enforce


async def handle_request(method, path, headers, body, query_params):
    """One STS request; a web identity token is looked at first."""
    form = {**query_params, **parse_qs(body.decode("latin-1"))} if body else query_params
    if (form.get("Action") or [""])[0] == "AssumeRoleWithWebIdentity":
        refusal = token_refusal((form.get("WebIdentityToken") or [""])[0])
        if refusal:
            return refusal
    return await _original["handle_request"](method, path, headers, body, query_params)


def token_refusal(token):
    """The refusal of a token that is no JWT or has expired; its signature is not checked."""
    try:
        claims = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        expires = float(claims["exp"])
    except (IndexError, ValueError, KeyError, TypeError):
        return sts._error(
            400,
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this "
            "error if you sent an Access Token)",
            ns="sts",
        )
    if expires < time.time():
        return sts._error(
            400,
            "ExpiredTokenException",
            "Token expired: current date/time must be before the expiration date/time",
            ns="sts",
        )
    return None


def enforce(access_key, action, service, region, resource_arn="*", service_context=None):
    """A user may assume a role of its account that names it, without a policy of its own."""
    denied = _original["enforce"](
        access_key,
        action,
        service,
        region,
        resource_arn=resource_arn,
        service_context=service_context,
    )
    if action == "sts:AssumeRole" and getattr(denied, "decision", None) == "ImplicitDeny":
        role = iam._roles.get(resource_arn.rpartition("/")[2])
        if role and _names(role.get("AssumeRolePolicyDocument", "{}"), denied.principal_arn):
            return None
    return denied


def _names(document, principal):
    """Whether a trust policy allows exactly this principal."""
    statements = (json.loads(document) if isinstance(document, str) else document).get(
        "Statement", []
    )
    for statement in statements if isinstance(statements, list) else [statements]:
        trusted = statement.get("Principal", {})
        trusted = trusted.get("AWS", []) if isinstance(trusted, dict) else []
        if statement.get("Effect") == "Allow" and principal in (
            [trusted] if isinstance(trusted, str) else trusted
        ):
            return True
    return False
