"""A loopback server that answers as Lambda, S3, STS and CloudWatch do, and judges signatures."""

import base64
import hashlib
import http.server
import json
import re
import socket
import threading
import urllib.parse

import resign

OLD = "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2w="
NAME = "name-searcher"
ARN = f"arn:aws:lambda:eu-central-1:123456789012:function:{NAME}"


class State:
    """What the server knows, and what it has seen."""

    def __init__(self, secrets, session):
        self.secrets = secrets
        self.session = session
        self.objects = {}
        self.code = OLD
        self.alias = {"Name": "live", "FunctionVersion": "7", "RevisionId": "r0"}
        self.writes = 0
        self.seen = []
        self.faults = []
        self.lock = threading.Lock()

    def configuration(self, version):
        return {
            "FunctionName": NAME,
            "FunctionArn": f"{ARN}:{version}",
            "Version": version,
            "CodeSha256": OLD if version == "7" else self.code,
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "RevisionId": f"f{self.writes}",
            "Timeout": 3,
            "PackageType": "Zip",
        }


def answer(state, received):
    """The operation that a request is, and its answer: status, headers and body."""
    path, _, query = received.target.partition("?")
    service = resign.AUTHORIZATION.fullmatch(received.value("authorization") or "")
    service = service and service.group(4)
    if service == "s3":
        return s3(state, received, path)
    if service == "sts":
        return sts(state, received)
    if service == "monitoring":
        return monitoring(received)
    function = re.search(r"/2015-03-31/functions/([^/]+)(/.*)?$", path)
    if not function or urllib.parse.unquote(function.group(1)) not in (NAME, ARN):
        return "unknown", 404, {}, {"message": path}
    qualifier = urllib.parse.parse_qs(query).get("Qualifier", ["$LATEST"])[0]
    return lambda_(state, received, function.group(2) or "", qualifier)


def lambda_(state, received, path, qualifier):
    """AWS Lambda, of one function."""
    body = json.loads(received.body or b"{}") if "invocations" not in path else {}
    if not path:
        configuration = state.configuration("$LATEST")
        return "GetFunction", 200, {}, {"Configuration": configuration, "Code": {}}
    if path == "/configuration":
        version = state.alias["FunctionVersion"] if qualifier == "live" else qualifier
        return "GetFunctionConfiguration", 200, {}, state.configuration(version)
    if path == "/code":
        state.writes += 1
        if "ZipFile" in body:
            digest = hashlib.sha256(base64.b64decode(body["ZipFile"])).digest()
            state.code = base64.b64encode(digest).decode()
        else:
            state.code = state.objects[f"{body['S3Bucket']}/{body['S3Key']}"]
        return "UpdateFunctionCode", 200, {}, state.configuration("$LATEST")
    if path == "/versions":
        return "PublishVersion", 201, {}, state.configuration("8")
    if path.startswith("/aliases"):
        name = urllib.parse.unquote(path.removeprefix("/aliases/"))
        state.writes += 1
        state.alias |= body | {"Name": name, "RevisionId": f"r{state.writes}"}
        alias = state.alias | {"AliasArn": f"{ARN}:{name}"}
        return "UpdateAlias", 200, {}, alias
    if path == "/invocations":
        return "Invoke", 200, {"X-Amz-Executed-Version": "8"}, {"statusCode": 200}
    return "unknown", 404, {}, {"message": path}


def s3(state, received, path):
    """Amazon S3, with the bucket in the path."""
    key = urllib.parse.unquote(path.removeprefix("/prefix").removeprefix("/"))
    headers = {"x-amz-version-id": "v1"}
    if received.method == "PUT":
        if key in state.objects and received.value("if-none-match") == "*":
            return "PutObject", 412, headers, {}
        state.objects[key] = received.value("x-amz-checksum-sha256")
    elif key not in state.objects:
        return "HeadObject", 404, headers, None
    headers["x-amz-checksum-sha256"] = state.objects.get(key, "")
    return ("PutObject" if received.method == "PUT" else "HeadObject"), 200, headers, None


def sts(state, received):
    """AWS Security Token Service."""
    form = urllib.parse.parse_qs(received.body.decode())
    key_id, (secret, token) = state.session
    body = (
        f"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{key_id}</AccessKeyId>"
        f"<SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>"
        "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>"
        "arn:aws:sts::123456789012:assumed-role/r/s</Arn></AssumedRoleUser></AssumeRoleResult>"
        "</AssumeRoleResponse>"
    )
    return form["Action"][0], 200, {"Content-Type": "text/xml"}, body


def monitoring(received):
    """Amazon CloudWatch: no alarm is on, and no metric has a value."""
    target = received.value("x-amz-target") or ""
    operation = target.rpartition(".")[2]
    if not operation:
        operation = urllib.parse.parse_qs(received.body.decode()).get("Action", ["unknown"])[0]
    body = {"MetricDataResults": [], "MetricAlarms": [], "CompositeAlarms": []}
    if operation == "GetMetricData":
        queries = json.loads(received.body)["MetricDataQueries"]
        body["MetricDataResults"] = [
            {"Id": query["Id"], "Timestamps": [], "Values": []} for query in queries
        ]
    if operation == "DescribeAlarms":
        names = json.loads(received.body).get("AlarmNames", [])
        body["MetricAlarms"] = [{"AlarmName": name, "StateValue": "OK"} for name in names]
    return operation, 200, {"Content-Type": "application/x-amz-json-1.0"}, body


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def handle_any(self):
        # The path attribute has lost a leading slash of two; the request line has not.
        method, target, _ = self.raw_requestline.decode("latin-1").split(" ")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        received = resign.Received(method, target, tuple(self.headers.items()), body)
        state = self.server.state
        with state.lock:
            operation, status, headers, reply = answer(state, received)
            fault = resign.fault(received, state.secrets)
            state.seen.append((operation, received))
            if fault:
                state.faults.append((operation, received, fault))
        if fault:
            status, reply = 403, {"__type": "InvalidSignatureException", "message": fault}
        if isinstance(reply, dict):
            reply = json.dumps(reply)
        data = (reply or "").encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if method != "HEAD":
            self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """The server, on a free port of the loopback interface."""

    daemon_threads = True

    def __init__(self, state, host="127.0.0.1"):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Handler)
        self.state = state
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, host, prefix=""):
        return f"http://{host}:{self.server_port}{prefix}"
