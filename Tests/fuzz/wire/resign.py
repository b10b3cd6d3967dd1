"""Signs a request anew, from the very bytes that arrived, and compares."""

import dataclasses
import datetime
import re

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, "
    r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})"
)

# What the signer adds, and botocore too.
ADDED = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}

# What may be unsigned: libcurl adds it, or it is never signed.
UNSIGNED = {"accept", "content-length", "expect", "user-agent"}


@dataclasses.dataclass(frozen=True)
class Received:
    """A request as it came: the target and the headers byte for byte, as Latin-1."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def value(self, name):
        values = [value for key, value in self.headers if key.lower() == name]
        return values[0] if len(values) == 1 else None


def fault(received, secrets):
    """What is wrong with a signature, or None; `secrets` gives secret and token by key id."""
    match = AUTHORIZATION.fullmatch(received.value("authorization") or "")
    if not match:
        return f"no Authorization that can be read: {received.value('authorization')!r}"
    key_id, day, region, service, names, signature = match.groups()
    date = received.value("x-amz-date") or ""
    if not re.fullmatch(r"\d{8}T\d{6}Z", date) or date[:8] != day:
        return f"X-Amz-Date {date!r} is none, or of another day than the scope's {day}"
    if key_id not in secrets:
        return f"signed with an unknown key id {key_id!r}"
    secret, token = secrets[key_id]
    if received.value("x-amz-security-token") != token:
        return "the session token is not the one of the credentials"
    signed = set(names.split(";"))
    present = {name.lower() for name, _ in received.headers} - {"authorization"}
    if present - signed - UNSIGNED:
        return f"not signed: {sorted(present - signed - UNSIGNED)}"
    canonical, expected = resigned(received, signed, service, region, date, (key_id, secret, token))
    if expected != signature:
        return f"signed as {signature}, but what arrived signs as {expected}:\n{canonical}"
    return None


def resigned(received, signed, service, region, date, credentials):
    """The canonical request and the signature that botocore makes of what arrived."""
    moment = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda: moment
    request = AWSRequest(
        method=received.method,
        url=f"http://{received.value('host')}{received.target}",
        data=received.body,
    )
    for name, value in received.headers:
        if name.lower() in signed - ADDED:
            request.headers[name] = value
    kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    signer = kind(Credentials(*credentials), service, region)
    canonical = []
    compute = signer.canonical_request
    signer.canonical_request = lambda r: canonical.append(compute(r)) or canonical[-1]
    signer.add_auth(request)
    again = AUTHORIZATION.fullmatch(request.headers["Authorization"])
    if set(again.group(5).split(";")) != signed:
        return f"signed headers {again.group(5)}", again.group(6)
    return canonical[-1], again.group(6)
