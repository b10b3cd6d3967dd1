"""What a refused signature says: the strings expected, the scope wanted, the clock."""

import datetime

from ministack.core import sigv4

from .answers import error
from .settings import settings

_original = {}

# Services whose requests are signed for the region of their endpoint.
REGIONAL = {"lambda", "s3", "monitoring"}


def install():
    """Word refused signatures as AWS does."""
    _original["failure"] = sigv4.header_signature_failure
    sigv4.header_signature_failure = header_signature_failure


def install_clock():
    """Let the server's clock be set apart from the true one."""
    _original["time"] = sigv4.request_time_failure
    sigv4.request_time_failure = request_time_failure


def request_time_failure(signature, *, now=None):
    """Refuse a request signed too far from this server's clock."""
    return _original["time"](signature, now=now or clock())


def clock():
    """The server's clock."""
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(
        seconds=settings["clock_offset"]
    )


def header_signature_failure(signature, *args, **kwargs):
    """Name the strings that were expected; S3 does so in its own document."""
    kwargs["explain"] = kwargs.get("explain") or signature.service != "s3"
    return _original["failure"](signature, *args, **kwargs)


def scope_refusal(request, region):
    """The refusal of a credential scope of another region or service, None for a good one."""
    if not request.scope_service or request.service not in REGIONAL:
        return None
    regions = settings["regions"] or [region]
    if request.scope_service != request.service:
        if request.service == "s3":
            return _malformed(
                f"incorrect service &quot;{request.scope_service}&quot;. This endpoint belongs to "
                "&quot;s3&quot;."
            )
        return error(
            "InvalidSignatureException",
            f"Credential should be scoped to correct service: '{request.service}'. ",
            403,
        )
    if request.scope_region not in regions:
        if request.service == "s3":
            return _malformed(
                f"the region '{request.scope_region}' is wrong; expecting '{regions[0]}'",
                f"<Region>{regions[0]}</Region>",
            )
        return error(
            "InvalidSignatureException", "Credential should be scoped to a valid region. ", 403
        )
    return None


def _malformed(reason, members=""):
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error>'
        "<Code>AuthorizationHeaderMalformed</Code><Message>The "
        f"authorization header is malformed; {reason}</Message>{members}</Error>"
    )
    return 400, {"Content-Type": "application/xml"}, body.encode()
