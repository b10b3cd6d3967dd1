"""What must hold of a run whose guard got a signal, was killed, or lost what it guards.

Each function takes what happened and yields what is wrong, with what shows it.
"""

import signal

# Which commands send an operation: two requests that no command sends both are of two commands.
SENDERS = {
    "UpdateFunctionCode": {"publish"},
    "PublishVersion": {"publish"},
    "UpdateAlias": {"publish", "shift-weight"},
    "GetAlias": {"publish", "shift-weight", "healthcheck"},
    "GetFunctionConfiguration": {"publish", "shift-weight", "healthcheck"},
    "Invoke": {"healthcheck"},
}
GONE = 70  # the guard is gone


def steps_after(hit, log, writes):
    """After its guard was killed at a request, only the command that had sent that goes on.

    Of the alias it can change no more than what it had announced.
    """
    later = [line for line in log if line["seq"] >= hit["seq"] and line["operation"] in SENDERS]
    senders = [SENDERS[line["operation"]] for line in later]
    if senders and not set.intersection(*senders):
        yield "another command goes on", [line["operation"] for line in later]
    if len(writes) > (hit["operation"] == "UpdateAlias"):
        yield "the alias is changed without the guard", [entry["to"] for entry in writes]


def late_writes(history, user, ended):
    """Nothing of the run changes the alias when the guard has ended."""
    for entry in history:
        if entry["caller"] == user and entry["time"] > ended and entry["from"] != entry["to"]:
            yield "the alias is changed after the end", entry["to"]


def gone(steps, ended):
    """A step that ends after its guard says so; a step is its end, its status and its name.

    One that ends within half a second may have told the guard before that was at its end.
    """
    for end, status, name in steps:
        if end > ended + 0.5 and status != GONE:
            yield f"{name} ends with {status} after its guard", end - ended


def status_of(name, run):
    """The status says which signal ended the run, unless all was promoted or it ended before.

    A process that no guard has replaced yet dies of the signal.
    """
    number = signal.Signals[f"SIG{name}"]
    # What kills the script is no end that the guard was asked for; a shell adds 128 for its command.
    allowed = {-number, 128 + number, *([GONE] if number == signal.SIGKILL else [])}
    if run.exposes((run.after[0], {})) and not run.after[1]:
        allowed.add(0)
    if run.bad:
        allowed.add(1)
    if run.status not in allowed:
        yield f"ends with {run.status} after {name}", run.after
