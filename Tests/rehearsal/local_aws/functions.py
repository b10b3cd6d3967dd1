"""GetFunction, GetFunctionConfiguration and DeleteFunction."""

import base64
import hashlib
import json

from ministack.services import lambda_svc

from . import images, storage
from .answers import error, json_answer
from .journal import alias_state
from .progress import STATE_REASONS, UPDATE_REASONS
from .settings import settings

# Members that AWS leaves out rather than sends empty.
OMITTED_WHEN_EMPTY = (*STATE_REASONS, *UPDATE_REASONS, "KMSKeyArn", "Layers")

# Members that are no configuration: what ConfigSha256 is not made from.
NO_CONFIGURATION = (
    *STATE_REASONS,
    *UPDATE_REASONS,
    "CodeSha256",
    "CodeSize",
    "FunctionArn",
    "FunctionName",
    "LastModified",
    "LastUpdateStatus",
    "RevisionId",
    "State",
    "Version",
)

_original = {}


def install():
    """Put AWS's answers in the place of MiniStack's."""
    _original["build"] = lambda_svc._build_config
    lambda_svc._build_config = build_configuration
    _original["create"] = lambda_svc._create_function
    lambda_svc._create_function = create_function
    _original["get"] = lambda_svc._get_function
    _original["delete"] = lambda_svc._delete_function
    lambda_svc._get_function = get_function
    lambda_svc._get_function_config = get_configuration
    lambda_svc._delete_function = delete_function


def presentable(config):
    """A configuration without the members that AWS leaves out when they are empty."""
    shown = {
        name: value for name, value in config.items() if value or name not in OMITTED_WHEN_EMPTY
    }
    if shown.get("PackageType") == "Image":
        for member in ("Runtime", "Handler", "ImageUri"):
            shown.pop(member, None)
    if not (shown.get("DeadLetterConfig") or {}).get("TargetArn"):
        shown.pop("DeadLetterConfig", None)
    if settings["config_sha256"]:
        shown["ConfigSha256"] = configuration_sha256(shown)
    return shown


def configuration_sha256(config):
    """A digest of all that is configuration, the Description too.

    The service documents no more than that it is one.
    """
    members = {name: value for name, value in config.items() if name not in NO_CONFIGURATION}
    if "SnapStart" in members:
        members["SnapStart"] = members["SnapStart"]["ApplyOn"]
    text = json.dumps(members, sort_keys=True).encode()
    return base64.b64encode(hashlib.sha256(text).digest()).decode()


def build_configuration(name, data, code_zip=None):
    """The configuration of a new function: VpcConfig is there once there has been one."""
    config = _original["build"](name, data, code_zip)
    for member in ("TenancyConfig", "DurableConfig"):
        if data.get(member):
            config[member] = data[member]
    if not data.get("VpcConfig"):
        del config["VpcConfig"]
    return config


def create_function(data):
    """CreateFunction: an image's tag is resolved, and what S3 keeps is kept there."""
    code = data.get("Code") or {}
    image = None
    if "ImageUri" in code:
        image, refusal = images.source(code)
        if refusal:
            return refusal
    else:
        refusal = storage.refusal(code)
        if refusal:
            return refusal
    answer = _original["create"](data)
    func = lambda_svc._functions.get(data.get("FunctionName"))
    if answer[0] != 201 or func is None:
        return answer
    func["resolved_object"] = storage.resolved(code)
    if image:
        images.begun(func, image)
        func["config"].update(images.configuration(image))
        return json_answer(presentable(func["config"]), 201)
    return answer


def get_function(name, qualifier=None):
    """GetFunction: GetFunctionConfiguration's configuration, and where the code lies."""
    configuration = get_configuration(name, qualifier)
    if configuration[0] != 200:
        return configuration
    found = json.loads(_original["get"](name, qualifier)[2])
    record, _ = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    if record.get("image"):
        found["Code"] = images.location(record["image"])
    elif record.get("resolved_object"):
        found["Code"]["ResolvedS3Object"] = record["resolved_object"]
    return json_answer({**found, "Configuration": json.loads(configuration[2])})


def get_configuration(name, qualifier=None):
    """GetFunctionConfiguration: an alias shows its primary version, under the alias's ARN."""
    _, config = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    arn = lambda_svc._func_arn(name) + (f":{qualifier}" if qualifier else "")
    if config is None:
        return error("ResourceNotFoundException", f"Function not found: {arn}", 404)
    return json_answer({**presentable(config), "FunctionArn": arn})


def delete_function(name, query_params, path_qualifier=None):
    """DeleteFunction: a version that an alias points at stays."""
    qualifier = lambda_svc._qualifier_from_path_or_query(path_qualifier, query_params)
    func = lambda_svc._functions.get(name)
    if func and qualifier:
        states = {alias: alias_state(record) for alias, record in func["aliases"].items()}
        referring = [
            alias
            for alias, state in states.items()
            if qualifier == state["FunctionVersion"] or qualifier in state["Weights"]
        ]
        if referring:
            return error(
                "ResourceConflictException",
                "Unable to delete version because the following aliases reference it: "
                f"[{', '.join(sorted(referring))}]",
                409,
            )
    return _original["delete"](name, query_params, path_qualifier)
