"""What Sources/AWS and Sources/Release know of AWS's models: read from the Swift text."""

import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2] / "Sources"

# The folders whose calls go to a service, by botocore's name of it.
FOLDERS = {
    "lambda": "AWS/Lambda",
    "s3": "AWS/S3",
    "sts": "AWS/STS",
    "cloudwatch": "AWS/CloudWatch",
}


@functools.cache
def text(path):
    """The Swift text of a file or of all files in a folder."""
    place = ROOT / path
    files = sorted(place.rglob("*.swift")) if place.is_dir() else [place]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def literals(path):
    """Every string literal in it."""
    return set(re.findall(r'"([^"\\\n]*)"', text(path)))


def meanings():
    """What each error means: FaultMeaning's table."""
    table = text("AWS/Calls/FaultMeaning.swift").partition("let meanings")[2].partition("\n  ]")[0]
    return dict(re.findall(r'"(\w+)": \.(\w+),', table))


def throttling():
    """The codes that ask to slow down, and the parts of codes that do."""
    source = text("AWS/Calls/ServiceFault+Throttling.swift")
    whole = source.partition("throttlingCodes: Set<String> = [")[2].partition("]")[0]
    parts = source.partition("throttlingParts = [")[2].partition("]")[0]
    return set(re.findall(r'"(\w+)"', whole)), set(re.findall(r'"(\w+)"', parts))


def is_throttling(code):
    """Whether a code asks to slow down."""
    codes, parts = throttling()
    return code in codes or any(part in code for part in parts)
