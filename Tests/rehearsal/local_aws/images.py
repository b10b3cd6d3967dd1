"""Container images: a registry for them, and functions whose code is one.

An image's manifest carries a package in an annotation: that is what its function runs.
"""

import base64
import json
import re

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecr

from .answers import error

RUNTIME, HANDLER, PACKAGE = (f"rehearsal.{name}" for name in ("runtime", "handler", "package"))

_URI = re.compile(
    r"(?P<registry>(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)"
    r"/(?P<repository>[a-z0-9]+(?:[._/-][a-z0-9]+)*)"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64})|:(?P<tag>[\w][\w.-]{0,127}))?"
)


def put(repository, tag, package, runtime, handler):
    """PutImage of a package: (its URI by the tag, its URI by the digest)."""
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "annotations": {
                RUNTIME: runtime,
                HANDLER: handler,
                PACKAGE: base64.b64encode(package).decode(),
            },
        }
    )
    if repository not in ecr._repositories:
        ecr._create_repository({"repositoryName": repository})
    answer = ecr._put_image(
        {"repositoryName": repository, "imageManifest": manifest, "imageTag": tag}
    )
    digest = json.loads(answer[2])["image"]["imageId"]["imageDigest"]
    place = f"{get_account_id()}.dkr.ecr.{get_region()}.amazonaws.com/{repository}"
    return f"{place}:{tag}", f"{place}@{digest}"


def source(data):
    """(what a function of package type Image gets, None), or (None, why it gets nothing).

    A tag is resolved now: moved later, it changes no function.
    """
    if "ImageUri" not in data:
        return None, _invalid(
            "Please provide ImageUri when updating a function with packageType Image."
        )
    uri = data["ImageUri"]
    match = _URI.fullmatch(uri) if isinstance(uri, str) else None
    if not match:
        return None, _invalid(f"Source image {uri} is not valid. Provide a valid source image.")
    image = None
    if match["account"] == get_account_id() and match["region"] == get_region():
        identifier = (
            {"imageDigest": match["digest"]}
            if match["digest"]
            else {"imageTag": match["tag"] or "latest"}
        )
        image = ecr._find_image(match["repository"], identifier)
    if image is None:
        return None, _invalid(f"Source image {uri} does not exist. Provide a valid source image.")
    digest = image["imageDigest"]
    return {
        "uri": uri,
        "resolved": f"{match['registry']}/{match['repository']}@{digest}",
        "digest": digest.removeprefix("sha256:"),
        "annotations": _annotations(image["imageManifest"]),
    }, None


def begun(func, image):
    """A function record with the image as its code, as `updates` stores it."""
    package = image["annotations"].get(PACKAGE)
    func.update(image=image, code_zip=base64.b64decode(package) if package else None)


def configuration(image):
    """The members of a configuration that come from an image."""
    return {"PackageType": "Image", "CodeSize": 0, "CodeSha256": image["digest"]}


def runnable(record):
    """The record of a version as MiniStack runs it: an image's package as that of a zip."""
    image = record.get("image")
    if not image or not record.get("code_zip"):
        return record
    annotations = image["annotations"]
    config = {
        **record["config"],
        "PackageType": "Zip",
        "Runtime": annotations.get(RUNTIME, "python3.11"),
        "Handler": annotations.get(HANDLER, "index.handler"),
    }
    return {**record, "config": config}


def location(image):
    """The Code of GetFunction."""
    return {
        "RepositoryType": "ECR",
        "ImageUri": image["uri"],
        "ResolvedImageUri": image["resolved"],
    }


def _annotations(manifest):
    try:
        document = json.loads(manifest)
    except ValueError:
        return {}
    found = document.get("annotations") if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def _invalid(message):
    return error("InvalidParameterValueException", message)
