"""The bytes of a deployment package: sent directly, or read from S3 as the caller may read it."""

import base64
import urllib.error
import urllib.request
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import lambda_svc, s3

from .answers import error
from .settings import settings


def package(data):
    """(the bytes, None), or (None, why they cannot be had)."""
    if "ImageUri" in data:
        return None, _invalid(
            "Please don't provide ImageUri when updating a function with packageType Zip."
        )
    if "ZipFile" in data:
        return base64.b64decode(data["ZipFile"]), None
    bucket, key, version = (data.get(name) for name in ("S3Bucket", "S3Key", "S3ObjectVersion"))
    if not bucket or not key:
        return None, _invalid("Please provide a source for function code.")
    if settings["code_store"]:
        return _stored(settings["code_store"], bucket, key, version)
    refusal = _permission_refusal(bucket, key, version)
    if refusal:
        return None, refusal
    if s3._ensure_bucket(bucket) is None:
        return None, _failure("NoSuchBucket", "The specified bucket does not exist")
    code = lambda_svc._fetch_code_from_s3(bucket, key, version_id=version)
    if code is not None:
        return code, None
    if version:
        return None, _failure("NoSuchVersion", "The specified version does not exist.")
    return None, _failure("NoSuchKey", "The specified key does not exist.")


def _stored(store, bucket, key, version):
    """The bytes from another server than this one: `http://ID:SECRET@HOST:PORT`."""
    parts = urlsplit(store)
    url = f"{parts.scheme}://{parts.hostname}:{parts.port}/{bucket}/{quote(key)}"
    request = AWSRequest("GET", url + (f"?versionId={quote(version)}" if version else ""))
    S3SigV4Auth(Credentials(parts.username, parts.password), "s3", get_region()).add_auth(request)
    try:
        asked = urllib.request.Request(request.url, headers=dict(request.headers))
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.read(), None
    except urllib.error.HTTPError as failure:
        return None, _failure("NoSuchKey", f"status {failure.code}")


def _permission_refusal(bucket, key, version):
    """The refusal of a caller who may not read the object."""
    denied = iam_evaluator.enforce(
        lambda_svc._request_access_key.get(),
        "s3:GetObjectVersion" if version else "s3:GetObject",
        "s3",
        get_region(),
        resource_arn=f"arn:aws:s3:::{bucket}/{key}",
    )
    if denied is None:
        return None
    return error(
        "AccessDeniedException",
        "Your access has been denied by S3, please make sure your request credentials have "
        f"permission to GetObject for {bucket}/{key}. S3 Error Code: AccessDenied. S3 Error "
        "Message: Access Denied",
        403,
    )


def _failure(code, message):
    return _invalid(
        f"Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {message}"
    )


def _invalid(message):
    return error("InvalidParameterValueException", message)
