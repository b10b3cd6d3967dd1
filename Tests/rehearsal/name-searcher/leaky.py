"""Looks a name up, and leaks: from the sixth second on, a third of the requests find no connection.

The kind of fault that a test before the release does not see, and that a canary is for.
"""

import json
import random
import time

STARTED = time.monotonic()
PEOPLE = {
    "ada": {"name": "Ada Lovelace", "born": 1815},
    "alan": {"name": "Alan Turing", "born": 1912},
    "edsger": {"name": "Edsger Dijkstra", "born": 1930},
    "grace": {"name": "Grace Hopper", "born": 1906},
    "katherine": {"name": "Katherine Johnson", "born": 1918},
}


def handler(event, context):
    """Answers as API Gateway wants it, as long as there are connections."""
    if time.monotonic() - STARTED > 6 and random.random() < 1 / 3:
        # Answered and not raised: a crash would end this process, and the next one starts sound.
        print("the pool of database connections is exhausted")
        return {"statusCode": 500, "body": json.dumps({"error": "no connection"})}
    person = PEOPLE.get(str((event or {}).get("name", "")).lower())
    if person is None:
        return {"statusCode": 404, "body": json.dumps({"error": "nobody by that name"})}
    return {"statusCode": 200, "body": json.dumps(person)}
