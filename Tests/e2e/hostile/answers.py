"""The good answers of a small AWS with one function, one alias and one bucket."""

import base64
import copy
import dataclasses
import hashlib
import json
import re
import time
import urllib.parse
from xml.sax.saxutils import escape

NAME = "name-searcher"
ARN = f"arn:aws:lambda:eu-central-1:123456789012:function:{NAME}"
OLD = "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2w="
LATER = "2099-01-01T00:00:00Z"


@dataclasses.dataclass
class Answer:
    """An answer before anything is put into it; `xml` is the name of the element around `body`."""

    status: int = 200
    headers: dict = dataclasses.field(default_factory=dict)
    body: object = None
    xml: str = ""
    phrase: str = "OK"


@dataclasses.dataclass
class State:
    """What this AWS knows."""

    objects: dict = dataclasses.field(default_factory=dict)
    code: str = OLD
    alias: dict = dataclasses.field(
        default_factory=lambda: {"Name": "live", "FunctionVersion": "7", "Description": ""}
    )
    writes: int = 0
    update: dict = dataclasses.field(default_factory=lambda: {"LastUpdateStatus": "Successful"})
    session: dict = dataclasses.field(default_factory=dict)

    def copy(self):
        return copy.deepcopy(self)

    def configuration(self, version):
        return {
            "FunctionName": NAME,
            "FunctionArn": f"{ARN}:{version}",
            "Version": version,
            "CodeSha256": OLD if version == "7" else self.code,
            "State": "Active",
            "RevisionId": f"f{self.writes}",
            "Timeout": 3,
            "PackageType": "Zip",
        } | self.update

    def answer(self, request):
        """The operation that a request is, and its good answer."""
        path, _, query = request.target.partition("?")
        service = re.search(r"Credential=[^/]+/\d+/[^/]*/([^/]+)/", request.value("authorization"))
        service = service and service.group(1)
        if service == "s3":
            return self.s3(request, path)
        if service == "monitoring":
            return self.monitoring(request)
        if service == "sts" or (b"Action=" in request.body and path == "/"):
            return self.sts(request)
        function = re.fullmatch(r"/2015-03-31/functions/?([^/]*)(/.*)?", path)
        if function:
            qualifier = urllib.parse.parse_qs(query).get("Qualifier", ["$LATEST"])[0]
            if function.group(1) and not function.group(2):
                configuration = self.configuration("$LATEST")
                return "GetFunction", Answer(body={"Configuration": configuration, "Code": {}})
            return self.lambda_(request, function.group(2) or "", qualifier)
        if path.endswith("/provisioned-concurrency"):
            body = {"Type": "User", "message": "none is there"}
            return "GetProvisionedConcurrencyConfig", Answer(404, body=body, phrase="Not Found")
        return self.others(request, path)

    def lambda_(self, request, path, qualifier):
        method = request.method
        if path == "/invocations":
            if request.value("x-amz-invocation-type") == "DryRun":
                return "Invoke", Answer(204, {"X-Amz-Executed-Version": "8"}, phrase="No Content")
            version = "8" if qualifier in ("live", "$LATEST") else qualifier
            log = base64.b64encode(b"START\nREPORT RequestId: r Duration: 1.0 ms").decode()
            headers = {"X-Amz-Executed-Version": version, "X-Amz-Log-Result": log}
            return "Invoke", Answer(200, headers, {"statusCode": 200})
        body = json.loads(request.body or b"{}")
        if path == "/configuration":
            version = self.alias["FunctionVersion"] if qualifier == "live" else qualifier
            return "GetFunctionConfiguration", Answer(body=self.configuration(version))
        if path == "/code":
            if not body.get("DryRun"):
                self.writes += 1
                zipped = hashlib.sha256(base64.b64decode(body.get("ZipFile", ""))).digest()
                key = f"{body.get('S3Bucket')}/{body.get('S3Key')}"
                self.code = self.objects.get(key) or base64.b64encode(zipped).decode()
            return "UpdateFunctionCode", Answer(body=self.configuration("$LATEST"))
        if path == "/versions":
            if method == "GET":
                body = {"Versions": [self.configuration("7")]}
                return "ListVersionsByFunction", Answer(body=body)
            return "PublishVersion", Answer(201, body=self.configuration("8"))
        if not path:
            return "ListFunctions", Answer(body={"Functions": [self.configuration("7")]})
        answered = self.alias | {"AliasArn": f"{ARN}:live", "RevisionId": f"r{self.writes}"}
        if method == "GET" and path == "/aliases":
            return "ListAliases", Answer(body={"Aliases": [answered]})
        if method == "GET":
            return "GetAlias", Answer(body=answered)
        self.writes += 1
        self.alias |= {name: body[name] for name in body if name != "RevisionId"}
        answered |= self.alias | {"RevisionId": f"r{self.writes}"}
        return ("UpdateAlias" if method == "PUT" else "CreateAlias"), Answer(body=answered)

    def s3(self, request, path):
        key = urllib.parse.unquote(path.removeprefix("/"))
        headers = {"x-amz-version-id": "v1", "ETag": '"e"', "x-amz-request-id": "R"}
        if "/" not in key.rstrip("/"):
            return "HeadBucket", Answer(200, headers)
        if request.method == "PUT":
            if key in self.objects and request.value("if-none-match") == "*":
                body = {"Code": "PreconditionFailed", "Message": "there"}
                return "PutObject", Answer(412, headers, body, "Error")
            self.objects[key] = request.value("x-amz-checksum-sha256")
        headers["x-amz-checksum-sha256"] = self.objects.get(key, "")
        if key not in self.objects:
            return "HeadObject", Answer(404, headers, phrase="Not Found")
        return ("PutObject" if request.method == "PUT" else "HeadObject"), Answer(200, headers)

    def sts(self, request):
        action = urllib.parse.parse_qs(request.body.decode())["Action"][0]
        credentials = self.session | {"Expiration": LATER}
        user = {"Arn": "arn:aws:sts::123456789012:assumed-role/r/s", "AssumedRoleId": "i:s"}
        body = {"Credentials": credentials, "AssumedRoleUser": user}
        return action, Answer(body={f"{action}Result": body}, xml=f"{action}Response")

    def monitoring(self, request):
        operation = request.value("x-amz-target").rpartition(".")[2]
        asked = json.loads(request.body)
        headers = {"Content-Type": "application/x-amz-json-1.0"}
        if operation == "DescribeAlarms":
            alarms = [
                {"AlarmName": name, "StateValue": "OK", "StateReason": "fine"}
                for name in asked["AlarmNames"]
            ]
            body = {"MetricAlarms": alarms, "CompositeAlarms": []}
            return operation, Answer(200, headers, body)
        results = [
            {"Id": query["Id"], "Label": "l", "StatusCode": "Complete"}
            | {"Timestamps": [], "Values": []}
            for query in asked["MetricDataQueries"]
        ]
        return operation, Answer(200, headers, {"MetricDataResults": results})

    def others(self, request, path):
        session = self.session
        keys = {
            "accessKeyId": session["AccessKeyId"],
            "secretAccessKey": session["SecretAccessKey"],
            "sessionToken": session["SessionToken"],
        }
        document = {
            "AccessKeyId": session["AccessKeyId"],
            "SecretAccessKey": session["SecretAccessKey"],
            "Token": session["SessionToken"],
            "Expiration": LATER,
        }
        if path == "/federation/credentials":
            body = {"roleCredentials": keys | {"expiration": 4070908800000}}
            return "GetRoleCredentials", Answer(body=body)
        if path == "/token":
            body = {"accessToken": session["SSO"], "expiresIn": 3600, "tokenType": "Bearer"}
            return "CreateToken", Answer(body=body | {"refreshToken": session["Refresh"]})
        if path == "/v1/token":
            body = {"accessToken": keys, "refreshToken": session["Refresh"], "expiresIn": 900}
            return "CreateOAuth2Token", Answer(body=body | {"tokenType": "aws_sigv4"})
        if path == "/latest/api/token":
            return "InstanceToken", Answer(body=session["Instance"].encode())
        if path == "/latest/meta-data/placement/region":
            return "InstanceRegion", Answer(body=b"eu-central-1")
        if path == "/latest/meta-data/iam/security-credentials/":
            return "InstanceRole", Answer(body=b"therole")
        if path.startswith("/latest/meta-data/iam/security-credentials/"):
            body = document | {"Code": "Success", "Type": "AWS-HMAC"}
            return "InstanceCredentials", Answer(
                body=body | {"LastUpdated": "2026-01-01T00:00:00Z"}
            )
        if path == "/container":
            return "ContainerCredentials", Answer(body=document | {"RoleArn": "arn:r"})
        if path == "/github":
            return "GitHubToken", Answer(body={"value": session["JWT"], "count": 1})
        return "unknown", Answer(404, body={"message": time.ctime()})


def put(document, path, value):
    """Puts a value into a document, with the lists and objects on the way that are missing."""
    for index, step in enumerate(path):
        if step == "*key":
            document[value] = "v"
            return
        if index == len(path) - 1:
            inner = value
        elif isinstance(path[index + 1], int):
            inner = []
        else:
            inner = {}
        if isinstance(step, int):
            if not document:
                document.append(inner)
            elif index == len(path) - 1:
                document[0] = inner
            document = document[0]
        else:
            if index == len(path) - 1 or not isinstance(document.get(step), (dict, list)):
                document[step] = inner
            document = document[step]


def xml(value):
    """A document in XML; control characters as the numeric entities that XML forbids."""
    if isinstance(value, dict):
        return "".join(f"<{name}>{xml(inner)}</{name}>" for name, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{xml(inner)}</member>" for inner in value)
    return re.sub("[\0-\x1f]", lambda found: f"&#{ord(found[0])};", escape(str(value)))
