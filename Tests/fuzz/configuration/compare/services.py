"""A loopback server that plays STS, IAM Identity Center, a container's and an instance's metadata.

The first two parts of a path tell who asks, and for which case: /ours/17/… It keeps what it was asked.
"""

import base64
import hashlib
import http.server
import json
import re
import subprocess
import threading
import traceback
import urllib.parse

FAR = "2090-01-01T00:00:00Z"
STS = """<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result><AssumedRoleUser>
<AssumedRoleId>AROA:s</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/{1}/s</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>AK-{1}</AccessKeyId><SecretAccessKey>secret-{1}</SecretAccessKey>
<SessionToken>token-{1}</SessionToken><Expiration>""" + FAR + """</Expiration></Credentials></{0}Result>
<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{0}Response>"""


class SigningKey:
    """A key on P-256, made for this run, that a console sign-in is bound to."""

    def __init__(self):
        make = ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"]
        self.pem = subprocess.run(make, capture_output=True, text=True, check=True).stdout

    def claims(self, proof, url):
        """What a DPoP proof says, when this key signed it for this URL; else why it is none."""
        from awscrt.crypto import EC, ECRawSignature

        def part(text):
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

        head, body, signature = proof.split(".")
        der = base64.b64decode("".join(self.pem.splitlines()[1:-1]))
        key = EC.new_key_from_der_data(der)
        raw = part(signature)
        encoded = EC.encode_raw_signature(ECRawSignature(r=raw[:32], s=raw[32:]))
        if len(raw) != 64 or not key.verify(hashlib.sha256(f"{head}.{body}".encode()).digest(), encoded):
            return "a wrong signature"
        header, claims = json.loads(part(head)), json.loads(part(body))
        x, y = key.get_public_coords()
        if (part(header["jwk"]["x"]), part(header["jwk"]["y"])) != (x, y):
            return "another key"
        if claims["htu"] != url or claims["htm"] != "POST":
            return f"for {claims}"
        return dict(header, jwk=sorted(header["jwk"]))


KEY = SigningKey()


class Services(http.server.ThreadingHTTPServer):
    """The server, on a free port of this machine."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls = {}
        self.faults = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """Keeps a fault of this server: it must not pass for a refusal that both sides met."""
        self.faults.append(traceback.format_exc())

    def base(self, side, number):
        """The address of the services for one side of one case."""
        return f"http://127.0.0.1:{self.server_address[1]}/{side}/{number}"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Says nothing."""

    def answer(self, status, text, kind="application/json"):
        """Sends an answer."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def keep(self, side, number, *call):
        """Keeps a call."""
        self.server.calls.setdefault((side, int(number)), []).append(call)

    def do_PUT(self):
        """Gives a token of the instance's metadata service."""
        self.read()
        self.answer(200, "imds-token", "text/plain")

    def parts(self):
        """Who asks, for which case, and for which path."""
        _, side, number, path = (self.path + "/").split("/", 3)
        return side, number, path[:-1]

    def read(self):
        """The body."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def do_GET(self):
        """Answers the metadata services and the portal of IAM Identity Center."""
        self.read()
        side, number, path = self.parts()
        path, _, query = path.partition("?")
        path = re.sub("/+", "/", path).strip("/")
        if path == "imds/latest/meta-data/iam/security-credentials":
            self.answer(200, "web", "text/plain")
        elif path == "imds/latest/meta-data/iam/security-credentials/web":
            self.answer(200, json.dumps({
                "Code": "Success", "AccessKeyId": "AK-imds", "SecretAccessKey": "secret-imds", "Token": "token-imds",
                "Expiration": FAR}))
        elif path == "container":
            self.keep(side, number, "container", self.headers.get("Authorization"))
            self.answer(200, json.dumps({
                "AccessKeyId": "AK-container", "SecretAccessKey": "secret-container", "Token": "token-container",
                "Expiration": FAR}))
        elif path == "github/token":
            self.keep(side, number, "github", self.headers.get("Authorization"), query)
            self.answer(200, json.dumps({"count": 1, "value": "jwt-of-github"}))
        elif path == "federation/credentials":
            asked = dict(urllib.parse.parse_qsl(query))
            self.keep(side, number, "sso", self.headers.get("x-amz-sso_bearer_token"), asked)
            name = asked["role_name"]
            self.answer(200, json.dumps({"roleCredentials": {
                "accessKeyId": f"AK-{name}", "secretAccessKey": f"secret-{name}", "sessionToken": f"token-{name}",
                "expiration": 3786912000000}}))
        else:
            self.answer(404, "{}")

    def do_POST(self):
        """Answers STS and the OIDC service of IAM Identity Center."""
        body = self.read()
        side, number, path = self.parts()
        if path.strip("/") == "token":
            self.keep(side, number, "oidc", json.loads(body))
            self.answer(200, json.dumps({
                "accessToken": "sso-token-2", "expiresIn": 28800, "refreshToken": "refresh-2",
                "tokenType": "Bearer"}))
            return
        if path.strip("/") == "v1/token":
            url = f"http://{self.headers['Host']}/{side}/{number}/v1/token"
            self.keep(side, number, "signin", json.loads(body), KEY.claims(self.headers["DPoP"], url))
            self.answer(200, json.dumps({
                "accessToken": {"accessKeyId": "AK-renewed", "secretAccessKey": "s", "sessionToken": "t"},
                "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "refresh-2"}))
            return
        form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        signature = self.headers.get("Authorization") or ""
        signer = signature.partition("Credential=")[2].partition("/")[0] or None
        if re.fullmatch(r"(botocore-session-\d+|lambda-release-\d+|[A-Za-z]+-?\d{10,})", form.get("RoleSessionName", "")):
            form["RoleSessionName"] = "its own"
        self.keep(side, number, "sts", signer, form)
        problem = refusal(form, signer)
        if problem:
            self.answer(400, "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>"
                             f"<Message>{problem}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>", "text/xml")
            return
        name = form["RoleArn"].rpartition("/")[2]
        self.answer(200, STS.format(form["Action"], name), "text/xml")


def refusal(form, signer):
    """Why STS would refuse a call, or None."""
    name = form.get("RoleSessionName", "")
    if name != "its own" and not re.fullmatch(r"[\w+=,.@-]{2,64}", name):
        return "roleSessionName"
    seconds = int(form.get("DurationSeconds", 3600))
    limit = 3600 if signer and signer.startswith("AK-") else 43200
    if not 900 <= seconds <= limit:
        return "durationSeconds"
    return None
