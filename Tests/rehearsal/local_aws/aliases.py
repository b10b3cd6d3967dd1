"""CreateAlias, GetAlias, UpdateAlias and DeleteAlias with AWS's rules and recorded messages."""

import re

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

from .answers import LATEST_WITH_WEIGHTS, error, json_answer
from .clock import clock
from .journal import alias_code, alias_state, current_entry, journal
from .progress import STALE
from .settings import settings

NAME_PATTERN = r"(?!^[0-9]+$)([a-zA-Z0-9-_]+)"
PROVISIONED = "Alias with weights can not be used with Provisioned Concurrency"
VERSION_PATTERN = r"(\$LATEST|[0-9]+)"


# What each alias was before its last write, and until when it still routes as it was.
_replaced = {}
# The aliases that wait for provisioned concurrency: (function, record, version before) by ARN.
_settling = {}


def install():
    """Put AWS's alias rules in the place of MiniStack's."""
    lambda_svc._create_alias = create_alias
    lambda_svc._get_alias = get_alias
    lambda_svc._update_alias = update_alias
    lambda_svc._delete_alias = delete_alias


def routed(function, alias):
    """The alias as invocations meet it: a write reaches them when it has propagated."""
    until, before = _replaced.get(_arn(function, alias["Name"]), (0.0, None))
    return before if clock.now() < until else alias


def clear():
    """Forget what aliases were."""
    _replaced.clear()
    _settling.clear()


def settle():
    """Provisioned concurrency is ready: the weights that AWS itself had put on aliases go."""
    current_entry.set({"caller": "aws"})
    for arn, (function, func, version) in _settling.items():
        name = arn.rpartition(":")[2]
        alias = func["aliases"].get(name)
        if alias is None or alias_state(alias)["Weights"] != {version: 1.0}:
            continue
        changed = {**alias, "RevisionId": new_uuid()}
        del changed["RoutingConfig"]
        func["aliases"][name] = changed
        _record(
            function,
            func,
            name,
            "UpdateAlias",
            alias,
            changed,
            guarded=False,
            revision=alias["RevisionId"],
        )
    _settling.clear()


def create_alias(function, data):
    """CreateAlias: 201, 409 when it exists, 404 without its versions."""
    name = data.get("Name") or ""
    refusal = _name_refusal(name) or _shape_refusal(data)
    if refusal:
        return refusal
    func = lambda_svc._functions.get(function)
    version = data.get("FunctionVersion", "$LATEST")
    refusal = _missing_function(function, func) or _missing_version(function, func, version)
    if refusal:
        return refusal
    if name in func["aliases"]:
        return error(
            "ResourceConflictException", f"Alias already exists: {_arn(function, name)}", 409
        )
    weights = _weights(data)
    refusal = _routing_refusal(function, func, version, weights)
    if refusal:
        return refusal
    alias = {
        "AliasArn": _arn(function, name),
        "Name": name,
        "FunctionVersion": version,
        "Description": data.get("Description") or "",
        "RevisionId": new_uuid(),
    }
    if weights:
        alias["RoutingConfig"] = {"AdditionalVersionWeights": dict(weights)}
    func["aliases"][name] = alias
    _record(function, func, name, "CreateAlias", None, alias, guarded=False, revision=None)
    return json_answer(alias, 201)


def get_alias(function, name):
    """GetAlias: the alias, or 404 "Cannot find alias arn"."""
    func = lambda_svc._functions.get(function)
    refusal = _missing_function(function, func)
    if refusal:
        return refusal
    if name not in func["aliases"]:
        return error(
            "ResourceNotFoundException", f"Cannot find alias arn: {_arn(function, name)}", 404
        )
    return json_answer(func["aliases"][name])


def update_alias(function, name, data):
    """UpdateAlias: what is left out stays as it is; every success moves the RevisionId."""
    refusal = _shape_refusal(data)
    if refusal:
        return refusal
    func = lambda_svc._functions.get(function)
    refusal = _missing_function(function, func)
    if refusal:
        return refusal
    alias = func["aliases"].get(name)
    if alias is None:
        return error("ResourceNotFoundException", f"Alias not found: {_arn(function, name)}", 404)
    if data.get("RevisionId") and data["RevisionId"] != alias["RevisionId"]:
        return error("PreconditionFailedException", STALE, 412)
    version = data.get("FunctionVersion") or alias["FunctionVersion"]
    clears = data.get("RoutingConfig") is not None
    weights = _weights(data) if clears else alias_state(alias)["Weights"]
    refusal = _missing_version(function, func, version) or _routing_refusal(
        function, func, version, weights
    )
    if refusal:
        return refusal
    is_new = weights and weights != alias_state(alias)["Weights"]
    if is_new and func.get("provisioned_concurrency", {}).get(name):
        return error("InvalidParameterValueException", PROVISIONED)
    changed = {**alias, "FunctionVersion": version, "RevisionId": new_uuid()}
    if data.get("Description") is not None:
        changed["Description"] = data["Description"]
    changed.pop("RoutingConfig", None)
    if weights:
        changed["RoutingConfig"] = {"AdditionalVersionWeights": dict(weights)}
    elif _must_settle(_arn(function, name), alias["FunctionVersion"], version):
        changed["RoutingConfig"] = {"AdditionalVersionWeights": {alias["FunctionVersion"]: 1.0}}
        _settling[_arn(function, name)] = (function, func, alias["FunctionVersion"])
    func["aliases"][name] = changed
    _replaced[_arn(function, name)] = (clock.now() + settings["propagation_seconds"], alias)
    _record(
        function,
        func,
        name,
        "UpdateAlias",
        alias,
        changed,
        guarded=bool(data.get("RevisionId")),
        revision=alias["RevisionId"],
    )
    return json_answer(changed)


