"""A loopback server that puts one hostile text into one place of one operation's answers."""

import base64
import copy
import dataclasses
import http.server
import json
import re
import threading

import answers
import texts


@dataclasses.dataclass
class Request:
    """What arrived."""

    method: str
    target: str
    headers: list
    body: bytes

    def value(self, name):
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def text(self):
        """All of it, as a proxy's page would show it."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\n".join(lines) + "\n\n" + self.body.decode(errors="replace")[:4000]

    @property
    def canonical(self):
        """Nearly the canonical request, as AWS quotes it when a signature is wrong."""
        signed = "\n".join(f"{name.lower()}:{value}" for name, value in sorted(self.headers))
        return f"{self.method}\n{self.target}\n\n{signed}\n\nhost;x-amz-date\n{'e' * 64}"

    @property
    def secrets(self):
        """The parts of it that nobody may see."""
        authorization = self.value("authorization")
        found = re.findall(r"Signature=(\S+)", authorization)
        if not found:
            found.append(authorization.removeprefix("bearer "))
        for name in ("x-amz-security-token", "x-amz-sso_bearer_token", "dpop"):
            found.append(self.value(name))
        return [secret for secret in found if len(secret) >= 12]


@dataclasses.dataclass
class Case:
    """One run of a command: what is put where, and what the server saw."""

    state: answers.State
    secrets: list
    operation: str = ""
    places: tuple = ()
    kind: str = ""
    first: int = 1
    count: int = 1 << 30
    seen: list = dataclasses.field(default_factory=list)
    leaked: set = dataclasses.field(default_factory=set)
    hits: int = 0


def quoted(request):
    """AWS's words about a wrong signature."""
    return (
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details."
        f"\n\nThe Canonical String for this request should have been\n'{request.canonical}'\n\n"
        "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n"
        + "\n".join(request.secrets)
        + "'\n"
    )


def fault(operation, request, code, status, members):
    """An answer that refuses, in the operation's protocol."""
    if operation in ("PutObject", "HeadObject", "HeadBucket"):
        body = {"Code": code, "Message": "no"} | members
        return answers.Answer(status, {}, body, "Error", "No")
    if operation.startswith("AssumeRole"):
        body = {"Error": {"Type": "Sender", "Code": code, "Message": "no"} | members}
        return answers.Answer(status, {}, body, "ErrorResponse", "No")
    headers = {} if "__type" in members else {"x-amzn-ErrorType": code}
    return answers.Answer(status, headers, {"__type": code, "message": "no"} | members, phrase="No")


def spoiled(case, request, operation, answer):
    """The answer with the hostile text in its places."""
    answer = copy.deepcopy(answer)
    for place in case.places:
        answer = spoil(case, request, operation, answer, place)
    return answer


# The operations whose answers hold the session's keys.
GIVERS = {
    "AssumeRole",
    "AssumeRoleWithWebIdentity",
    "GetRoleCredentials",
    "CreateOAuth2Token",
    "ContainerCredentials",
    "InstanceCredentials",
}


def given(case, operation, where):
    """The secrets that the command has, or gets with this answer: it cannot know others."""
    gets = operation in GIVERS and where in ("body", "number", "header")
    if gets or GIVERS.intersection(case.seen[:-1]):
        return case.secrets
    held = {case.state.session.get(name) for name in ("SecretAccessKey", "SessionToken")}
    return [secret for secret in case.secrets if secret not in held]


def spoil(case, request, operation, answer, place):
    """The answer with the hostile text in one place."""
    where, *rest = place
    text = texts.text(
        case.kind,
        given(case, operation, where) + request.secrets,
        is_header=where in ("header", "phrase"),
        turn=len(str(place)),
    )
    if where in ("body", "number"):
        path = (next(iter(answer.body)), *rest[0]) if answer.xml else rest[0]
        if not isinstance(answer.body, dict):
            answer.body = {}
        answers.put(answer.body, path, text if where == "body" else 1e300)
    elif where == "state":
        answers.put(answer.body, rest[0], text)
        answer.body |= dict(rest[1])
    elif where == "header":
        others = {n: v for n, v in answer.headers.items() if n.lower() != rest[0].lower()}
        answer.headers = others | {rest[0]: text}
    elif where == "payload":
        answer.body = {"statusCode": 500, rest[0]: text} if rest else json.dumps(text)
    elif where in ("log", "failure"):
        answer.headers = answer.headers | {"X-Amz-Function-Error": "Unhandled"}
        answer.body = {"errorMessage": "e", "errorType": "t"}
        answers.put(answer.body, rest[0] if rest else ("x",), text)
        if where == "log":
            log = base64.b64encode(texts.raw(text)[: 4 << 10]).decode()
            answer.headers["X-Amz-Log-Result"] = log
    else:
        answer = instead(case, request, operation, text, place)
    return answer


def instead(case, request, operation, text, place):
    """An answer that refuses, or one of somebody in between."""
    where, *rest = place
    if where == "refusal":
        return fault(operation, request, "Unheard", rest[0], {})
    if where == "fault":
        code, status, names = rest
        return fault(operation, request, code, status, dict.fromkeys(names, text))
    if where == "canonical":
        members = {"Message" if "Assume" in operation else "message": quoted(request)}
        if operation == "PutObject":
            members = {"Message": "no", "CanonicalRequest": request.canonical}
        return fault(operation, request, *rest, members)
    if where == "phrase":
        return answers.Answer(rest[0], phrase=text)
    if where == "echo":
        text = f"<html><pre>{request.text}</pre> {' '.join(given(case, operation, where))}</html>"
    return answers.Answer(rest[0], {"Content-Type": "text/html"}, text, phrase="No")


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def handle_any(self):
        method, target, _ = self.raw_requestline.decode("latin-1").split(" ")
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        _, number, rest = target.split("/", 2)
        request = Request(method, "/" + rest, list(self.headers.items()), body)
        case = self.server.cases[int(number)]
        with self.server.lock:
            operation, answer = case.state.answer(request)
            case.seen.append(operation)
            case.leaked.update(request.secrets)
            turn = case.seen.count(operation) - case.first
            if operation == case.operation and 0 <= turn < case.count:
                case.hits += 1
                answer = spoiled(case, request, operation, answer)
        self.send(method, answer)

    def send(self, method, answer):
        body = answer.body
        escape = b"\\ud800"
        if answer.xml:
            body = f"<{answer.xml}>{answers.xml(body)}</{answer.xml}>"
            escape = b"&#xD800;"
        elif isinstance(body, (dict, list)):
            body = json.dumps(body, ensure_ascii=False)
        data = body if isinstance(body, bytes) else texts.raw(body or "", escape)
        lines = [b"HTTP/1.1 %d " % answer.status + texts.raw(answer.phrase)]
        for name, value in answer.headers.items():
            lines.append(name.encode() + b": " + texts.raw(value))
        if answer.status not in (204, 304):
            lines.append(b"Content-Length: %d" % len(data))
        self.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n")
        if method != "HEAD" and answer.status not in (204, 304):
            self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """The server, on a free port of the loopback interface; it ends with the program."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.cases = {}
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A command that went away is no error of the server."""

    def add(self, case):
        """The URL at which a case is answered."""
        with self.lock:
            number = len(self.cases) + 1
            self.cases[number] = case
        return f"http://127.0.0.1:{self.server_port}/{number}"
