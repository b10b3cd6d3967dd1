"""Runs each command against a server that puts hostile text into each text member of each answer.

Usage: hostile COMMANDS-FOLDER [COMMAND...], where COMMANDS-FOLDER holds the commands.

Nothing of the text may come out raw: not on a stream, nor in the record, the job summary, or what
release-status makes of the record. Raw are control characters (C0 but the line's end, DEL, C1),
format characters (bidirectional overrides, zero width), U+2028 and U+2029, bytes that are not
UTF-8, a line that GitHub obeys (`::error::` at its start, `##[error]` anywhere), HTML in Markdown,
a text without end, and any 12 characters of a secret.
"""

import collections
import concurrent.futures
import dataclasses
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import answers
import members
import scenes
import server
import texts

HERE = pathlib.Path(__file__).resolve()
FLOWS = HERE.parents[3] / "bin"
# Seconds.
LIMIT = 5
# Members of errors that decide something, and so are tried one by one.
CODES = ("__type", "code", "region", "endpoint")
PAGES = (200, 301, 403, 404, 417, 500, 502)


# The headers that decide something, and so are tried one by one.
DECIDING = {
    name.lower()
    for name in (
        "x-amzn-ErrorType x-amzn-query-error x-amz-checksum-sha256 X-Amz-Executed-Version "
        "X-Amz-Function-Error X-Amz-Log-Result Retry-After Date Location Content-Type "
        "Content-Encoding x-amz-bucket-region x-amz-version-id ETag"
    ).split()
}
# The names in quotes in the sources: a member that is not among them is never read.
READ = set(
    re.findall(
        r'"([^"\\\s]+)"',
        "".join(file.read_text() for file in (HERE.parents[3] / "Sources").rglob("*.swift")),
    )
)


def places(operation, scene):
    """Where a text can stand in the answers of an operation: groups that are tried together."""
    unread = []
    for path in members.body_members(operation):
        place = ("body", path)
        names = [step for step in path if isinstance(step, str) and len(step) > 1]
        if all(name in READ or name == "*key" for name in names):
            yield (place,)
        else:
            unread.append(place)
    yield tuple(unread)
    for state in scene.states if operation == "GetFunctionConfiguration" else ():
        for name in ("StateReason", "LastUpdateStatusReason"):
            for member in (name, f"{name}Code"):
                yield (("state", (member,), tuple(state.items())),)
    headers = [("header", name) for name in members.header_members(operation)]
    for refused in ((), (("refusal", 403),)):
        decide = [place for place in headers if place[1].lower() in DECIDING]
        yield refused + tuple(place for place in headers if place not in decide)
        if scene.is_thorough:
            yield from (refused + (place,) for place in decide)
    errors = members.error_members(operation)
    for code, status, names in errors if scene.is_thorough else errors[:1] + errors[-3:]:
        yield (("fault", code, status, tuple(n for n in names if n.lower() not in CODES)),)
    for name in CODES if scene.is_thorough else ():
        yield (
            (
                "fault",
                "Unheard",
                400,
                (name.replace("region", "Region").replace("endpoint", "Endpoint"),),
            ),
        )
    for status in PAGES if scene.is_thorough else PAGES[:1] + PAGES[-1:]:
        yield from ((("page", status),), (("echo", status),), (("phrase", status),))
    for code in ("SignatureDoesNotMatch", "InvalidSignatureException"):
        yield (("canonical", code, 403),)
    if operation == "Invoke":
        yield from ((("log",),), (("payload",),), (("payload", "body"),))
        for path in (("errorMessage",), ("errorType",), ("stackTrace", 0)):
            yield (("failure", path),)


def singles(operation, group):
    """The members of a group, for counting."""
    for place in group:
        if place[0] == "fault":
            yield from ((operation, *place[:3], name) for name in place[3])
        elif place[0] != "refusal":
            yield (operation, group[0][0] == "refusal", *place)


@dataclasses.dataclass
class Outcome:
    """What a run left: its status, and the bytes of all that it wrote."""

    status: int
    written: dict
    case: server.Case


