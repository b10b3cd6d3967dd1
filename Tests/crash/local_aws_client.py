"""A local AWS of one's own, and its control endpoints."""

import base64
import hashlib
import io
import json
import os
import subprocess
import urllib.request
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def package(text):
    """A deployment package whose code says which it is: its bytes and its CodeSha256."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("index.py"), f"def handler(event, context):\n    return {text!r}\n"
        )
    content = buffer.getvalue()
    return content, base64.b64encode(hashlib.sha256(content).digest()).decode()


class LocalAWS:
    """A server that lives as long as this process."""

    def __init__(self):
        start = os.path.join(ROOT, "Tests", "rehearsal", "start")
        told = subprocess.run(
            [start, "--with-parent", str(os.getpid()), "--update-seconds", "0.05", "--seed", "7"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        facts = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
        facts = {name: value.strip("'\"") for name, value in facts.items()}
        self.url = facts["REHEARSAL_URL"]
        self.pid = int(facts["REHEARSAL_PID"])
        self.region = facts["REHEARSAL_REGION"]
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def control(self, path, body=None):
        """One request to a control endpoint; what it answers."""
        data = None if body is None else json.dumps(body).encode()
        with self.opener.open(
            urllib.request.Request(f"{self.url}/_rehearsal/{path}", data=data), timeout=60
        ) as answer:
            return answer.read().decode()

    def history(self, function):
        """Every write of the alias, in order of effect."""
        return json.loads(self.control(f"history?function={function}&alias=live"))

    def log(self, since=0):
        """Every API request after that number."""
        return [
            json.loads(line) for line in self.control(f"log?since={since}").splitlines() if line
        ]

    def alias(self, function):
        """Where the alias is now: its version and its weights."""
        alias = json.loads(self.control(f"state?function={function}"))["aliases"]["live"]
        return alias["FunctionVersion"], alias["Weights"]

    def stop(self):
        """End the server."""
        os.kill(self.pid, 15)
