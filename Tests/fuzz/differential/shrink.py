"""Makes a failing case smaller, one part at a time, as long as it still fails."""

import dataclasses


def shorter(sequence):
    """The sequence without one half, then without one element; the empty one first."""
    if not sequence:
        return
    yield sequence[:0]
    half = len(sequence) // 2
    if half:
        yield sequence[:half]
        yield sequence[half:]
    if len(sequence) <= 40:
        for index in range(len(sequence)):
            yield sequence[:index] + sequence[index + 1 :]


def smaller(case):
    """Cases that are simpler in one respect."""
    plain = {
        "method": "GET",
        "scheme": "https",
        "host": "h.example",
        "port": None,
        "query": None,
        "body": b"",
        "access_key_id": "A",
        "secret_access_key": "s",
        "session_token": None,
        "region": "us-east-1",
        "service": "lambda",
        "seconds": 1440938160,
        "expires": None,
    }
    for name, value in plain.items():
        if getattr(case, name) != value:
            yield dataclasses.replace(case, **{name: value})
    for name in ("segments", "query", "headers", "body", "session_token", "access_key_id"):
        for value in shorter(getattr(case, name) or ()):
            if value or name in ("segments", "query", "headers", "body"):
                yield dataclasses.replace(case, **{name: value})
    for name in ("segments", "query"):
        texts = getattr(case, name) or ()
        for index, text in enumerate(texts):
            for value in shorter(text):
                yield dataclasses.replace(
                    case, **{name: texts[:index] + (value,) + texts[index + 1 :]}
                )
    for index, (key, text) in enumerate(case.headers):
        for value in shorter(text):
            headers = case.headers[:index] + ((key, value),) + case.headers[index + 1 :]
            yield dataclasses.replace(case, headers=headers)


def shrink(case, fails):
    """The smallest case found that still fails."""
    progress = True
    while progress:
        progress = False
        for candidate in smaller(case):
            if fails(candidate):
                case, progress = candidate, True
                break
    return case
