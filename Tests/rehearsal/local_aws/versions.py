"""PublishVersion."""

import copy

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

from . import progress
from .answers import error, json_answer
from .functions import presentable


def install():
    """Put AWS's rules of publishing in the place of MiniStack's."""
    lambda_svc._publish_version = publish_version


def publish_version(name, data):
    """PublishVersion: guarded by RevisionId and CodeSha256; 201 in any case.

    The last version comes back, whatever the Description, when nothing has changed since.
    """
    func = lambda_svc._functions.get(name)
    refusal = progress.refusal(name, func, data)
    if refusal:
        return refusal
    given, current = data.get("CodeSha256"), func["config"]["CodeSha256"]
    if given and given != current:
        return error(
            "InvalidParameterValueException",
            f"CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). "
            "Please try again with the CodeSHA256 in $LATEST.",
        )
    latest = func["versions"].get(max(func["versions"], key=int, default=None))
    if latest and latest.get("changes", 0) == func.get("changes", 0):
        return json_answer(presentable(latest["config"]), 201)
    return json_answer(presentable(_publish(name, func, data)), 201)


def pending(name, func, data):
    """The version that UpdateFunctionCode with Publish makes: Pending until the update ends."""
    config = _publish(name, func, data)
    progress.without(config, ("LastUpdateStatus", *progress.UPDATE_REASONS))
    config.update(State="Pending", StateReason=progress.CREATING, StateReasonCode="Creating")
    return config


def _publish(name, func, data):
    """A new version of $LATEST, whose own RevisionId moves by that."""
    number = str(func["next_version"])
    func["next_version"] += 1
    config = copy.deepcopy(func["config"])
    config.update(
        Version=number,
        FunctionArn=f"{lambda_svc._func_arn(name)}:{number}",
        RevisionId=new_uuid(),
    )
    if data.get("Description"):
        config["Description"] = data["Description"]
    if config["SnapStart"]["ApplyOn"] == "PublishedVersions":
        config["SnapStart"]["OptimizationStatus"] = "On"
    func["config"]["RevisionId"] = new_uuid()
    func["versions"][number] = {
        "config": config,
        "code_zip": func.get("code_zip"),
        "changes": func.get("changes", 0),
        "image": func.get("image"),
        "resolved_object": func.get("resolved_object"),
    }
    return config
