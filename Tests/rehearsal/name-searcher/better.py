"""Looks a name up: 200 with what is known of it and how old the person would be, or 404."""

import datetime
import json

PEOPLE = {
    "ada": {"name": "Ada Lovelace", "born": 1815},
    "alan": {"name": "Alan Turing", "born": 1912},
    "edsger": {"name": "Edsger Dijkstra", "born": 1930},
    "grace": {"name": "Grace Hopper", "born": 1906},
    "katherine": {"name": "Katherine Johnson", "born": 1918},
}


def handler(event, context):
    """Answers as API Gateway wants it."""
    person = PEOPLE.get(str((event or {}).get("name", "")).lower())
    if person is None:
        return {"statusCode": 404, "body": json.dumps({"error": "nobody by that name"})}
    age = datetime.date.today().year - person["born"]
    return {"statusCode": 200, "body": json.dumps({**person, "age": age})}
