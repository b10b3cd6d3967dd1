"""MiniStack as a function: a request in, an answer out, without a connection in between."""

import json
from urllib.parse import quote, unquote, urlencode, urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from ministack import app

from .requests import Request


class Answer:
    """What a service answered."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @classmethod
    def of(cls, status, headers, body):
        """An answer whose headers are a dictionary of text."""
        return cls(status, [(n.encode(), str(v).encode()) for n, v in headers.items()], body)

    @property
    def document(self):
        """The JSON object that the body is, an empty one for any other body."""
        try:
            document = json.loads(self.body)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    @property
    def error_code(self):
        """The error code, from the header, XML or JSON; the status when there is none."""
        if self.status < 300:
            return None
        headers = {name.lower(): value for name, value in self.headers}
        code = headers.get(b"x-amzn-errortype", b"").decode().partition(":")[0]
        if not code and b"<Code>" in self.body:
            code = self.body.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()
        return code or str(self.document.get("__type", self.status)).rpartition("#")[2]


async def answer(request):
    """Hand a request to MiniStack and collect its whole answer."""
    sent = {"status": 500, "headers": [], "body": b""}
    delivered = False

    async def receive():
        nonlocal delivered
        if delivered:
            return {"type": "http.disconnect"}
        delivered = True
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            sent.update(status=message["status"], headers=list(message.get("headers", ())))
        elif message["type"] == "http.response.body":
            sent["body"] += message.get("body", b"")

    await app.app(request.scope, receive, send)
    return Answer(**sent)


class Root:
    """Makes requests that are signed with the root key."""

    def __init__(self, access_key, secret, region, url):
        self.credentials = Credentials(access_key, secret)
        self.region = region
        self.url = url

    def request(self, method, path, body=b"", *, service="lambda", headers=None, region=None):
        """One signed request, ready for `answer`."""
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        signed = AWSRequest(method=method, url=self.url + path, data=body, headers=headers or {})
        signer(self.credentials, service, region or self.region).add_auth(signed)
        parts = urlsplit(path)
        raw_headers = [
            (name.lower().encode(), value.encode()) for name, value in signed.headers.items()
        ]
        raw_headers += [
            (b"host", urlsplit(self.url).netloc.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": quote(parts.path, safe="/%~").encode(),
            "query_string": parts.query.encode(),
            "headers": raw_headers,
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 0),
        }
        return Request(scope, body)

    def form(self, service, action, **members):
        """A request of the query protocol (IAM)."""
        body = urlencode({"Action": action, "Version": "2010-05-08", **members}).encode()
        return self.request(
            "POST",
            "/",
            body,
            service=service,
            region="us-east-1",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
