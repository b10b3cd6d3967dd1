"""What the article's Terraform makes: bucket, function, alias, CI user, policy and key."""

import base64
import io
import json
import os
import zipfile

from ministack.core.responses import request_scope
from ministack.services import iam

from . import images, service
from .settings import settings

MEMBERS = {
    "function",
    "package",
    "package_base64",
    "image",
    "runtime",
    "handler",
    "timeout",
    "memory",
    "environment",
    "bucket",
    "alias",
    "alias_version",
    "user",
    "operator",
    "operator_may",
    "also_allow",
    "architectures",
    "tenancy",
    "durable",
    "region",
}
BUCKET_ACTIONS = ["s3:Get*", "s3:List*", "s3:PutObject", "s3:PutObjectAcl"]
FUNCTION_ACTIONS = [
    f"lambda:{name}"
    for name in (
        "GetFunction",
        "GetFunctionConfiguration",
        "InvokeFunction",
        "UpdateFunctionCode",
        "PublishVersion",
        "UpdateAlias",
    )
]
# Actions on these services take no resource of the function.
UNSCOPED = ("cloudwatch:", "sts:", "iam:")
BUILT_IN = 'def handler(event, context):\n    return {"statusCode": 200, "body": "built in"}\n'


def note_secret(secret):
    """Notes a secret key for the check that looks for it in the logs, if one is going on."""
    path = os.environ.get("REHEARSAL_SECRETS")
    if path:
        with open(path, "a", encoding="ascii") as secrets:
            secrets.write(secret + "\n")


class SetupError(ValueError):
    """What is asked for cannot be made."""


