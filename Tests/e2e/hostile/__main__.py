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
import shutil
import subprocess
import sys
import tempfile

import answers
import members
import places
import scenes
import server
import texts

HERE = pathlib.Path(__file__).resolve()
FLOWS = HERE.parents[3] / "bin"
# Seconds.
LIMIT = 5
# What only helps a message or a dry run.
HINTS = ("ListAliases", "ListFunctions", "GetAlias")
CRASHES = {70, *(128 + number for number in (4, 5, 6, 7, 8, 11)), *range(-11, 0)}


@dataclasses.dataclass
class Outcome:
    """What a run left: its status, and the bytes of all that it wrote."""

    status: int
    written: dict
    case: server.Case


def believed(scene, case, status):
    """Whether the status is right when a page of a proxy is all that an operation ever answers."""
    where = case.places[0][0]
    if where not in ("page", "echo", "phrase") or case.count == 1 or case.operation in HINTS:
        return True
    if case.operation not in members.OPERATIONS or scene.only or "status" in scene.name:
        return True
    if scene.argv[0] == "upload" and case.operation == "GetFunctionConfiguration":
        # Without an answer the package is not held against the function.
        return True
    if case.operation == "PutObject" and case.places[0][1] == 200:
        # HeadObject has the last word.
        return status == 0
    if case.operation == "UpdateFunctionCode" and status == 0:
        # The configuration that is read afterwards shows the code.
        return True
    if case.operation == "GetMetricData":
        # A watch goes on until it gives up.
        return status in (2, 69)
    # 3: the rollback is not confirmed; 143: it was still trying.
    return status in (69, 3, 143)


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
            for name in [
                "Secret",
                "Token",
                "SecretAccessKey",
                "SessionToken",
                "SSO",
                "Refresh",
                "Client",
                "GitHub",
                "Container",
                "Instance",
            ]
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
                at = value.replace("URL", url) if value.startswith("URL") else value
                environment[key] = self.known.get(at, at)
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
                    written[f"release-status {form}"] = stdout
                    written[f"release-status {form}, stderr"] = stderr
            return Outcome(status, written, case)

    def prepare(self, wanted):
        """A good run of each scene: which operations it calls, and what it leaves for others."""
        called = {}
        for scene in scenes.scenes(self.home):
            if not self.has(scene.argv[0]):
                print(f"hostile: {scene.argv[0]} is not built: left out")
                continue
            is_wanted = not wanted or any(scene.name.startswith(name) for name in wanted)
            if not is_wanted and scene.name not in ("upload", "publish", "shift-weight"):
                continue
            case = self.case(scene)
            outcome = self.run(scene, case, is_debug=False)
            # The end that a scene is to have; a watch of a second finds no evidence.
            good = {"healthcheck watch": 2, "with-rollback": 9}.get(scene.name, 0)
            if outcome.status != good and not scene.only:
                sys.exit(f"hostile: {scene.name}: {outcome.status} {outcome.written['stderr']}")
            self.states[scene.name] = case.state
            self.records[scene.name] = outcome.written["stdout"]
            if is_wanted:
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
            shown = " ".join(scene.argv) if name == "stdout" else name
            is_text = shown.startswith("release-status") and not shown.endswith("--json")
            is_record = not is_text and name not in ("stderr", "summary")
            is_summary = name == "summary" or shown.endswith("--markdown")
            wrong = texts.faults(data, secrets, is_record=is_record, is_summary=is_summary)
            if wrong:
                found.append(f"{name}: {', '.join(wrong)}")
        if outcome.status in CRASHES or not believed(scene, case, outcome.status):
            found.append(f"status {outcome.status}")
        return case.hits, found, outcome.status == 143


def jobs_of(called):
    """What to run: a scene, what is put where, and whether with --debug.

    The longer text goes with --debug, and the shorter one is for a job of GitHub.
    """
    jobs = []
    for scene, operations in called.values():
        for operation in operations:
            if scene.only and operation not in scene.only:
                continue
            if operation not in members.OPERATIONS and operation not in members.DOCUMENTS:
                sys.exit(f"hostile: {scene.name}: {operation} is not known")
            firsts = (1, 2) if operation in scene.later else (1,)
            for first, group in itertools.product(firsts, places.groups(operation, scene)):
                count = 1 if scene.is_once or first > 1 else 1 << 30
                parts = {"operation": operation, "places": group, "first": first, "count": count}
                if group:
                    jobs.append((scene, parts))
    return [
        (scene, parts | {"kind": kind}, is_debug)
        for scene, parts in jobs[:: int(os.environ.get("HOSTILE_EVERY", "1"))]
        for kind, is_debug in zip(texts.KINDS, (False, True), strict=True)
    ]


def main(commands, *wanted):
    reached, missed, stopped = set(), collections.Counter(), collections.Counter()
    wrong = collections.defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        concurrent.futures.ThreadPoolExecutor(int(os.environ.get("HOSTILE_JOBS", "4"))) as pool,
    ):
        bench = Bench(commands, pathlib.Path(folder))
        called = bench.prepare(wanted)
        jobs = jobs_of(called)
        outcomes = pool.map(lambda job: bench.judged(*job), jobs)
        for (scene, parts, is_debug), (hits, found, is_stopped) in zip(jobs, outcomes, strict=True):
            operation, group = parts["operation"], parts["places"]
            stopped[scene.name, operation, group[:2]] += is_stopped
            if hits:
                reached.update(places.singles(operation, group))
            missed[scene.name, operation] += not hits and parts["first"] == 1
            if found:
                wrong[scene.name, operation, group[:3]].append(
                    f"{parts['kind']}{', --debug' if is_debug else ''}: {'; '.join(found)}"
                )
    stopped, missed = +stopped, +missed
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
    # A command that is not built would let nothing out.
    sys.exit(1 if wrong or missed or not jobs else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
