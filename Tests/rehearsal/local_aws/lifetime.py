"""How long the server lives: until TERM, or until the process it belongs to is gone."""

import os
import shutil
import signal
import threading
import time


def end_with(pid):
    """End this server when that process is gone; its start time tells it from a later one."""
    started = _start_time(pid)

    def watch():
        while started is not None and _start_time(pid) == started:
            time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def end_cleanly(directory, *, remove):
    """On TERM, INT or HUP end the workers and this process, and remove its files."""

    def end(*_):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        from ministack.core import lambda_runtime

        try:
            lambda_runtime.reset()
        finally:
            shutil.rmtree(
                directory if remove else os.path.join(directory, "tmp"), ignore_errors=True
            )
            os.killpg(0, signal.SIGKILL)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)


def own_group():
    """Lead a process group, so that workers end with the server and ^C is not for it."""
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)


def _start_time(pid):
    """When a process started, in clock ticks after boot; None when it is gone (or a zombie)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