def delete_alias(function, name):
    """DeleteAlias: 204, whether or not there was one."""
    func = lambda_svc._functions.get(function)
    refusal = _missing_function(function, func)
    if refusal:
        return refusal
    alias = func["aliases"].pop(name, None)
    if alias:
        _record(
            function,
            func,
            name,
            "DeleteAlias",
            alias,
            None,
            guarded=False,
            revision=alias["RevisionId"],
        )
    return 204, {}, b""


def _must_settle(arn, before, after):
    """Whether AWS keeps the traffic on the version before until the new one is ready.

    On the way back to the version that still serves there is nothing to wait for.
    """
    if not settings["settling"] or before == after or "$LATEST" in (before, after):
        return False
    return _settling.pop(arn, (None, None, None))[2] != after


def _arn(function, qualifier):
    return f"{lambda_svc._func_arn(function)}:{qualifier}"


def _weights(data):
    return (data.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}


def _missing_function(function, func):
    if func is None:
        return error(
            "ResourceNotFoundException",
            f"Function not found: {lambda_svc._func_arn(function)}",
            404,
        )
    return None


def _missing_version(function, func, version):
    if version != "$LATEST" and version not in func["versions"]:
        return error(
            "ResourceNotFoundException", f"Function not found: {_arn(function, version)}", 404
        )
    return None


def _invalid(value, member, constraint):
    return error(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{member}' "
        f"failed to satisfy constraint: {constraint}",
    )


def _name_refusal(name):
    if not re.fullmatch(NAME_PATTERN, name):
        return _invalid(
            name, "name", f"Member must satisfy regular expression pattern: {NAME_PATTERN}"
        )
    if len(name) > 128:
        return _invalid(name, "name", "Member must have length less than or equal to 128")
    return None


def _shape_refusal(data):
    """What AWS's model refuses before it looks at the alias."""
    version = data.get("FunctionVersion")
    if version is not None and not re.fullmatch(VERSION_PATTERN, str(version)):
        return _invalid(
            version,
            "functionVersion",
            f"Member must satisfy regular expression pattern: {VERSION_PATTERN}",
        )
    weights = _weights(data)
    shown = "{" + ", ".join(f"{key}={value}" for key, value in weights.items()) + "}"
    member = "routingConfig.additionalVersionWeights"
    if any(not re.fullmatch("[0-9]+", key) for key in weights):
        return _invalid(
            shown,
            member,
            "Map keys must satisfy constraint: [Member must have length less than or equal "
            "to 1024, Member must have length greater than or equal to 1, Member must satisfy "
            "regular expression pattern: [0-9]+, Member must not be null]",
        )
    if any(not isinstance(value, (int, float)) for value in weights.values()):
        return error("SerializationException", "STRING_VALUE can not be converted to a Double")
    if any(not 0.0 <= value <= 1.0 for value in weights.values()):
        return _invalid(
            shown,
            member,
            "Map value must satisfy constraint: [Member must have value less than or equal "
            "to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
        )
    return None


def _routing_refusal(function, func, version, weights):
    """Why an alias may not have this primary version with these weights."""
    if len(weights) > 1:
        return error(
            "InvalidParameterValueException",
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        )
    for additional in weights:
        if additional == version:
            return error(
                "InvalidParameterValueException",
                f"Invalid function version {version}. Function version "
                f"{version} is already included in routing configuration.",
            )
        if version == "$LATEST":
            return error("InvalidParameterValueException", LATEST_WITH_WEIGHTS)
        refusal = _missing_version(function, func, additional)
        if refusal:
            return refusal
        roles = {func["versions"][v]["config"].get("Role") for v in (version, additional)}
        if len(roles) > 1:
            return error(
                "InvalidParameterValueException",
                "Specified versions must be associated with the same execution role",
            )
        queues = {
            (func["versions"][v]["config"].get("DeadLetterConfig") or {}).get("TargetArn")
            for v in (version, additional)
        }
        if len(queues) > 1:
            return error(
                "InvalidParameterValueException",
                "Specified versions must have the same dead letter queue configuration",
            )
    return None


def _record(function, func, name, operation, before, after, *, guarded, revision):
    states = alias_state(before), alias_state(after)
    journal.write(
        function,
        name,
        operation,
        *states,
        guarded=guarded,
        code=alias_code(func, *states),
        revision={"from": revision, "to": after["RevisionId"] if after else None},
        description={
            "from": before["Description"] if before else None,
            "to": after["Description"] if after else None,
        },
    )
