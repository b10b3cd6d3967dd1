"""S3: the payload hash that was signed, the checksum echoed, the expected bucket owner."""

import base64
import hashlib
import re

from ministack.core.responses import get_account_id
from ministack.services import s3

_original = {}
_CHECKSUM = re.compile(r"x-amz-checksum-(sha256|sha1|crc32c?|crc64nvme)$")
_CHECKSUM_BYTES = {"sha256": 32, "sha1": 20, "crc32": 4, "crc32c": 4, "crc64nvme": 8}


def install():
    """Check and echo what MiniStack's S3 does not."""
    _original["handle_request"] = s3.handle_request
    s3.handle_request = handle_request


async def handle_request(method, path, headers, body, query_params, **kwargs):
    """One S3 request."""
    refusal = _hash_refusal(headers, body) or _owner_refusal(headers) or _checksum_refusal(headers)
    if refusal:
        return refusal
    status, answer_headers, answer = await _original["handle_request"](
        method, path, headers, body, query_params, **kwargs
    )
    if method == "PUT" and status == 200:
        echoed = {name: value for name, value in headers.items() if _CHECKSUM.match(name)}
        if echoed:
            answer_headers = {**answer_headers, **echoed, "x-amz-checksum-type": "FULL_OBJECT"}
    return status, answer_headers, answer


def _hash_refusal(headers, body):
    signed = headers.get("x-amz-content-sha256", "")
    if not re.fullmatch("[0-9a-f]{64}", signed):
        return None
    computed = hashlib.sha256(body).hexdigest()
    if computed == signed:
        return None
    status, answer_headers, document = s3._error(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        400,
    )
    members = (
        f"<ClientComputedContentSHA256>{signed}</ClientComputedContentSHA256>"
        f"<S3ComputedContentSHA256>{computed}</S3ComputedContentSHA256>"
    )
    return (
        status,
        answer_headers,
        document.replace(b"</Message>", b"</Message>" + members.encode(), 1),
    )


def _owner_refusal(headers):
    owner = headers.get("x-amz-expected-bucket-owner")
    if owner and owner != get_account_id():
        return s3._error("AccessDenied", "Access Denied", 403)
    return None


def _checksum_refusal(headers):
    """The refusal of a checksum that is no base64 of the algorithm's length."""
    for name, value in headers.items():
        match = _CHECKSUM.match(name)
        if match and _decoded_length(value) != _CHECKSUM_BYTES[match[1]]:
            return s3._error("InvalidRequest", f"Value for {name} header is invalid.", 400)
    return None


def _decoded_length(value):
    try:
        return len(base64.b64decode(value.partition("-")[0], validate=True))
    except ValueError:
        return None
