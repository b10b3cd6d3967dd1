"""The hostile texts, and the judge of what a command wrote."""

import re
import unicodedata

# Stand for bytes that no str can hold; `raw` puts them in.
INVALID, SURROGATE = "\ue000", "\ue001"

SPEECH = (
    "a\x1b]0;pwn\x07\x1b[2J\r\n::error::injected\r::error::injected\n##[error]injected\r\n\x00\x7f"
    "\x85::error::injected\x9b31m\x90q\x9c\u2028::error::injected\u2029\u202e\u2066\u200f\u061c"
    f"\ufeff\U000e0041{INVALID}{SURROGATE} <img src=//injected>|`*_[injected](//injected) %0A"
)
BULK = 1 << 20
KINDS = ("brief", "endless")


def text(kind, secrets, *, is_header=False, turn=0):
    """A text that has all, secrets included, and is 1 MiB long when it is endless.

    A header's has neither CR, LF nor NUL, and is at most 60 KB long. `turn` decides which secret
    comes first, for a text may be cut.
    """
    turn %= len(secrets) or 1
    value = " ".join([SPEECH, *secrets[turn:], *secrets[:turn]])
    if kind == "endless":
        value += "\x1b[1m" + "m" * (60_000 if is_header else BULK)
    return re.sub("[\r\n\0\ue001]", " ", value) if is_header else value


def raw(value, escape=b"\\ud800"):
    """The bytes of a text on the wire."""
    data = value.encode()
    data = data.replace(INVALID.encode(), b"\xff\xc0\x9b\xed\xa0\x80")
    return data.replace(SURROGATE.encode(), escape)


# What is allowed to be long: a stream's lines, and a record.
LINE, STREAM, RECORD = 6_000, 64 << 10, 256 << 10


def windows(secrets):
    """Every 12 characters of each secret: a part of one counts as well."""
    return {
        secret[at : at + 12]
        for secret in secrets
        for at in range(len(secret) - 11)
        if len(secret) >= 12
    }


def faults(data, secrets, *, is_record=False, is_summary=False):
    """What is wrong with the bytes that a command wrote: a list of words."""
    found = []
    try:
        value = data.decode()
    except UnicodeDecodeError:
        found.append("invalid UTF-8")
        value = data.decode(errors="replace")
    shown = {c for c in set(value) if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")}
    found += sorted(f"U+{ord(c):04X}" for c in shown - {"\n"})
    if re.search(r"(?m)^\s*::\w+::injected", value):
        found.append("a forged ::command::")
    if "##[" in value:
        found.append("a forged ##[command]")
    if is_summary and re.search(r"(?<!\\)<img", value):
        found.append("HTML")
    if is_record and len(value.rstrip("\n").split("\n")) > 1:
        found.append("a line feed")
    if len(data) > (RECORD if is_record else STREAM):
        found.append(f"{len(data)} bytes")
    elif not is_record and any(len(line) > LINE for line in value.split("\n")):
        found.append("a long line")
    if any(window in value for window in secrets):
        found.append("a secret")
    return found
