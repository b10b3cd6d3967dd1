"""A client that keeps calling the alias while the rehearsal releases, and then says what it saw.

client.py run FUNCTION ALIAS PAYLOADS LOG     calls until it is told to end (TERM), a line a call
client.py report LOG FROM TO                  which version served what share, and how many failed
"""

import json
import os
import signal
import sys
import time

PAUSE = 0.04


def run(function, alias, payloads, log):
    """Calls the alias about twenty times a second, with the payloads in turn."""
    import botocore.session

    client = botocore.session.get_session().create_client("lambda")
    with open(payloads, encoding="utf-8") as text:
        lines = [line for line in text.read().splitlines() if line]
    ending = []
    signal.signal(signal.SIGTERM, lambda *_: ending.append(True))
    number = 0
    with open(log, "a", encoding="utf-8", buffering=1) as out:
        while not ending and os.getppid() != 1:
            payload = lines[number % len(lines)]
            number += 1
            began = time.time()
            try:
                answer = client.invoke(FunctionName=function, Qualifier=alias, Payload=payload)
                version = answer.get("ExecutedVersion", "?")
                failed = "FunctionError" in answer
                body = json.loads(answer["Payload"].read() or b"null")
                if isinstance(body, dict) and body.get("statusCode", 200) >= 500:
                    failed = True
            except Exception as error:  # the client goes on, whatever happens
                version, failed = "?", type(error).__name__
            out.write(json.dumps({"at": began, "version": version, "failed": failed}) + "\n")
            time.sleep(PAUSE)


def report(log, start, end):
    """One line: the share of the calls that each version served, and those that failed."""
    with open(log, encoding="utf-8") as lines:
        calls = [json.loads(line) for line in lines]
    calls = [call for call in calls if float(start) <= call["at"] < float(end)]
    if not calls:
        print("no calls")
        return
    versions = sorted({call["version"] for call in calls}, key=lambda v: (len(v), v))
    parts = []
    for version in versions:
        served = sum(call["version"] == version for call in calls)
        parts.append(f"version {version} {100 * served / len(calls):.0f}%")
    failed = sum(bool(call["failed"]) for call in calls)
    print(f"{len(calls)} calls: {', '.join(parts)}; {failed} failed")


if __name__ == "__main__":
    {"run": run, "report": report}[sys.argv[1]](*sys.argv[2:])
