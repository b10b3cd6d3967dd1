"""A client for the tests, signing with botocore, and the server that they share."""

import atexit
import base64
import contextlib
import functools
import hashlib
import http.client
import io
import json
import os
import subprocess
import sys
import time
import unittest
import zipfile
from urllib.parse import urlencode, urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
START = os.path.join(HERE, "start")
sys.path.append(HERE)
FUNCTIONS = "/2015-03-31/functions"


class Answer:
    """One answer: status, headers (names in lower case), body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    @property
    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self):
        """The error code, from header, JSON or XML."""
        code = self.headers.get("x-amzn-errortype")
        if not code and b"<Code>" in self.body:
            code = self.body.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()
        return code or str(self.json.get("__type", "")).rpartition("#")[2]

    @property
    def message(self):
        """The message, under whichever key it comes."""
        if b"<Message>" in self.body:
            return self.body.partition(b"<Message>")[2].partition(b"</Message>")[0].decode()
        return self.json.get("message", self.json.get("Message"))


class Server:
    """A running local AWS."""

    def __init__(self, *options):
        command = [START, "--with-parent", str(os.getpid()), *options]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.facts = dict(line.replace("'", "").split("=", 1) for line in output.splitlines())
        self.url = self.facts["REHEARSAL_URL"]
        self.pid = int(self.facts["REHEARSAL_PID"])
        self.root = Caller(
            self.url, self.facts["REHEARSAL_ROOT_KEY_ID"], self.facts["REHEARSAL_ROOT_SECRET"]
        )

    def stop(self):
        """End the server."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, 15)

    def control(self, path, document=None, status=200):
        """One control request: GET without a document, POST with one."""
        method = "GET" if document is None else "POST"
        answer = send(
            self.url,
            method,
            f"/_rehearsal/{path}",
            {},
            b"" if document is None else json.dumps(document),
        )
        if status is not None and answer.status != status:
            raise AssertionError(f"{path}: {answer.status} {answer.body}")
        return answer.json if answer.headers.get("content-type") == "application/json" else answer

    def log(self, query=""):
        """The log as a list."""
        return [json.loads(line) for line in self.control(f"log{query}").body.splitlines()]

    def setup(self, function="f", **members):
        """Make a function; returns what setup answers and a caller with its CI user's key."""
        made = self.control("setup", {"function": function, **members})
        return made, Caller(self.url, made["AccessKeyId"], made["SecretAccessKey"])


class Caller:
    """Someone with a key."""

    def __init__(self, url, key, secret, token=None, region="eu-central-1"):
        self.url, self.region = url, region
        self.credentials = Credentials(key, secret, token)

    def signed(self, method, path, body=b"", service="lambda", headers=None, region=None):
        """The signed headers of a request."""
        body = body.encode() if isinstance(body, str) else body
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        request = AWSRequest(method=method, url=self.url + path, data=body, headers=headers or {})
        signer(self.credentials, service, region or self.region).add_auth(request)
        return dict(request.headers.items())

    def send(self, method, path, body=b"", service="lambda", headers=None, region=None):
        """Sign and send one request."""
        return send(
            self.url, method, path, self.signed(method, path, body, service, headers, region), body
        )

    def json(self, method, path, document=None):
        """One Lambda request with a JSON body."""
        return self.send(
            method, FUNCTIONS + path, b"" if document is None else json.dumps(document)
        )

    def invoke(self, function="f", qualifier=None, payload="{}", **headers):
        """Invoke a function."""
        query = f"?Qualifier={qualifier}" if qualifier else ""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(
            "POST", f"{FUNCTIONS}/{function}/invocations{query}", payload, headers=given
        )

    def touch(self, function="f", alias="live", **members):
        """UpdateAlias."""
        return self.json("PUT", f"/{function}/aliases/{alias}", members)

    def publish(self, function="f", **members):
        """PublishVersion."""
        return self.json("POST", f"/{function}/versions", members)

    def update(self, code, function="f", **members):
        """UpdateFunctionCode with the bytes of a zip."""
        return self.json(
            "PUT", f"/{function}/code", {"ZipFile": base64.b64encode(code).decode(), **members}
        )

    def configuration(self, function="f", qualifier=None):
        """GetFunctionConfiguration."""
        query = f"?Qualifier={qualifier}" if qualifier else ""
        return self.json("GET", f"/{function}/configuration{query}")

    def cloudwatch(self, operation, **members):
        """One CloudWatch request in JSON 1.0."""
        return self.send(
            "POST",
            "/",
            json.dumps(members),
            "monitoring",
            {
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": f"GraniteServiceVersion20100801.{operation}",
            },
        )

    def form(self, service, action, **members):
        """One request of the query protocol."""
        body = urlencode({"Action": action, "Version": "2011-06-15", **members})
        return self.send(
            "POST", "/", body, service, {"Content-Type": "application/x-www-form-urlencoded"}
        )


def send(url, method, path, headers, body=b""):
    """Send one request on a connection of its own; raises what http.client raises."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def package(source, name="index.py", mode=0o644):
    """The zip of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, source)
    return buffer.getvalue()


def python(expression, before=""):
    """The zip of a Python function that returns the value of an expression."""
    return package(f"{before}\ndef handler(event, context):\n    return {expression}\n")


def sha(code):
    """The CodeSha256 of a package."""
    return base64.b64encode(hashlib.sha256(code).digest()).decode()


@functools.cache
def shared():
    """The server that the tests of one run share."""
    server = Server("--update-seconds", "0", *os.environ.get("REHEARSAL_OPTIONS", "").split())
    atexit.register(server.stop)
    return server


class Case(unittest.TestCase):
    """A test against the shared server, forgotten of all that went before."""

    def setUp(self):
        self.server = shared()
        self.server.control("reset", {})
        self.root = self.server.root

    def refused(self, answer, status, code, message=None):
        """Assert an error answer."""
        self.assertEqual((answer.status, answer.code), (status, code), answer.body)
        if message is not None:
            self.assertEqual(answer.message, message)

    def published(self, versions=2, **members):
        """A function of that many versions, the alias on the first: (facts, CI caller)."""
        made, caller = self.server.setup(
            alias_version="published", package_base64=_base64(python("1")), **members
        )
        for number in range(2, versions + 1):
            self.assertEqual(self.root.update(python(str(number))).status, 200)
            self.assertEqual(self.root.publish().json["Version"], str(number))
        return made, caller

    def settings(self, **members):
        """Change settings."""
        return self.server.control("settings", members)

    def fault(self, match, **members):
        """Set a fault."""
        return self.server.control("fault", {"match": match, **members})["id"]

    def forward(self, seconds):
        """Move the server's time on."""
        self.server.control("forward", {"seconds": seconds})

    def eventually(self, condition):
        """Wait until a condition holds, far longer than a busy machine needs."""
        for _ in range(3000):
            if condition():
                return
            time.sleep(0.01)
        self.fail("it never came")

    def history(self):
        """The history of f:live."""
        return self.server.control("history?function=f&alias=live")


def _base64(code):
    return base64.b64encode(code).decode()