def ended(argv, data, **options):
    """Runs a command to its end, or until it has waited for so long that it is told to stop.

    Then its status is 143: what it wrote so far is judged as well.
    """
    with subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    ) as process:
        try:
            stdout, stderr = process.communicate(data, LIMIT)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                stdout, stderr = process.communicate(None, LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                stdout, stderr = process.communicate()
            return 143, stdout, stderr
        return process.returncode, stdout, stderr


class Bench:
    """Runs scenes, many at a time."""

    def __init__(self, commands, home):
        self.commands, self.home = pathlib.Path(commands).resolve(), home
        self.known = {
            name: scenes.random(200 if "Token" in name else 40)
            for name in (
                "Secret Token SecretAccessKey SessionToken SSO Refresh Client GitHub Container "
                "Instance"
            ).split()
        } | {"JWT": scenes.jwt(), "AccessKeyId": "ASIASESSION"}
        scenes.files(home, self.known)
        self.server = server.Server()
        start = answers.State(session=self.known)
        self.states = {"start": start, "misnamed": start}
        self.records = {"": b""}

    def has(self, command):
        return shutil.which(command, path=self.path) is not None

    @property
    def path(self):
        return f"{self.commands}:{FLOWS}:{os.environ['PATH']}"

    def case(self, scene, **parts):
        return server.Case(
            self.states[scene.state].copy(), [self.known[name] for name in scene.secrets], **parts
        )

    def run(self, scene, case, *, is_debug):
        """One run of the command in a folder of its own."""
        url = self.server.add(case)
        with tempfile.TemporaryDirectory(dir=self.home) as name:
            folder = pathlib.Path(name)
            (folder / "home").mkdir()
            shutil.copytree(self.home / ".aws", folder / "home/.aws")
            (folder / "record.json").write_bytes(self.records[scene.record])
            environment = {
                "PATH": self.path,
                "LAMBDA_RELEASE_BIN": str(self.commands),
                "HOME": str(folder / "home"),
                "TMPDIR": str(folder),
                "AWS_REGION": "eu-central-1",
                "AWS_ENDPOINT_URL": url,
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_MAX_ATTEMPTS": "1",
                "AWS_ACCESS_KEY_ID": "AKIDENV",
                "AWS_SECRET_ACCESS_KEY": self.known["Secret"],
                "AWS_SESSION_TOKEN": self.known["Token"],
                "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
                "GITHUB_ACTIONS": "" if is_debug else "true",
                "LAMBDA_RELEASE_DEBUG": "1" if is_debug else "",
            }
            for key, value in scene.variables.items():
                value = value.replace("URL", url) if value.startswith("URL") else value
                environment[key] = self.known.get(value, value)
            argv = [str(folder / "record.json") if word == "FILE" else word for word in scene.argv]
            status, stdout, stderr = ended(
                argv,
                b"" if "FILE" in scene.argv else self.records[scene.record],
                env={key: value for key, value in environment.items() if value},
                cwd=folder,
            )
            written = {"stdout": stdout, "stderr": stderr}
            for key, file in (("record", "record.json"), ("summary", "summary.md")):
                if (folder / file).exists():
                    written[key] = (folder / file).read_bytes()
            record = written["record"] if "FILE" in scene.argv else stdout
            if record.startswith(b"{") and case.hits and self.has("release-status"):
                (folder / "record.json").write_bytes(record)
                for form in ("--markdown", "--json"):
                    _, stdout, stderr = ended(
                        ["release-status", "--record", str(folder / "record.json"), form],
                        b"",
                        env={key: value for key, value in environment.items() if value},
                        cwd=folder,
                    )
                    written[f"release-status {form}"] = stdout + stderr
            return Outcome(status, written, case)

    def prepare(self, wanted):
        """A good run of each scene: which operations it calls, and what it leaves for others."""
        called = {}
        for scene in scenes.scenes(self.home):
            if not self.has(scene.argv[0]):
                print(f"hostile: {scene.argv[0]} is not built: left out")
                continue
            if wanted and not any(scene.name.startswith(name) for name in wanted):
                if scene.name not in ("upload", "publish", "shift-weight"):
                    continue
            case = self.case(scene)
            outcome = self.run(scene, case, is_debug=False)
            # The end that a scene is to have; a watch of a second finds no evidence.
            good = {"healthcheck watch": 2, "with-rollback": 9}.get(scene.name, 0)
            if outcome.status != good and not scene.only:
                sys.exit(f"hostile: {scene.name}: {outcome.status} {outcome.written['stderr']}")
            self.states[scene.name] = case.state
            self.records[scene.name] = outcome.written["stdout"]
            if not wanted or any(scene.name.startswith(name) for name in wanted):
                called[scene.name] = scene, list(dict.fromkeys(case.seen))
        return called

    def judged(self, scene, parts, is_debug):
        """What is wrong after one hostile run."""
        case = self.case(scene, **parts)
        outcome = self.run(scene, case, is_debug=is_debug)
        # An answer that gives secrets makes the hostile text one.
        secrets = texts.windows(set(case.secrets) | case.leaked)
        found = []
        for name, data in outcome.written.items():
            is_record = name in ("stdout", "record") or "--json" in name
            is_summary = name == "summary" or "--markdown" in name
            wrong = texts.faults(data, secrets, is_record=is_record, is_summary=is_summary)
            if wrong:
                found.append(f"{name}: {', '.join(wrong)}")
        if (outcome.status < 0 and outcome.status != -15) or outcome.status in (
            70,
            132,
            133,
            134,
            136,
            139,
        ):
            found.append(f"status {outcome.status}")
        return case.hits, found, outcome.status == 143


def main(commands, *wanted):
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(commands, pathlib.Path(folder))
        called = bench.prepare(wanted)
        jobs = []
        for scene, operations in called.values():
            for operation in operations:
                if scene.only and operation not in scene.only:
                    continue
                if operation not in members.OPERATIONS and operation not in members.DOCUMENTS:
                    sys.exit(f"hostile: {scene.name}: {operation} is not known")
                firsts = (1, 2) if operation in scene.later else (1,)
                for first, group in itertools.product(firsts, places(operation, scene)):
                    count = 1 if scene.is_once or first > 1 else 1 << 30
                    parts = {"operation": operation, "places": group, "first": first}
                    if group:
                        jobs.append((scene, parts | {"count": count}))
        # The longer text with --debug, and the shorter one as in a job of GitHub.
        jobs = jobs[:: int(os.environ.get("HOSTILE_EVERY", 1))]
        jobs = [
            (scene, parts | {"kind": kind}, is_debug)
            for scene, parts in jobs
            for kind, is_debug in zip(texts.KINDS, (False, True))
        ]
        reached, missed, stopped = set(), collections.Counter(), collections.Counter()
        wrong = collections.defaultdict(list)
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("HOSTILE_JOBS", 4))) as pool:
            for job, (hits, found, is_stopped) in zip(
                jobs, pool.map(lambda job: bench.judged(*job), jobs)
            ):
                scene, parts, is_debug = job
                operation, group = parts["operation"], parts["places"]
                if is_stopped:
                    stopped[scene.name, operation] += 1
                if hits:
                    reached.update(singles(operation, group))
                elif parts["first"] == 1:
                    missed[scene.name, operation] += 1
                if found:
                    wrong[scene.name, operation, group[:3]].append(
                        f"{parts['kind']}{', --debug' if is_debug else ''}: {'; '.join(found)}"
                    )
    for (scene, operation, place), found in wrong.items():
        print(f"hostile: {scene}: {operation} {place}: {len(found)}, such as {found[0]}")
    for key, count in stopped.items():
        print(f"hostile: {key}: {count} runs waited for {LIMIT} s and were stopped")
    for key, count in missed.items():
        print(f"hostile: {key}: {count} runs never got the text")
    operations = {operation for operation, *_ in reached}
    print(
        f"hostile: {len(jobs)} runs of {len(called)} command lines, {len(operations)} operations, "
        f"{len(reached)} members times operations; {sum(map(len, wrong.values()))} runs let "
        f"something out, at {len(wrong)} places"
    )
    sys.exit(1 if wrong or missed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
