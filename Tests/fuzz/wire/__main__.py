"""Runs the real commands against a loopback server that signs anew what arrives.

Usage: wire FOLDER, where FOLDER holds the commands.
"""

import dataclasses
import io
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import zipfile

import resign
import server

KEYS = [
    "plain.zip",
    "a b/c d.zip",
    "a=b&c.zip",
    "1+1.zip",
    "a//b.zip",
    "a/../b.zip",
    "./a/.",
    "é☃𝄞.zip",
    "100%.zip",
    "%2F%2e.zip",
    "?a=b#c.zip",
    "~!*'();:@,$[].zip",
    "e\u0301.zip",
    " lead",
    "tail/",
    "\u00a0.zip",
    'a\\b"<>^`{|}.zip',
]

OPERATIONS = {
    "GetFunction",
    "GetFunctionConfiguration",
    "UpdateFunctionCode",
    "PublishVersion",
    "UpdateAlias",
    "Invoke",
    "PutObject",
    "HeadObject",
    "GetMetricData",
    "DescribeAlarms",
    "AssumeRole",
}

STATIC = ("AKIDSTATIC", "secret/with+both=")
SESSION = ("ASIASESSION", ("session/secret+=", "token/with+all=" + "Ab3/" * 200 + "+=="))


class Run:
    """The commands, in a folder of their own and an environment without anything of the caller's."""

    def __init__(self, commands, home, state):
        self.commands = commands
        self.home = home
        self.state = state

    def __call__(self, url, command, *arguments, record="", profile=None, status=0):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "AWS_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL": url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        if profile:
            environment["AWS_PROFILE"] = profile
        else:
            environment |= {"AWS_ACCESS_KEY_ID": STATIC[0], "AWS_SECRET_ACCESS_KEY": STATIC[1]}
        before = len(self.state.faults)
        ended = subprocess.run(
            [self.commands / command, *arguments],
            input=record,
            env=environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if ended.returncode != status and len(self.state.faults) == before:
            sys.exit(f"wire: {command} {arguments} ended with {ended.returncode}: {ended.stderr}")
        return ended.stdout


def prepare(home):
    """The files that the commands read."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("bootstrap", "#!/bin/sh\n")
    (home / "p.zip").write_bytes(package.getvalue())
    with zipfile.ZipFile(home / "q.zip", "w") as archive:
        archive.writestr("bootstrap", "#!/bin/sh\nexit\n")
    (home / "payload.json").write_text('{"name": "é☃", "text": "\\u0000 a+b=c"}\n')
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(
        f"[profile base]\naws_access_key_id = {STATIC[0]}\naws_secret_access_key = {STATIC[1]}\n"
        "[profile role]\nsource_profile = base\nrole_session_name = s+=,.@-\n"
        "role_arn = arn:aws:iam::123456789012:role/path/with+plus=equals,comma.dot@at\n"
        "external_id = a+b c=é/%20\nregion = eu-central-1\n"
    )


def uploads(run, url, profile=None):
    """Puts an object under each awkward key, twice: the second time HeadObject is asked."""
    for key in KEYS:
        arguments = ["p.zip", "--bucket", "lambda-sources", "--key", key, "-n"]
        run(url, "upload", *arguments, profile=profile)
        run(url, "upload", *arguments, profile=profile)
        run(
            url,
            "upload",
            *arguments,
            "--overwrite",
            "--sse",
            "aws:kms",
            "--bucket-owner",
            "123456789012",
            "--sse-kms-key-id",
            "arn:aws:kms:eu-central-1:123456789012:key/a b",
            profile=profile,
        )


def release(run, url, function, profile=None):
    """A whole release, by hand."""
    run.state.alias.update(FunctionVersion="7", RoutingConfig={})
    run.state.code = server.OLD
    record = run(
        url,
        "upload",
        "p.zip",
        "--bucket",
        "lambda-sources",
        "--function",
        function,
        "--overwrite",
        "-n",
        profile=profile,
    )
    record = run(
        url,
        "publish",
        "--function",
        function,
        "--alias",
        "live",
        "--description",
        'é + ü = %20 "q"',
        record=record,
        profile=profile,
    )
    record = run(
        url, "shift-weight", "--alias", "live", "--weight", "10%", record=record, profile=profile
    )
    checked = run(
        url,
        "healthcheck",
        "--payload",
        "payload.json",
        "--probes",
        "2",
        record=record,
        profile=profile,
    )
    run(
        url,
        "healthcheck",
        "--watch",
        "1s",
        "--alarm",
        "errors é+=/%",
        "--give-up",
        "1s",
        record=record,
        profile=profile,
        status=2,
    )
    run(url, "shift-weight", "--weight", "100%", record=checked, profile=profile)
    run(
        url,
        "rollback",
        "--function",
        function,
        "--alias",
        "live",
        "--to-version",
        "7",
        "-n",
        profile=profile,
    )
    run(url, "publish", "--function", function, "--zip-file", "q.zip", "-n", profile=profile)


def undetected(received, secrets):
    """Changes on the way that the judge does not notice in a request that it found right."""

    def header(name, value):
        return tuple((n, value if n.lower() == name else v) for n, v in received.headers)

    changed = {
        "method": {"method": "DELETE"},
        "target": {"target": received.target + "x"},
        "escapes": {"target": re.sub("%..", lambda match: match[0].lower(), received.target)},
        "query": {"target": received.target + ("&" if "?" in received.target else "?") + "a=b"},
        "host": {"headers": header("host", "example.com")},
        "body": {"body": received.body + b" "},
        "date": {"headers": header("x-amz-date", received.value("x-amz-date")[:-2] + "xZ")},
        "added header": {"headers": received.headers + (("X-Added", "1"),)},
        "token": {"headers": received.headers + (("X-Amz-Security-Token", "t"),)},
    }
    if changed["escapes"]["target"] == received.target:
        del changed["escapes"]
    return [
        name
        for name, parts in changed.items()
        if not resign.fault(dataclasses.replace(received, **parts), secrets)
    ]


def main(commands):
    state = server.State({STATIC[0]: (STATIC[1], None), SESSION[0]: SESSION[1]}, SESSION)
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        prepare(home)
        run = Run(pathlib.Path(commands).resolve(), home, state)
        four = server.Server(state)
        uploads(run, four.url("127.0.0.1"))
        release(run, four.url("127.0.0.1"), server.ARN)
        release(run, four.url("LocalHost", "/prefix"), server.NAME, profile="role")
        if socket.has_ipv6:
            try:
                six = server.Server(state, "::1")
            except OSError:
                print("wire: no IPv6 on the loopback interface: left out")
            else:
                release(run, six.url("[::1]"), server.ARN)
        uploads(run, four.url("127.0.0.1"), profile="role")
    seen = {operation for operation, _ in state.seen}
    for operation, received, fault in state.faults[:5]:
        print(
            f"wire: {operation}: {received.method} {received.target}\n{received.headers}\n{fault}"
        )
    print(
        f"wire: {len(state.faults)} of {len(state.seen)} requests differ when they are signed again"
    )
    for operation in sorted(seen):
        print(f"wire:   {operation}: {sum(1 for name, _ in state.seen if name == operation)}")
    if OPERATIONS - seen:
        print(f"wire: never sent: {', '.join(sorted(OPERATIONS - seen))}")
    for operation, received in state.seen:
        for change in undetected(received, state.secrets):
            sys.exit(f"wire: {operation}: a changed {change} is not noticed: the test is blind")
    sys.exit(1 if state.faults or OPERATIONS - seen or seen - OPERATIONS else 0)


if __name__ == "__main__":
    main(sys.argv[1])