class Provision:
    """Makes functions with all that a release needs around them."""

    def __init__(self, root, region, account, url):
        self.root, self.region, self.account, self.url = root, region, account, url
        self.keys = {}

    def clear(self):
        """Forget the keys that were given out."""
        self.keys.clear()

    async def make(self, wanted):
        """Make one function and its surroundings; returns what setup answers."""
        if not isinstance(wanted, dict) or not wanted.get("function"):
            raise SetupError("setup needs a function")
        unknown = set(wanted) - MEMBERS
        if unknown:
            raise SetupError(f"unknown member {', '.join(sorted(unknown))}")
        name = wanted["function"]
        bucket = wanted.get("bucket", "lambda-sources")
        region = wanted.get("region", self.region)
        alias = wanted.get("alias", "live")
        package = _package(wanted)
        regions = settings["regions"] or [self.region]
        if region not in regions:
            settings.change({"regions": [*regions, region]})
        await self._bucket(bucket, region)
        configuration = await self._function(wanted, package, region)
        version = await self._alias(name, alias, wanted.get("alias_version", "$LATEST"), region)
        user = wanted.get("user", f"ci-{name}")
        also_allow = wanted.get("also_allow", [])
        key = await self._user(user, name, bucket, region, also_allow)
        operator = wanted.get("operator")
        operator_may = wanted.get("operator_may", [])
        if operator_may and not operator:
            raise SetupError("operator_may needs an operator")
        theirs = operator and await self._user(
            operator, name, bucket, region, [*also_allow, *operator_may]
        )
        return {
            "FunctionName": name,
            "FunctionArn": configuration["FunctionArn"],
            "CodeSha256": configuration["CodeSha256"],
            "Version": version,
            "Alias": alias if version else None,
            "AliasVersion": version,
            "Bucket": bucket,
            "User": user,
            "UserArn": f"arn:aws:iam::{self.account}:user/{user}",
            "AccessKeyId": key[0],
            "SecretAccessKey": key[1],
            "Operator": theirs and {"AccessKeyId": theirs[0], "SecretAccessKey": theirs[1]},
            "Region": region,
            "AccountId": self.account,
            "Endpoint": self.url,
        }

    async def _bucket(self, bucket, region):
        location = (
            ""
            if region == "us-east-1"
            else (
                f"<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
            )
        )
        await self._call(
            "PUT",
            f"/{bucket}",
            location.encode(),
            service_name="s3",
            region=region,
            accept=("BucketAlreadyOwnedByYou", "BucketAlreadyExists"),
        )
        await self._call(
            "PUT",
            f"/{bucket}?versioning",
            b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
            service_name="s3",
            region=region,
        )

    async def _function(self, wanted, package, region):
        name = wanted["function"]
        role = f"{name}-role"
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                }
            ],
        }
        await self._form(
            "CreateRole",
            accept=("EntityAlreadyExists",),
            RoleName=role,
            AssumeRolePolicyDocument=json.dumps(trust),
        )
        runtime = wanted.get("runtime", "python3.11")
        handler = wanted.get("handler", "index.handler")
        if "image" in wanted:
            with request_scope(self.account, region):
                uri, _ = images.put(*tagged(wanted["image"]), package, runtime, handler)
            code = {"PackageType": "Image", "Code": {"ImageUri": uri}}
        else:
            code = {
                "Runtime": runtime,
                "Handler": handler,
                "Code": {"ZipFile": base64.b64encode(package).decode()},
            }
        return await self._lambda(
            "POST",
            "/2015-03-31/functions",
            region,
            {
                "FunctionName": name,
                "Architectures": wanted.get("architectures", ["x86_64"]),
                "Role": f"arn:aws:iam::{self.account}:role/{role}",
                "Timeout": wanted.get("timeout", 3),
                "MemorySize": wanted.get("memory", 128),
                "Environment": {"Variables": wanted.get("environment", {})},
                **({"TenancyConfig": wanted["tenancy"]} if "tenancy" in wanted else {}),
                **({"DurableConfig": wanted["durable"]} if "durable" in wanted else {}),
                **code,
            },
        )

    def image(self, wanted):
        """Make an image of a package, or move its tag to it; returns its URIs."""
        unknown = set(wanted) - {
            "image",
            "package",
            "package_base64",
            "runtime",
            "handler",
            "region",
        }
        if unknown:
            raise SetupError(f"unknown member {', '.join(sorted(unknown))}")
        with request_scope(self.account, wanted.get("region", self.region)):
            by_tag, by_digest = images.put(
                *tagged(wanted["image"]),
                _package(wanted),
                wanted.get("runtime", "python3.11"),
                wanted.get("handler", "index.handler"),
            )
        return {"ImageUri": by_tag, "ResolvedImageUri": by_digest}

    async def _alias(self, name, alias, kind, region):
        """Make the alias; returns the version that it points at, None without an alias."""
        if kind == "none":
            return None
        version = "$LATEST"
        if kind == "published":
            version = (
                await self._lambda("POST", f"/2015-03-31/functions/{name}/versions", region, {})
            )["Version"]
        elif kind != "$LATEST":
            raise SetupError("alias_version is $LATEST, published or none")
        await self._lambda(
            "POST",
            f"/2015-03-31/functions/{name}/aliases",
            region,
            {"Name": alias, "FunctionVersion": version},
        )
        return version

    async def _user(self, user, name, bucket, region, also_allow):
        await self._form("CreateUser", accept=("EntityAlreadyExists",), UserName=user)
        function = f"arn:aws:lambda:{region}:{self.account}:function:{name}"
        await self._form(
            "PutUserPolicy",
            UserName=user,
            PolicyName=f"release-{name}",
            PolicyDocument=json.dumps(policy(function, bucket, also_allow)),
        )
        if user not in self.keys:
            await self._form("CreateAccessKey", UserName=user)
            record = next(
                record
                for record in iam._access_keys.to_dict().values()
                if record["UserName"] == user
            )
            self.keys[user] = record["AccessKeyId"], record["SecretAccessKey"]
            note_secret(record["SecretAccessKey"])
        return self.keys[user]

    async def _lambda(self, method, path, region, document):
        return json.loads(
            await self._call(method, path, json.dumps(document).encode(), region=region)
        )

    async def _form(self, action, accept=(), **members):
        return await self._send(self.root.form("iam", action, **members), accept)

    async def _call(self, method, path, body, *, service_name="lambda", region=None, accept=()):
        request = self.root.request(method, path, body, service=service_name, region=region)
        return await self._send(request, accept)

    async def _send(self, request, accept):
        answer = await service.answer(request)
        if answer.status >= 300 and not any(code.encode() in answer.body for code in accept):
            raise SetupError(f"{request.operation}: {answer.body.decode('utf-8', 'replace')}")
        return answer.body


def tagged(name):
    """(the repository, the tag) of `repository:tag`."""
    repository, colon, tag = name.partition(":")
    if not repository or (colon and not tag):
        raise SetupError(f"image must be REPOSITORY:TAG, not {name}")
    return repository, tag or "latest"


def policy(function, bucket, also_allow=()):
    """The article's policy of the CI user, with what a test allows besides."""
    more = [action for action in also_allow if not action.startswith(UNSCOPED)]
    free = [action for action in also_allow if action.startswith(UNSCOPED)]
    statements = [
        {
            "Effect": "Allow",
            "Action": BUCKET_ACTIONS,
            "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        },
        {
            "Effect": "Allow",
            "Action": FUNCTION_ACTIONS + [a for a in more if a.startswith("lambda:")],
            "Resource": [function, f"{function}:*"],
        },
    ]
    bucket_actions = [action for action in more if action.startswith("s3:")]
    if bucket_actions:
        statements.append({**statements[0], "Action": bucket_actions})
    if free:
        statements.append({"Effect": "Allow", "Action": free, "Resource": "*"})
    return {"Version": "2012-10-17", "Statement": statements}


def _package(wanted):
    if "package_base64" in wanted:
        return base64.b64decode(wanted["package_base64"])
    if "package" in wanted:
        if not os.path.isfile(wanted["package"]):
            raise SetupError(f"{wanted['package']}: no such file")
        with open(wanted["package"], "rb") as package:
            return package.read()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), BUILT_IN)
    return buffer.getvalue()
