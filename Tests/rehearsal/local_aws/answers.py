"""Lambda's error answers as AWS writes them: the key of the message, the Type, the header."""

import json

# Counted in recorded answers: these write "Message", the others "message".
CAPITAL_MESSAGE = {
    "ResourceNotFoundException",
    "CodeSigningConfigNotFoundException",
    "AccessDeniedException",
}

# These come without "Type": "User".
WITHOUT_TYPE = {
    "ValidationException",
    "RequestEntityTooLargeException",
    "AccessDeniedException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "IncompleteSignatureException",
    "ExpiredTokenException",
    "InvalidClientTokenId",
}

LATEST_WITH_WEIGHTS = "$LATEST is not supported for an alias pointing to more than 1 version"


def error(code, message, status=400, **members):
    """One Lambda error answer: (status, headers, body)."""
    body = dict(members)
    if code not in WITHOUT_TYPE and message != LATEST_WITH_WEIGHTS:
        body["Type"] = "User" if status < 500 else "Service"
    body["Message" if code in CAPITAL_MESSAGE else "message"] = message
    return status, _headers(code), json.dumps(body).encode()


def json_answer(value, status=200):
    """One Lambda answer with a JSON body."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def respelled(answer):
    """MiniStack's error answer in AWS's spelling; any other answer as it is."""
    status, headers, body = answer
    if status < 400:
        return answer
    try:
        members = json.loads(body)
    except ValueError:
        return answer
    if not isinstance(members, dict) or "__type" not in members:
        return answer
    code = members.pop("__type").split("#")[-1]
    message = members.pop("message", members.pop("Message", ""))
    kept = {
        name: value
        for name, value in headers.items()
        if name.lower() not in ("content-type", "x-amzn-errortype")
    }
    status, headers, body = error(code, message, status, **members)
    return status, {**kept, **headers}, body


def _headers(code):
    return {"Content-Type": "application/json", "x-amzn-ErrorType": code}
