"""What Lambda measures of an invocation: the last lines of its log, in both log formats."""

import json

from .settings import settings

_seen = {}


def end_of_log(key, request_id, target, milliseconds):
    """The END and REPORT lines, or platform.report where the function logs JSON.

    `key` names the version in the setting `reports`, whose members say what is measured.
    """
    config = target.record["config"]
    chosen = settings["reports"].get(key, {})
    duration = chosen.get("duration", milliseconds)
    if chosen.get("spread"):
        duration *= 1 + chosen["spread"] * (2 * settings.random.random() - 1)
    size = chosen.get("size", config.get("MemorySize", 128))
    measured = {
        "durationMs": round(duration, 2),
        "billedDurationMs": int(duration) + 1,
        "memorySizeMB": size,
        "maxMemoryUsedMB": chosen.get("memory", size // 2),
    }
    if _seen.get(key, 0) < chosen.get("cold", 1):
        if "init" in chosen:
            measured["initDurationMs"] = chosen["init"]
        if "restore" in chosen:
            measured["restoreDurationMs"] = chosen["restore"]
    _seen[key] = _seen.get(key, 0) + 1
    form = chosen.get("format") or (config.get("LoggingConfig") or {}).get("LogFormat") or "Text"
    if form == "None":
        return ""
    if form == "JSON":
        record = {"requestId": request_id, "status": "success", "metrics": measured}
        return json.dumps(
            {"time": "2026-11-28T10:12:00.000Z", "type": "platform.report", "record": record},
            separators=(",", ":"),
        )
    fields = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {measured['durationMs']:.2f} ms",
        f"Billed Duration: {measured['billedDurationMs']} ms",
        f"Memory Size: {size} MB",
        f"Max Memory Used: {measured['maxMemoryUsedMB']} MB",
    ]
    if "initDurationMs" in measured:
        fields.append(f"Init Duration: {measured['initDurationMs']:.2f} ms")
    if "restoreDurationMs" in measured:
        fields.append(f"Restore Duration: {measured['restoreDurationMs']:.2f} ms")
    return f"END RequestId: {request_id}\n" + "\t".join(fields) + "\t\n"


def clear():
    """Forget which versions have started."""
    _seen.clear()
