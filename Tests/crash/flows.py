"""A flow as a process: its command line, how it is started, and how it ended."""

import os
import select
import subprocess
import tempfile
import time

from local_aws_client import ROOT

CRASH = os.path.join(ROOT, "Tests", "crash")
PATIENCE = 120  # seconds, far above what a busy machine needs
BUILT = os.environ.get("LAMBDA_RELEASE_BIN", os.path.join(ROOT, ".build", "debug"))


def words(flow, function, package, log):
    """The command line of a flow."""
    if flow in ("rollback", "previous"):
        line = [os.path.join(BUILT, "rollback"), "--function", function, "--alias", "live", "-n"]
        return line + (["--to-version", "previous"] if flow == "previous" else [])
    if flow in ("unguarded", "pipe"):
        return [os.path.join(CRASH, flow), function, package]
    if flow == "apart":
        return [os.path.join(CRASH, flow), function, package, log]
    line = [os.path.join(ROOT, "bin", flow), "--function", function]
    if flow == "canary":
        line += ["--weights", "10%,50%", "--bake", "0"]
    return [*line, package, "--", "--probes", "2"]


class Flow:
    """A running flow, which leads a session of its own.

    On a terminal that session has a controlling one; without a reader nobody reads what it says
    after its first line.
    """

    def __init__(self, line, environment, terminal=False, reader=True):
        self._lives, alive = os.pipe()
        self._terminal = ()
        more = {"stdin": subprocess.DEVNULL, "start_new_session": True}
        if terminal:
            self._terminal = os.openpty()
            # Its standard input becomes the terminal of the session that setsid(1) makes.
            line, more = ["setsid", "--ctty", *line], {"stdin": self._terminal[1]}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the flow
        self._reader = None
        if not reader:
            self._reader = subprocess.Popen(
                ["head", "-n", "1"], stdin=subprocess.PIPE, stdout=self._said
            )
        self._process = subprocess.Popen(
            line,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=self._said if reader else self._reader.stdin,
            # Each process of the flow inherits it: its end is the end of the last of them.
            pass_fds=(alive,),
            **more,
        )
        os.close(alive)
        if self._reader:
            self._reader.stdin.close()

    def has_ended(self):
        """Whether it has ended, what it started left aside."""
        return self._process.poll() is not None

    def finish(self):
        """Wait for it and for all that it started: its status, what it said, when it ended."""
        number = os.pidfd_open(self._process.pid)
        try:
            if not select.select([number], [], [], PATIENCE)[0]:
                raise TimeoutError("the flow goes on")
            ended = time.time()
            if not select.select([self._lives], [], [], PATIENCE)[0]:
                raise TimeoutError("a process of the flow goes on")
        finally:
            if not self.has_ended():
                os.killpg(self._process.pid, 9)
            status = self._process.wait()
            for each in (number, self._lives, *self._terminal):
                os.close(each)
            if self._reader:
                self._reader.wait()
            self._said.seek(0)
            said = self._said.read().decode(errors="replace")
            self._said.close()
        return status, said, ended
