"""S3ObjectStorageMode: whether Lambda copies a package out of S3, or refers to it there."""

from ministack.services import s3

from .answers import error

MODES = ("COPY", "REFERENCE")


def refusal(data):
    """Why a request's mode cannot be had, None when it can."""
    mode = data.get("S3ObjectStorageMode")
    if mode is None:
        return None
    if mode not in MODES:
        return error(
            "ValidationException",
            f"1 validation error detected: Value '{mode}' at 's3ObjectStorageMode' failed to "
            f"satisfy constraint: Member must satisfy enum value set: [{', '.join(MODES)}]",
        )
    if mode == "REFERENCE" and not data.get("S3Bucket"):
        return error(
            "InvalidParameterValueException",
            "S3ObjectStorageMode REFERENCE is supported only for code in Amazon S3.",
        )
    if mode == "REFERENCE" and not _version(data):
        return error(
            "InvalidParameterValueException",
            "S3ObjectStorageMode REFERENCE requires an S3 bucket with versioning enabled.",
        )
    return None


def resolved(data):
    """The object that stays the function's code; None when Lambda has copied it."""
    if data.get("S3ObjectStorageMode") != "REFERENCE":
        return None
    return {
        "S3Bucket": data["S3Bucket"],
        "S3Key": data["S3Key"],
        "S3ObjectVersion": _version(data),
    }


def _version(data):
    """The version of the object that a request names, the newest without one."""
    if data.get("S3ObjectVersion"):
        return data["S3ObjectVersion"]
    versions = s3._object_versions.get((data["S3Bucket"], data["S3Key"])) or []
    newest = [version["version_id"] for version in versions if version.get("is_latest")]
    return newest[0] if newest and newest[0] != "null" else None
