"""The two signers that ours is compared with, and the corners in which they are known to be wrong.

An oracle answers `sign(case)` with the canonical request, or None when it does not tell it, and
the signature; `outside(case)` names the corner that keeps a case from it, or is None.
"""

import datetime
import io
import re
import subprocess
import sys
import tempfile
import types
import urllib.parse

import awscrt.auth
import awscrt.http
import awscrt.io
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CANONICAL = re.compile(r"(?:[A-Za-z0-9._~=&-]|%[0-9A-F]{2})*")


def is_canonical(query):
    """Whether a query is encoded as it is signed, but for the order of its pairs."""
    return all(
        pair
        and pair.count("=") == 1
        and CANONICAL.fullmatch(pair)
        and not re.search(r"%(?:4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9]|2D|2E|5F|7E)", pair)
        for pair in query
    )


def pairs(query):
    """The decoded pairs of a query, as text; UnicodeDecodeError when they are not UTF-8."""

    def decoded(text):
        return urllib.parse.unquote_to_bytes(text).decode()

    return [(decoded(k), decoded(v)) for k, _, v in (pair.partition("=") for pair in query)]


class Botocore:
    """botocore's signer in Python."""

    name = "botocore"

    def outside(self, case):
        if any(n.lower().startswith("sec-websocket-") for n, _ in case.headers):
            return "botocore signs Sec-WebSocket-*"
        if any(c.isspace() and c not in " \t" for _, v in case.headers for c in v):
            return "botocore collapses Unicode blanks"
        if case.body is None and case.scheme == "http":
            return "botocore signs every payload on http"
        if case.expires is not None and case.body:
            return "botocore moves the body into the query when it presigns"
        if case.query is None:
            return None
        if "" in case.query:
            return "botocore signs an empty query pair"
        try:
            keys = [key for key, _ in pairs(case.query)]
        except UnicodeDecodeError:
            return "botocore reads a query as UTF-8"
        if case.expires is not None and (len(set(keys)) < len(keys)):
            return "botocore drops repeated query keys when it presigns"
        return None

    def sign(self, case):
        moment = datetime.datetime.fromtimestamp(case.seconds, datetime.timezone.utc)
        botocore.auth.get_current_datetime = lambda: moment
        canonical = []
        request = self.request(case)
        signer = self.signer(case)
        compute = signer.canonical_request
        signer.canonical_request = lambda r: canonical.append(compute(r)) or canonical[-1]
        signer.add_auth(request)
        text = request.url if case.expires is not None else request.headers["Authorization"]
        return canonical[-1], re.search(r"Signature=([0-9a-f]{64})", text).group(1)

    def request(self, case):
        form = "application/x-www-form-urlencoded; charset=utf-8"
        assert case.expires is None or all(v != form for _, v in case.headers)
        params = None
        url = case.url
        if case.query and (case.expires is not None or not is_canonical(case.query)):
            # botocore signs the query of a URL as it is: it can only encode what is decoded.
            params = pairs(case.query)
            url = url.partition("?")[0]
        if case.expires is not None and params is not None:
            params = dict(params)
        request = AWSRequest(method=case.method, url=url, data=case.body or b"", params=params)
        for name, value in case.headers:
            request.headers[name] = value
        unsigned = case.body is None
        request.context = {
            "payload_signing_enabled": not unsigned,
            "client_config": types.SimpleNamespace(s3={"payload_signing_enabled": not unsigned}),
        }
        return request

    def signer(self, case):
        credentials = Credentials(case.access_key_id, case.secret_access_key, case.session_token)
        arguments = (credentials, case.service, case.region)
        if case.expires is None:
            kind = botocore.auth.S3SigV4Auth if case.service == "s3" else botocore.auth.SigV4Auth
            return kind(*arguments)
        kind = (
            botocore.auth.S3SigV4QueryAuth if case.service == "s3" else botocore.auth.SigV4QueryAuth
        )
        return kind(*arguments, expires=case.expires)


class CommonRuntime:
    """aws-c-auth, the signer in C of the AWS Common Runtime."""

    name = "awscrt"

    signs = {
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "proxy-authenticate",
        "proxy-authorization",
    }

    def outside(self, case):
        if any(n.lower() in self.signs for n, _ in case.headers):
            return "awscrt signs Connection, Keep-Alive, TE, Trailer and Proxy-*"
        if ":/" in case.target:
            return "awscrt reads :/ in a target as the end of a scheme"
        return None

    def sign(self, case):
        headers = awscrt.http.HttpHeaders([("Host", case.host_header)])
        for name, value in case.headers:
            headers.add(name, value)
        request = awscrt.http.HttpRequest(
            case.method, case.target, headers, io.BytesIO(case.body or b"")
        )
        signed = awscrt.auth.aws_sign_request(request, self.config(case)).result(10)
        text = signed.path
        if case.expires is None:
            text = dict(signed.headers)["Authorization"]
        return None, re.search(r"Signature=([0-9a-f]{64})", text).group(1)

    def config(self, case):
        auth = awscrt.auth
        is_s3 = case.service == "s3"
        presigns = case.expires is not None
        unsigned = case.body is None or (is_s3 and presigns)
        sends_hash = (is_s3 or case.body is None) and not presigns
        return auth.AwsSigningConfig(
            signature_type=(
                auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS
                if presigns
                else auth.AwsSignatureType.HTTP_REQUEST_HEADERS
            ),
            credentials_provider=auth.AwsCredentialsProvider.new_static(
                case.access_key_id, case.secret_access_key, case.session_token
            ),
            region=case.region,
            service=case.service,
            date=datetime.datetime.fromtimestamp(case.seconds, datetime.timezone.utc),
            use_double_uri_encode=not is_s3,
            should_normalize_uri_path=not is_s3,
            signed_body_value="UNSIGNED-PAYLOAD" if unsigned else None,
            signed_body_header_type=(
                auth.AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256
                if sends_hash
                else auth.AwsSignedBodyHeaderType.NONE
            ),
            expiration_in_seconds=case.expires,
        )

    def canonical_request(self, case):
        """The canonical request, which the library only tells its log, and that at its own pace."""
        with tempfile.NamedTemporaryFile("r", errors="replace") as log:
            program = (
                "import sys; sys.path.insert(0, sys.argv[1]); import awscrt.io, oracles, cases\n"
                "awscrt.io.init_logging(awscrt.io.LogLevel.Info, sys.argv[2])\n"
                "oracles.CommonRuntime().sign(eval(sys.argv[3], vars(cases)))"
            )
            subprocess.run(
                [sys.executable, "-c", program, sys.path[0], log.name, repr(case)], check=False
            )
            found = re.search(
                r"canonical request for[^\n]*contents \n(.*?)\n+\[(?:INFO|DEBUG)\]",
                log.read(),
                re.S,
            )
            return found.group(1) if found else "(not told)"
