"""The server's own record: every request in order, and every change of every alias."""

import contextvars
import time

REQUEST_MEMBERS = (
    "FunctionVersion",
    "RoutingConfig",
    "RevisionId",
    "CodeSha256",
    "Name",
    "Publish",
    "DryRun",
    "S3Bucket",
    "S3Key",
    "S3ObjectVersion",
    "S3ObjectStorageMode",
    "ImageUri",
    "Description",
)
ANSWER_MEMBERS = (
    "FunctionVersion",
    "RoutingConfig",
    "RevisionId",
    "CodeSha256",
    "Version",
    "State",
    "LastUpdateStatus",
    "Description",
)

# The log entry of the request that is being answered.
current_entry = contextvars.ContextVar("rehearsal_entry", default=None)


class Journal:
    """The log of requests and the history of aliases."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Forget everything; sequence numbers start at 1 again."""
        self.entries = []
        self.history = {}
        self._seq = 0
        self._writes = 0

    def open(self, **members):
        """A new log entry, numbered by arrival; the caller fills in what comes of it."""
        self._seq += 1
        entry = {
            "seq": self._seq,
            "time": round(time.time(), 6),
            **members,
            "status": None,
            "error": None,
            "applied": False,
            "fate": None,
            "fault": None,
            "answer": None,
        }
        self.entries.append(entry)
        return entry

    def select(self, since=0, operation=None, caller=None):
        """The entries after a sequence number, optionally of one operation or caller."""
        return [
            entry
            for entry in self.entries
            if entry["seq"] > since
            and operation in (None, entry["operation"])
            and caller in (None, entry["caller"])
        ]

    def write(
        self,
        function,
        alias,
        operation,
        before,
        after,
        *,
        guarded,
        code,
        revision,
        description=None,
    ):
        """Record one change of an alias, made by the request at hand."""
        self._writes += 1
        entry = current_entry.get() or {}
        self.history.setdefault((function, alias), []).append(
            {
                "n": self._writes,
                "seq": entry.get("seq"),
                "time": round(time.time(), 6),
                "operation": operation,
                "caller": entry.get("caller"),
                "guarded": guarded,
                "from": before,
                "to": after,
                "revision": revision,
                "code": code,
                "description": description,
            }
        )


journal = Journal()


def selected(document, members):
    """Those members of a JSON object that the log keeps."""
    if not isinstance(document, dict):
        return {}
    return {name: document[name] for name in members if name in document}


def alias_state(alias):
    """{"FunctionVersion", "Weights"} of an alias, None for none."""
    if alias is None:
        return None
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    return {"FunctionVersion": alias["FunctionVersion"], "Weights": dict(weights)}


def alias_code(func, *states):
    """The CodeSha256 of every version that the states name."""
    versions = {
        version
        for state in states
        if state
        for version in (state["FunctionVersion"], *state["Weights"])
    }
    return {version: code_of(func, version) for version in sorted(versions)}


def code_of(func, version):
    """The CodeSha256 of a version of a function record, None when the version is gone."""
    record = func if version == "$LATEST" else func["versions"].get(version)
    return record["config"]["CodeSha256"] if record else None
