"""UpdateFunctionCode and UpdateFunctionConfiguration."""

import base64
import copy
import hashlib

from ministack.services import lambda_svc

from . import images, limits, progress, storage, versions
from .answers import json_answer
from .functions import presentable
from .journal import alias_code, alias_state, journal
from .packages import package
from .settings import settings

_original = {}


def install():
    """Put AWS's update rules in the place of MiniStack's."""
    _original["update_config"] = lambda_svc._update_config
    lambda_svc._update_code = update_code
    lambda_svc._update_config = update_configuration


def update_code(name, data):
    """UpdateFunctionCode: guarded by RevisionId, refused while another update is in progress."""
    func = lambda_svc._functions.get(name)
    refusal = progress.refusal(name, func, data)
    if refusal:
        return refusal
    is_image = func["config"].get("PackageType") == "Image"
    code, refusal = images.source(data) if is_image else _zip(func, data)
    if refusal:
        return refusal
    config = {
        **func["config"],
        **(images.configuration(code) if is_image else _zip_members(code)),
        "LastModified": lambda_svc._now_iso(),
        "Architectures": data.get("Architectures", func["config"]["Architectures"]),
    }
    if data.get("DryRun"):
        return json_answer(presentable(config))
    func["serving"] = {name: func.get(name) for name in ("config", "code_zip", "image")}
    progress.mark(config)
    func.update(config=config, resolved_object=None if is_image else storage.resolved(data))
    if is_image:
        images.begun(func, code)
    else:
        func["code_zip"] = code
    _begin(func)
    _record_live_change(name, func, guarded="RevisionId" in data)
    if data.get("Publish"):
        return json_answer(presentable(versions.pending(name, func, data)))
    return json_answer(presentable(config))


def _zip(func, data):
    """(the bytes of a package that fits the function, None), or (None, why not)."""
    refusal = storage.refusal(data)
    if refusal:
        return None, refusal
    code, refusal = package(data)
    if refusal:
        return None, refusal
    refusal = (
        (limits.zip_refusal(code) if "ZipFile" in data else None)
        or lambda_svc._reject_unreadable_zip(code)
        or lambda_svc._validate_total_unzipped_size(code, func["config"].get("Layers"))
    )
    return (None, refusal) if refusal else (code, None)


def _zip_members(code):
    """The members of a configuration that come from a zip."""
    return {
        "CodeSize": len(code),
        "CodeSha256": base64.b64encode(hashlib.sha256(code).digest()).decode(),
    }


def update_configuration(name, data):
    """UpdateFunctionConfiguration: the same guards and the same progress.

    A refused one changes nothing, and the old configuration serves until the update has ended.
    """
    func = lambda_svc._functions.get(name)
    refusal = progress.refusal(name, func, data)
    if refusal:
        return refusal
    changes = {key: value for key, value in data.items() if key != "RevisionId"}
    before = copy.deepcopy(func["config"])
    if changes.get("LoggingConfig"):
        changes["LoggingConfig"] = _logging(before["LoggingConfig"], changes["LoggingConfig"])
    answer = _original["update_config"](name, changes)
    if answer[0] != 200:
        func["config"] = before
        return answer
    if changes.get("VpcConfig"):
        func["config"]["VpcConfig"].setdefault("Ipv6AllowedForDualStack", False)
    func["serving"] = {
        "config": before,
        "code_zip": func.get("code_zip"),
        "image": func.get("image"),
    }
    progress.mark(func["config"])
    _begin(func)
    return json_answer(presentable(func["config"]))


def _logging(before, changes):
    """The logging configuration after an update; levels are there only in JSON."""
    changed = {**before, **changes}
    if changed["LogFormat"] == "JSON":
        return {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **changed}
    return {name: changed[name] for name in ("LogFormat", "LogGroup")}


def _begin(func):
    """Begin the update; the next PublishVersion makes a new version, whatever has changed."""
    func["changes"] = func.get("changes", 0) + 1
    progress.begin(func, settings["update_seconds"])


def _record_live_change(name, func, *, guarded):
    """An alias on $LATEST serves the new code without a write of its own: its history says so."""
    for alias_name, alias in func["aliases"].items():
        if alias["FunctionVersion"] == "$LATEST":
            state = alias_state(alias)
            journal.write(
                name,
                alias_name,
                "UpdateFunctionCode",
                state,
                state,
                guarded=guarded,
                code=alias_code(func, state),
                revision={"from": alias["RevisionId"], "to": alias["RevisionId"]},
            )
