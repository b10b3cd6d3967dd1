"""Where a hostile text can stand in the answers of an operation."""

import pathlib
import re

import members

SOURCES = pathlib.Path(__file__).resolve().parents[3] / "Sources"
# Members of errors that decide something, and so are tried one by one.
CODES = ("__type", "code", "Code", "Region", "Endpoint")
PAGES = (200, 301, 403, 404, 417, 500, 502)


# The headers that decide something, and so are tried one by one.
DECIDING = {
    name.lower()
    for name in [
        "x-amzn-ErrorType",
        "x-amzn-query-error",
        "x-amz-checksum-sha256",
        "X-Amz-Executed-Version",
        "X-Amz-Function-Error",
        "X-Amz-Log-Result",
        "Retry-After",
        "Date",
        "Location",
        "Content-Type",
        "Content-Encoding",
        "x-amz-bucket-region",
        "x-amz-version-id",
        "ETag",
    ]
}
# The names in quotes in the sources: a member that is not among them is never read.
READ = set(
    re.findall(
        r'"([^"\\\s]+)"',
        "".join(file.read_text() for file in SOURCES.rglob("*.swift")),
    )
)


def bodies(operation, scene):
    """Members of a good answer's body, one by one, but for those that are never read."""
    unread = []
    for path in members.body_members(operation):
        names = [step for step in path if isinstance(step, str) and len(step) > 1]
        if all(name in READ or name == "*key" for name in names):
            yield (("body", path),)
        else:
            unread.append(("body", path))
    yield tuple(unread)
    for path in members.number_members(operation):
        yield (("number", path),)
    for state in scene.states if operation == "GetFunctionConfiguration" else ():
        for name in ("StateReason", "LastUpdateStatusReason"):
            for member in (name, f"{name}Code"):
                yield (("state", (member,), tuple(state.items())),)
    if operation == "Invoke":
        yield from ((("log",),), (("payload",),), (("payload", "body"),))
        for path in (("errorMessage",), ("errorType",), ("stackTrace", 0)):
            yield (("failure", path),)


def refusals(operation, scene):
    """Members of the errors of an operation."""
    errors = members.error_members(operation)
    for code, status, names in errors if scene.is_thorough else errors[:1] + errors[-3:]:
        yield (("fault", code, status, tuple(n for n in names if n not in CODES)),)
    for name in CODES if scene.is_thorough else ():
        yield (("fault", "Unheard", 400, (name,)),)
    for code in ("SignatureDoesNotMatch", "InvalidSignatureException"):
        yield (("canonical", code, 403),)


def groups(operation, scene):
    """All places of an operation, in groups that are tried together."""
    yield from bodies(operation, scene)
    headers = [("header", name) for name in members.header_members(operation)]
    decide = [place for place in headers if place[1].lower() in DECIDING]
    for refused in ((), (("refusal", 403),)):
        yield refused + tuple(place for place in headers if place not in decide)
        if scene.is_thorough:
            yield from (refused + (place,) for place in decide)
    yield from refusals(operation, scene)
    for status in PAGES if scene.is_thorough else PAGES[:1] + PAGES[-1:]:
        yield from ((("page", status),), (("echo", status),), (("phrase", status),))


def singles(operation, group):
    """The members of a group, for counting."""
    for place in group:
        if place[0] == "fault":
            yield from ((operation, *place[:3], name) for name in place[3])
        elif place[0] != "refusal":
            yield (operation, group[0][0] == "refusal", *place)
