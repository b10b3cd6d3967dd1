"""What Lambda refuses before it looks for the function: sizes, contradictory names."""

import json
import re
from urllib.parse import unquote

from .answers import error

REQUEST_BYTES = 70167211
ZIP_BYTES = 52428800
PAYLOAD_BYTES = 6291556
ASYNCHRONOUS_BYTES = 1048576
DESCRIPTION_UNITS = 256

_ARN = re.compile(r"arn:[\w-]+:lambda:([\w-]+):(\d{12}):function:([\w-]+)(?::([$\w-]+))?$")


def size_refusal(path, headers, body):
    """The refusal of a request that is too large, None for one that is not."""
    if path.endswith("/invocations"):
        asynchronous = headers.get("x-amz-invocation-type") == "Event"
        limit = ASYNCHRONOUS_BYTES if asynchronous else PAYLOAD_BYTES
        code, operation = "RequestTooLargeException", "InvokeFunction"
    else:
        limit, code, operation = (
            REQUEST_BYTES,
            "RequestEntityTooLargeException",
            "UpdateFunctionCode",
        )
    if len(body) > limit:
        return error(
            code, f"Request must be smaller than {limit} bytes for the {operation} operation", 413
        )
    return None


def zip_refusal(code):
    """The refusal of a package that is too large to be sent directly."""
    if len(code) > ZIP_BYTES:
        return error(
            "InvalidParameterValueException", f"Zipped size must be smaller than {ZIP_BYTES} bytes"
        )
    return None


def description_refusal(body):
    """The refusal of a Description that is too long, whatever it describes."""
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        return None
    text = document.get("Description") if isinstance(document, dict) else None
    if not isinstance(text, str) or utf16_units(text) <= DESCRIPTION_UNITS:
        return None
    return error(
        "ValidationException",
        f"1 validation error detected: Value '{text}' at 'description' failed to satisfy "
        f"constraint: Member must have length less than or equal to {DESCRIPTION_UNITS}",
    )


def utf16_units(text):
    """The length of a text as the service, which is written in Java, counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def name_refusal(path, query_params, region):
    """The refusal of a function's name that contradicts the qualifier or the region."""
    parts = path.split("/")
    name = unquote(parts[3]) if len(parts) > 3 and parts[2] == "functions" else ""
    match = _ARN.match(name)
    if match and match[1] != region:
        return error(
            "ResourceNotFoundException",
            f"Functions from '{match[1]}' are not reachable in this region ('{region}')",
            404,
        )
    derived = match[4] if match else (name.split(":")[1] if name.count(":") == 1 else None)
    given = (query_params.get("Qualifier") or [None])[0]
    if derived and given and derived != given:
        return error(
            "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier.",
        )
    return None
