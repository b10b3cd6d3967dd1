"""The control endpoints under /_rehearsal/, for loopback clients only."""

import asyncio
import base64
import ipaddress
import json
import time
from urllib.parse import parse_qs

from ministack import app
from ministack.core.responses import request_scope
from ministack.services import lambda_svc

from . import aliases, invocations, metrics, progress, rates, reports, traffic
from .clock import clock
from .faults import FaultError, faults
from .journal import alias_state, journal
from .provision import SetupError
from .service import Answer
from .settings import SettingsError, settings

JSON = {"content-type": "application/json"}
FRAMING = (b"content-length", b"date")


class ControlError(ValueError):
    """A control request that cannot be carried out."""


class Control:
    """Answers the control endpoints."""

    def __init__(self, root, provision, account, version):
        self.root, self.provision, self.account, self.version = root, provision, account, version
        self._endpoints = {
            ("GET", "ready"): self._ready,
            ("POST", "setup"): self._setup,
            ("POST", "image"): self._image,
            ("POST", "reset"): self._reset,
            ("GET", "settings"): self._show_settings,
            ("POST", "settings"): self._change_settings,
            ("POST", "fault"): self._add_fault,
            ("GET", "faults"): self._show_faults,
            ("POST", "reset-faults"): self._reset_faults,
            ("POST", "apply-late"): self._apply_late,
            ("POST", "forward"): self._forward,
            ("GET", "log"): self._log,
            ("GET", "history"): self._history,
            ("GET", "state"): self._state,
            ("GET", "live"): self._live,
            ("POST", "call"): self._call,
            ("POST", "metrics"): self._metrics,
            ("POST", "traffic"): self._traffic,
        }

    async def answer(self, front, scope, body):
        """The answer to one control request."""
        if not ipaddress.ip_address(scope["client"][0]).is_loopback:
            return _refused(403, "the control endpoints are for loopback clients")
        endpoint = self._endpoints.get(
            (scope["method"], scope["path"].removeprefix("/_rehearsal/").rstrip("/"))
        )
        if endpoint is None:
            return _refused(404, f"no {scope['method']} {scope['path']}")
        query = {
            name: values[0]
            for name, values in parse_qs(scope.get("query_string", b"").decode()).items()
        }
        try:
            document = json.loads(body) if body.strip() else {}
        except ValueError as failure:
            return _refused(400, f"not well formed: {failure}")
        try:
            answer = endpoint(front, query, document)
            answer = await answer if asyncio.iscoroutine(answer) else answer
        except (ControlError, SetupError, FaultError, SettingsError) as failure:
            return _refused(400, str(failure))
        except KeyError as failure:
            return _refused(400, f"missing member {failure}")
        if isinstance(answer, Answer):
            return answer
        return Answer.of(200, JSON, json.dumps(answer).encode())

    def only_function(self):
        """The name of the only function there is."""
        names = {key[-1] for key in lambda_svc._functions.to_dict()}
        if len(names) != 1:
            raise ControlError("name the function: there is not exactly one")
        return names.pop()

    def only_alias(self, function):
        """The name of the function's only alias."""
        names = list(self._record(function)["aliases"])
        if len(names) != 1:
            raise ControlError("name the alias: there is not exactly one")
        return names[0]

    def _record(self, function):
        for key, func in lambda_svc._functions.to_dict().items():
            if key[-1] == function:
                return func
        raise ControlError(f"no function {function}")

    def _ready(self, front, query, document):
        return {"ready": True, "version": self.version}

    async def _setup(self, front, query, document):
        return await self.provision.make(document)

    def _image(self, front, query, document):
        return self.provision.image(document)

    async def _reset(self, front, query, document):
        front.injection.drop_late()
        await invocations.end_all()
        faults.clear()
        journal.clear()
        settings.restore()
        rates.bucket.clear()
        metrics.clear()
        traffic.clear()
        progress.clear()
        reports.clear()
        aliases.clear()
        self.provision.clear()
        await asyncio.to_thread(app._reset_all_state)
        return {}

    def _show_settings(self, front, query, document):
        return settings.values

    def _change_settings(self, front, query, document):
        settings.change(document)
        if "reports" in document:
            reports.clear()
        if not settings["settling"]:
            aliases.settle()
        return settings.values

    def _add_fault(self, front, query, document):
        return {"id": faults.add(document)}

    def _show_faults(self, front, query, document):
        return faults.shown()

    def _reset_faults(self, front, query, document):
        front.injection.drop_late()
        faults.clear()
        return {}

    async def _apply_late(self, front, query, document):
        return {"applied": await front.injection.apply_late()}

    async def _forward(self, front, query, document):
        clock.forward(document["seconds"])
        progress.settle()
        await front.injection.apply_due()
        return {}

    def _log(self, front, query, document):
        since = query.get("since", "0")
        if not since.isdigit():
            raise ControlError("since must be a whole number")
        entries = journal.select(int(since), query.get("operation"), query.get("caller"))
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        return Answer.of(200, {"content-type": "application/x-ndjson"}, lines.encode())

    def _history(self, front, query, document):
        return journal.history.get((query["function"], query["alias"]), [])

    def _state(self, front, query, document):
        progress.settle()
        func = self._record(query["function"])
        return {
            "latest": {
                name: func["config"].get(name)
                for name in ("CodeSha256", "RevisionId", "LastUpdateStatus")
            },
            "versions": {
                number: version["config"]["CodeSha256"]
                for number, version in func["versions"].items()
            },
            "aliases": {
                name: {
                    **alias_state(alias),
                    "RevisionId": alias["RevisionId"],
                    "Description": alias.get("Description"),
                }
                for name, alias in func["aliases"].items()
            },
        }

    def _live(self, front, query, document):
        """Where an alias sends its traffic, as text: `1`, or `1 2=0.1`."""
        state = alias_state(self._record(query["function"])["aliases"][query["alias"]])
        weights = [f"{version}={weight:.15g}" for version, weight in state["Weights"].items()]
        text = " ".join([state["FunctionVersion"], *weights]) + "\n"
        return Answer.of(200, {"content-type": "text/plain"}, text.encode())

    async def _call(self, front, query, document):
        given = document.get("body")
        body = (
            base64.b64decode(document["body_base64"])
            if "body_base64" in document
            else (
                b""
                if given is None
                else given.encode()
                if isinstance(given, str)
                else json.dumps(given).encode()
            )
        )
        request = self.root.request(
            document["method"],
            document["path"],
            body,
            service=document.get("service", "lambda"),
            headers=document.get("headers"),
            region="us-east-1" if document.get("service") == "iam" else document.get("region"),
        )
        answer = await front.perform(request, document.get("caller", "control"))
        answer.headers = [
            (name, value) for name, value in answer.headers if name.lower() not in FRAMING
        ]
        return answer

    def _traffic(self, front, query, document):
        traffic.begin(self.account, document.pop("region", front.region), document)
        return {}

    def _metrics(self, front, query, document):
        for points in document if isinstance(document, list) else [document]:
            start = time.time() - 60 * points.get("minutes_ago", 0)
            executed = points.get("version") if points.get("alias") else None
            with request_scope(self.account, points.get("region", front.region)):
                metrics.record(
                    points["function"],
                    points.get("alias"),
                    executed,
                    start,
                    invocations=points.get("invocations", 0),
                    errors=points.get("errors", 0),
                    throttles=points.get("throttles", 0),
                    duration=points.get("duration", ()),
                )
        metrics.publish()
        return {}


def _refused(status, message):
    return Answer.of(status, JSON, json.dumps({"error": message}).encode())
