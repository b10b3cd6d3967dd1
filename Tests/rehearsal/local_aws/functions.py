"""UpdateFunctionCode, UpdateFunctionConfiguration and PublishVersion: guards, progress, revisions."""

import base64
import copy
import hashlib
import json
import time

from ministack.core import iam_evaluator
from ministack.core.responses import get_region, new_uuid
from ministack.services import lambda_svc
from ministack.services import s3 as s3_svc

from . import limits
from .aliases import STALE
from .answers import error, json_answer
from .journal import alias_code, alias_state, journal
from .settings import settings

# Function records whose update is in progress, with the time at which it ends.
_pending = []

# Members that AWS leaves out rather than sends empty.
OMITTED_WHEN_EMPTY = (
    "StateReason",
    "StateReasonCode",
    "LastUpdateStatusReason",
    "LastUpdateStatusReasonCode",
    "KMSKeyArn",
    "Layers",
)
_original = {}


def install():
    """Put AWS's update and publish rules in the place of MiniStack's."""
    _original["update_config"] = lambda_svc._update_config
    _original["get_function"] = lambda_svc._get_function
    lambda_svc._update_code = update_code
    lambda_svc._update_config = update_configuration
    lambda_svc._publish_version = publish_version
    lambda_svc._get_function_config = get_configuration
    lambda_svc._get_function = get_function
    _original["delete_function"] = lambda_svc._delete_function
    lambda_svc._delete_function = delete_function
    lambda_svc._schedule_state_transition = lambda name, delay: _begin(
        lambda_svc._functions[name], 0.0
    )


def clear():
    """Forget updates in progress."""
    _pending.clear()


def settle():
    """End every update whose time has come: the state, and once more the RevisionId."""
    now = time.monotonic()
    for item in [item for item in _pending if item[0] <= now]:
        _pending.remove(item)
        func = item[1]
        config = func["config"]
        if func.pop("serving", None):
            _end_workers(config)
        config.update(State="Active", LastUpdateStatus="Successful", RevisionId=new_uuid())
        for name in OMITTED_WHEN_EMPTY[:4]:
            config.pop(name, None)
        for version in func["versions"].values():
            if version["config"].get("State") == "Pending":
                version["config"].update(State="Active", LastUpdateStatus="Successful")
                for name in OMITTED_WHEN_EMPTY[:4]:
                    version["config"].pop(name, None)


def presentable(config):
    """A configuration without the members that AWS leaves out when they are empty."""
    return {
        name: value
        for name, value in config.items()
        if not (name in OMITTED_WHEN_EMPTY and not value)
    }


def get_function(name, qualifier=None):
    """GetFunction: the configuration as GetFunctionConfiguration shows it, and where the code lies."""
    configuration = get_configuration(name, qualifier)
    if configuration[0] != 200:
        return configuration
    found = json.loads(_original["get_function"](name, qualifier)[2])
    return json_answer({**found, "Configuration": json.loads(configuration[2])})


def get_configuration(name, qualifier=None):
    """GetFunctionConfiguration: an alias answers with its primary version, under the alias's ARN."""
    _, config = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    if config is None:
        suffix = f":{qualifier}" if qualifier else ""
        return error(
            "ResourceNotFoundException",
            f"Function not found: {lambda_svc._func_arn(name)}{suffix}",
            404,
        )
    shown = presentable(config)
    if qualifier:
        shown["FunctionArn"] = f"{lambda_svc._func_arn(name)}:{qualifier}"
    return json_answer(shown)


def update_code(name, data):
    """UpdateFunctionCode: guarded by RevisionId, refused while another update is in progress."""
    func = lambda_svc._functions.get(name)
    refusal = _refusal(name, func, data)
    if refusal:
        return refusal
    code, refusal = _code(data)
    if refusal:
        return refusal
    refusal = (
        (limits.zip_refusal(code) if "ZipFile" in data else None)
        or lambda_svc._reject_unreadable_zip(code)
        or lambda_svc._validate_total_unzipped_size(code, func["config"].get("Layers"))
    )
    if refusal:
        return refusal
    target = {"config": dict(func["config"])} if data.get("DryRun") else func
    config = target["config"]
    if target is func:
        func["serving"] = {"config": dict(config), "code_zip": func.get("code_zip")}
        func["code_zip"] = code
    config.update(
        CodeSize=len(code),
        CodeSha256=base64.b64encode(hashlib.sha256(code).digest()).decode(),
        LastModified=lambda_svc._now_iso(),
    )
    if "Architectures" in data:
        config["Architectures"] = data["Architectures"]
    if target is not func:
        return json_answer(presentable(config))
    _mark_in_progress(config)
    _begin(func, settings["update_seconds"])
    _record_live_change(name, func, guarded="RevisionId" in data)
    if data.get("Publish"):
        version = _new_version(name, func, data)
        for member in ("LastUpdateStatus", *OMITTED_WHEN_EMPTY[2:4]):
            version.pop(member, None)
        version.update(
            State="Pending",
            StateReason="The function is being created.",
            StateReasonCode="Creating",
        )
        return json_answer(presentable(version))
    return json_answer(presentable(config))


def update_configuration(name, data):
    """UpdateFunctionConfiguration: the same guards and the same progress as UpdateFunctionCode."""
    func = lambda_svc._functions.get(name)
    refusal = _refusal(name, func, data)
    if refusal:
        return refusal
    answer = _original["update_config"](
        name, {key: value for key, value in data.items() if key != "RevisionId"}
    )
    if answer[0] != 200:
        return answer
    clear_of = [item for item in _pending if item[1] is not func]
    _pending[:] = clear_of
    _mark_in_progress(func["config"])
    _begin(func, settings["update_seconds"])
    return json_answer(presentable(func["config"]))


