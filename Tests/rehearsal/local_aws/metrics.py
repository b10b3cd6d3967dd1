"""CloudWatch: the metrics that an invocation leaves, when they can be read, and in which order."""

import json

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import cloudwatch, lambda_svc

from .clock import clock
from .settings import settings

# Points that cannot be read yet: (time of publication, account, region, name, dimensions, point).
_unpublished = []
_original = {}
# What is called before metrics are read: it may record some.
before_reading = []


def install():
    """Put AWS's metrics and their late publication in the place of MiniStack's."""
    lambda_svc._emit_lambda_metrics = lambda *args, **kwargs: None
    for name in ("handle_request", "_get_metric_data", "_put_metric_data", "_stat_value"):
        _original[name] = getattr(cloudwatch, name)
    cloudwatch.handle_request = handle_request
    cloudwatch._get_metric_data = get_metric_data
    cloudwatch._put_metric_data = put_metric_data
    cloudwatch._stat_value = statistic


def clear():
    """Forget what is not published yet."""
    _unpublished.clear()


def dimension_sets(function, qualifier, executed):
    """The dimension sets under which Lambda counts one invocation.

    ExecutedVersion appears only with an alias that carries a weight.
    """
    sets = [
        {"FunctionName": function},
        {"FunctionName": function, "Resource": _resource(function, qualifier)},
    ]
    if executed:
        sets.append({**sets[1], "ExecutedVersion": executed})
    return sets


def record(
    function, qualifier, executed, start, *, invocations=1, errors=0, throttles=0, duration=()
):
    """Count invocations under every dimension set, at the time they started.

    `duration` holds the milliseconds of each.
    """
    visible = clock.now() + settings["publication_delay"]
    for dimensions in dimension_sets(function, qualifier, executed):
        _add("Throttles", throttles, "Count", dimensions, start, visible)
        if invocations:
            _add("Invocations", 1, "Count", dimensions, start, visible, count=invocations)
            _add("Errors", errors, "Count", dimensions, start, visible)
        for milliseconds in duration:
            _add("Duration", milliseconds, "Milliseconds", dimensions, start, visible)


def publish():
    """Make those points readable whose time has come."""
    now = clock.now()
    due = [item for item in _unpublished if item[0] <= now]
    for item in due:
        _unpublished.remove(item)
        _, account, region, name, dimensions, point = item
        with request_scope(account, region):
            cloudwatch._metric_bucket(
                ("AWS/Lambda", name, cloudwatch._dims_key(dimensions))
            ).append(point)


async def handle_request(method, path, headers, body, query_params):
    """Every CloudWatch request first sees what has been published by now."""
    for settle in before_reading:
        settle()
    publish()
    return await _original["handle_request"](method, path, headers, body, query_params)


def get_metric_data(params, data, is_cbor, is_json=False):
    """GetMetricData: newest first unless ScanBy asks for oldest first."""
    status, headers, body = _original["_get_metric_data"](params, data, is_cbor, is_json)
    if not is_json or status != 200 or data.get("ScanBy") == "TimestampAscending":
        return status, headers, body
    answer = json.loads(body)
    for result in answer["MetricDataResults"]:
        result["Timestamps"].reverse()
        result["Values"].reverse()
    return status, headers, json.dumps(answer).encode()


def put_metric_data(params, data, is_cbor, is_json=False):
    """PutMetricData: a namespace of AWS's own is refused."""
    namespace = data.get("Namespace") if is_cbor or is_json else cloudwatch._p(params, "Namespace")
    if str(namespace).startswith("AWS/"):
        return cloudwatch._error(
            "InvalidParameterValue",
            "The value AWS/ for parameter Namespace is invalid.",
            400,
            use_json=is_json,
            use_cbor=is_cbor,
        )
    return _original["_put_metric_data"](params, data, is_cbor, is_json)


def statistic(stats, name, points=None):
    """One statistic of a period; TC(low:high) and PR(low:high) count samples within bounds."""
    kind, _, bounds = str(name).partition("(")
    if kind not in ("TC", "PR") or not bounds.endswith(")"):
        return _original["_stat_value"](stats, name, points)
    low, _, high = bounds[:-1].partition(":")
    parts = [cloudwatch._point_stats(point) for point in points or ()]
    within = sum(
        count
        for count, total, _, _ in parts
        if count
        and (not low or total / count > float(low))
        and (not high or total / count <= float(high))
    )
    if kind == "TC":
        return within
    every = sum(part[0] for part in parts)
    return 100.0 * within / every if every else None


def _resource(function, qualifier):
    return f"{function}:{qualifier}" if qualifier else function


def _add(name, value, unit, dimensions, start, visible, count=1):
    point = {
        "Timestamp": start,
        "Value": float(value),
        "Unit": unit,
        "Dimensions": dict(dimensions),
    }
    if count != 1:
        point["Count"] = float(count)
    _unpublished.append((visible, get_account_id(), get_region(), name, dimensions, point))
