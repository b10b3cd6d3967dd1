"""Updates in progress: how they begin, what they hold off, and what their end changes."""

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

from .answers import error
from .clock import clock

STALE = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
)
CREATING = "The function is being created."
STATE_REASONS = ("StateReason", "StateReasonCode")
UPDATE_REASONS = ("LastUpdateStatusReason", "LastUpdateStatusReasonCode")

# Function records whose update is in progress, each with the time at which it ends.
_pending = []


def install():
    """Let every transition of MiniStack's end at the next request."""
    lambda_svc._schedule_state_transition = lambda name, delay: begin(
        lambda_svc._functions[name], 0.0
    )


def clear():
    """Forget updates in progress."""
    _pending.clear()


def begin(func, seconds):
    """Begin an update of a function record, in the place of one that may be going on."""
    _pending[:] = [item for item in _pending if item[1] is not func]
    _pending.append((clock.now() + seconds, func))


def mark(config):
    """Give a configuration the members of an update in progress, and a new RevisionId."""
    without(config, STATE_REASONS)
    config.update(
        State="Active",
        LastUpdateStatus="InProgress",
        LastUpdateStatusReason=CREATING,
        LastUpdateStatusReasonCode="Creating",
        RevisionId=new_uuid(),
    )


def settle():
    """End every update whose time has come: the state, and once more the RevisionId."""
    now = clock.now()
    for item in [item for item in _pending if item[0] <= now]:
        _pending.remove(item)
        func = item[1]
        if func.pop("serving", None):
            _end_workers(func["config"])
        func["config"]["RevisionId"] = new_uuid()
        _activate(func["config"])
        for version in func["versions"].values():
            if version["config"].get("State") == "Pending":
                _activate(version["config"])


def serving(func):
    """What $LATEST runs: the code before the update as long as the update is in progress."""
    return func.get("serving") or func


def refusal(name, func, data):
    """Why a function cannot be updated or published now, None when it can."""
    if func is None:
        message = f"Function not found: {lambda_svc._func_arn(name)}"
        return error("ResourceNotFoundException", message, 404)
    if any(item[1] is func for item in _pending):
        return error(
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in progress for "
            f"resource: {lambda_svc._func_arn(name)}",
            409,
        )
    if data.get("RevisionId") and data["RevisionId"] != func["config"]["RevisionId"]:
        return error("PreconditionFailedException", STALE, 412)
    return None


def without(config, members):
    """Take members out of a configuration."""
    for member in members:
        config.pop(member, None)


def _activate(config):
    config.update(State="Active", LastUpdateStatus="Successful")
    without(config, STATE_REASONS + UPDATE_REASONS)


def _end_workers(config):
    """End the processes that run $LATEST's old code."""
    account, region = lambda_svc._account_region_from_function_config(config)
    lambda_svc.invalidate_worker(
        config["FunctionName"], qualifier="$LATEST", account=account, region=region
    )