def publish_version(name, data):
    """PublishVersion: guarded by RevisionId and CodeSha256; the last version again when nothing changed."""
    func = lambda_svc._functions.get(name)
    refusal = _refusal(name, func, data)
    if refusal:
        return refusal
    current = func["config"]["CodeSha256"]
    if data.get("CodeSha256") and data["CodeSha256"] != current:
        return error(
            "InvalidParameterValueException",
            f"CodeSHA256 ({data['CodeSha256']}) is different from current CodeSHA256 in $LATEST ({current}). "
            "Please try again with the CodeSHA256 in $LATEST.",
        )
    latest = max(func["versions"], key=int, default=None)
    if latest and func["versions"][latest].get("function_revision") == func["config"]["RevisionId"]:
        return json_answer(presentable(func["versions"][latest]["config"]), 201)
    return json_answer(presentable(_new_version(name, func, data)), 201)


def delete_function(name, query_params, path_qualifier=None):
    """DeleteFunction: a version that an alias points at stays."""
    qualifier = lambda_svc._qualifier_from_path_or_query(path_qualifier, query_params)
    func = lambda_svc._functions.get(name)
    states = (
        {alias: alias_state(record) for alias, record in func["aliases"].items()}
        if func and qualifier
        else {}
    )
    referring = [
        alias
        for alias, state in states.items()
        if qualifier == state["FunctionVersion"] or qualifier in state["Weights"]
    ]
    if referring:
        return error(
            "ResourceConflictException",
            "Unable to delete version because the following aliases reference "
            f"it: [{', '.join(sorted(referring))}]",
            409,
        )
    return _original["delete_function"](name, query_params, path_qualifier)


def _new_version(name, func, data):
    """A new published version of $LATEST, whose own RevisionId moves by that."""
    number = str(func["next_version"])
    func["next_version"] += 1
    config = copy.deepcopy(func["config"])
    config.update(
        Version=number, FunctionArn=f"{lambda_svc._func_arn(name)}:{number}", RevisionId=new_uuid()
    )
    if data.get("Description"):
        config["Description"] = data["Description"]
    func["config"]["RevisionId"] = new_uuid()
    func["versions"][number] = {
        "config": config,
        "code_zip": func.get("code_zip"),
        "function_revision": func["config"]["RevisionId"],
    }
    return config


def _refusal(name, func, data):
    if func is None:
        return error(
            "ResourceNotFoundException", f"Function not found: {lambda_svc._func_arn(name)}", 404
        )
    if any(item[1] is func for item in _pending):
        return error(
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in "
            f"progress for resource: {lambda_svc._func_arn(name)}",
            409,
        )
    if data.get("RevisionId") and data["RevisionId"] != func["config"]["RevisionId"]:
        return error("PreconditionFailedException", STALE, 412)
    return None


def _code(data):
    """(the bytes of the package, None), or (None, why it cannot be had)."""
    if "ZipFile" in data:
        return base64.b64decode(data["ZipFile"]), None
    bucket, key, version = data.get("S3Bucket"), data.get("S3Key"), data.get("S3ObjectVersion")
    if not bucket or not key:
        return None, error(
            "InvalidParameterValueException",
            "Please provide a source for function code."
            if "ImageUri" not in data
            else "Please provide ZipFile or S3 location when updating a function with packageType Zip.",
        )
    refused = iam_evaluator.enforce(
        lambda_svc._request_access_key.get(),
        "s3:GetObjectVersion" if version else "s3:GetObject",
        "s3",
        get_region(),
        resource_arn=f"arn:aws:s3:::{bucket}/{key}",
    )
    if refused is not None:
        return None, error(
            "AccessDeniedException",
            "Your access has been denied by S3, please make sure your request "
            f"credentials have permission to GetObject for {bucket}/{key}. S3 Error Code: AccessDenied. "
            "S3 Error Message: Access Denied",
            403,
        )
    if s3_svc._ensure_bucket(bucket) is None:
        return None, _s3_failure("NoSuchBucket", "The specified bucket does not exist")
    code = lambda_svc._fetch_code_from_s3(bucket, key, version_id=version)
    if code is not None:
        return code, None
    if version:
        return None, _s3_failure("NoSuchVersion", "The specified version does not exist.")
    return None, _s3_failure("NoSuchKey", "The specified key does not exist.")


def _s3_failure(code, message):
    return error(
        "InvalidParameterValueException",
        f"Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {message}",
    )


def _mark_in_progress(config):
    for member in OMITTED_WHEN_EMPTY[:2]:
        config.pop(member, None)
    config.update(
        State="Active",
        LastUpdateStatus="InProgress",
        RevisionId=new_uuid(),
        LastUpdateStatusReason="The function is being created.",
        LastUpdateStatusReasonCode="Creating",
    )


def _end_workers(config):
    """End the processes that run $LATEST's old code."""
    account, region = lambda_svc._account_region_from_function_config(config)
    lambda_svc.invalidate_worker(
        config["FunctionName"], qualifier="$LATEST", account=account, region=region
    )


def _begin(func, seconds):
    _pending.append((time.monotonic() + seconds, func))


def _record_live_change(name, func, *, guarded):
    """An alias on $LATEST serves the new code without any write of its own: its history says so."""
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


def serving(func):
    """What $LATEST runs: the code before the update as long as the update is in progress."""
    return func.get("serving") or func
