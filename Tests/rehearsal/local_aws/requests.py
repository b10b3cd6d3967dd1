"""The names of things in a request: its service, its operation, its function, its caller."""

import json
import re
from urllib.parse import parse_qs, unquote

from ministack.core import iam_evaluator
from ministack.services import iam, sts

LAMBDA_PATH = re.compile(r"^/\d{4}-\d\d-\d\d/functions(?:/([^/]*))?(?:/([^/]*))?(?:/([^/]*))?/?$")
LAYER_PATH = re.compile(r"^/\d{4}-\d\d-\d\d/layers/[^/]*/versions/?$")
CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/([^/,\s]*)/([^/,\s]*)/([^/,\s]*)/aws4_request")

_LAMBDA_OPERATIONS = {
    ("POST", "", ""): "CreateFunction",
    ("GET", "", ""): "ListFunctions",
    ("GET", "configuration", ""): "GetFunctionConfiguration",
    ("PUT", "configuration", ""): "UpdateFunctionConfiguration",
    ("PUT", "code", ""): "UpdateFunctionCode",
    ("POST", "invocations", ""): "Invoke",
    ("POST", "versions", ""): "PublishVersion",
    ("GET", "versions", ""): "ListVersionsByFunction",
    ("POST", "aliases", ""): "CreateAlias",
    ("GET", "aliases", ""): "ListAliases",
    ("GET", "aliases", "*"): "GetAlias",
    ("PUT", "aliases", "*"): "UpdateAlias",
    ("DELETE", "aliases", "*"): "DeleteAlias",
    ("PUT", "concurrency", ""): "PutFunctionConcurrency",
    ("DELETE", "concurrency", ""): "DeleteFunctionConcurrency",
    ("GET", "provisioned-concurrency", ""): "GetProvisionedConcurrencyConfig",
    ("PUT", "provisioned-concurrency", ""): "PutProvisionedConcurrencyConfig",
    ("GET", "", "function"): "GetFunction",
    ("DELETE", "", "function"): "DeleteFunction",
}
_S3_OBJECT = {
    "PUT": (("uploadId", "UploadPart"), ("tagging", "PutObjectTagging"), ("acl", "PutObjectAcl")),
    "GET": (("uploadId", "ListParts"), ("tagging", "GetObjectTagging"), ("acl", "GetObjectAcl")),
    "POST": (("uploads", "CreateMultipartUpload"), ("uploadId", "CompleteMultipartUpload")),
    "DELETE": (("uploadId", "AbortMultipartUpload"),),
}
_S3_BUCKET = {
    "PUT": (("versioning", "PutBucketVersioning"), ("policy", "PutBucketPolicy")),
    "GET": (
        ("versioning", "GetBucketVersioning"),
        ("versions", "ListObjectVersions"),
        ("list-type", "ListObjectsV2"),
        ("location", "GetBucketLocation"),
    ),
    "POST": (("delete", "DeleteObjects"),),
}


class Request:
    """One request as it arrived, and what it asks for."""

    def __init__(self, scope, body):
        self.scope = scope
        self.body = body
        self.method = scope["method"]
        self.path = scope["path"]
        self.raw_path = (scope.get("raw_path") or self.path.encode()).decode("latin-1")
        self.query_string = scope.get("query_string", b"").decode("latin-1")
        self.query = parse_qs(self.query_string, keep_blank_values=True)
        self.headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        self.target = self.raw_path + (f"?{self.query_string}" if self.query_string else "")
        credential = CREDENTIAL.search(self.headers.get("authorization", "")) or CREDENTIAL.search(
            "Credential=" + (self.query.get("X-Amz-Credential") or [""])[0]
        )
        self.access_key, self.scope_region, self.scope_service = (
            (credential[1], credential[3], credential[4]) if credential else ("", "", "")
        )
        self.function = self.qualifier = None
        self.document = None
        self.service, self.operation = self._lambda() or self._named() or self._s3()
        self.caller = caller_name(self.access_key)

    def _lambda(self):
        if LAYER_PATH.match(self.path):
            return "lambda", "PublishLayerVersion"
        match = LAMBDA_PATH.match(self.path)
        if not match:
            return None
        name, sub, item = (unquote(part or "") for part in match.groups())
        if name:
            name = name.rpartition(":function:")[2]
            self.function, _, self.qualifier = name.partition(":")
            self.qualifier = (
                item
                if sub == "aliases" and item
                else (self.qualifier or (self.query.get("Qualifier") or [None])[0])
            )
        kind = "*" if item else ("function" if name and not sub else "")
        self.document = (
            _json(self.body) if self.method in ("POST", "PUT") and sub != "invocations" else None
        )
        if sub == "aliases" and not item and self.document:
            self.qualifier = self.document.get("Name")
        return "lambda", _LAMBDA_OPERATIONS.get((self.method, sub, kind), f"{self.method} {sub}")

    def _named(self):
        """An operation named by a header or by the form's Action: CloudWatch, STS, IAM."""
        target = self.headers.get("x-amz-target", "")
        cbor = re.search(r"/service/([^/]+)/operation/(\w+)", self.path)
        if target or cbor:
            name = target.rpartition(".")[2] if target else cbor[2]
            self.document = _json(self.body) if target else None
            monitoring = target.startswith("GraniteServiceVersion") or cbor
            return ("monitoring" if monitoring else self.scope_service), name
        action = (self.query.get("Action") or [None])[0]
        if action is None and "x-www-form-urlencoded" in self.headers.get("content-type", ""):
            action = (parse_qs(self.body.decode("latin-1")).get("Action") or [None])[0]
        return (self.scope_service or "sts", action) if action else None

    def _s3(self):
        host = self.headers.get("host", "").rsplit(":", 1)[0]
        hosted = host.endswith(".localhost") or ".s3." in host
        parts = self.path.split("/", 1 if hosted else 2)
        has_key = len(parts) > (1 if hosted else 2) and parts[-1] != ""
        table = (_S3_OBJECT if has_key else _S3_BUCKET).get(self.method, ())
        for parameter, operation in table:
            if parameter in self.query:
                return "s3", operation
        if self.method == "PUT" and has_key and "x-amz-copy-source" in self.headers:
            return "s3", "CopyObject"
        noun = "Object" if has_key else ("Bucket" if self.path != "/" or hosted else "Buckets")
        verbs = {"PUT": "Put" if has_key else "Create", "GET": "Get" if has_key else "List"}
        name = verbs.get(self.method, self.method.capitalize()) + noun
        return "s3", {"ListBucket": "ListObjects"}.get(name, name)


def caller_name(access_key):
    """The user, role session or "root" that a key belongs to; the key itself when it is unknown."""
    if not access_key:
        return "anonymous"
    if iam_evaluator.is_root_access_key(access_key):
        return "root"
    for (_, stored), record in iam._access_keys.to_dict().items():
        if stored == access_key:
            return record["UserName"]
    session = sts._sessions.get(access_key)
    return str(session.get("Arn", "")).rpartition("/")[2] or access_key if session else access_key


def _json(body):
    try:
        document = json.loads(body) if body else {}
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
