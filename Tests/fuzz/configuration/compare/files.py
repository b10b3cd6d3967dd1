"""Random shared files: the profiles that we read against those that botocore reads.

A file may hold one thing, and no more, on which the SDKs' grammar and botocore are known to
differ; it is then counted under that name. Every other file must give the same profiles.
"""

import collections
import os
import pathlib
import tempfile

import botocore.session
from botocore.exceptions import BotoCoreError

NAMES = ["default", "ci", "a-b", "x_1", "p/q", "e@f", "n.o", "one%two", "plus+", "c:d"]
KEYS = ["region", "output", "aws_access_key_id", "Some_Key", "x-y", "k1", "role_arn", "a.b", "sso_session"]
VALUES = ["v", "eu-west-1", "a=b=c", "with blank", "", "100%", "ünï", "[x]", "\"quoted\"", "a#b", "a;b", "x\\y", "'"]


def known(name):
    """Marks a generator of something on which botocore differs."""

    def mark(function):
        KNOWN[name] = function
        return function

    return mark


KNOWN = {}


@known("a comment after a value is kept by botocore")
def inline_comment(rng, lines, _):
    lines.append(f"note = v {rng.choice('#;')} text")


@known("a comment after a value of a block is kept by botocore")
def nested_comment(rng, lines, _):
    lines.extend(["s3 =", f"  k = v {rng.choice('#;')} text"])


@known("a section written twice is refused by botocore")
def twice(_, lines, header):
    lines.extend([header("again"), "k = v", header("again"), "l = w"])


@known("a key written twice is refused by botocore")
def key_twice(_, lines, __):
    lines.extend(["dup = v", "Dup = w"])


@known("a key may be followed by a colon for botocore")
def colon(_, lines, __):
    lines.append("key : value")


@known("a name with another character is a profile for botocore")
def odd_name(rng, lines, header):
    lines.extend([header(rng.choice(["a!b", "ä", "a*b"])), "k = v"])


@known("a key with another character is a key for botocore")
def odd_key(rng, lines, __):
    lines.append(rng.choice(["in valid = v", "k! = v", "clé = v"]))


@known("blanks inside a header's brackets hide the section from botocore")
def padded(_, lines, header):
    lines.extend([header("padded").replace("[", "[ ").replace("]", " ]"), "k = v"])


@known("a block's key that is empty is a key for botocore")
def empty_key(_, lines, __):
    lines.extend(["s3 =", "  = v"])


@known("a blank line inside a continued value is kept by botocore")
def blank_inside(_, lines, __):
    lines.extend(["long = v", "", "  w"])


@known("a comment line inside a continued value is dropped by botocore")
def comment_inside(rng, lines, __):
    lines.extend(["long = v", f"  {rng.choice('#;')} w"])


@known("a bracket in a comment after a header is the header's end for botocore")
def bracket_comment(_, lines, header):
    lines.extend([header("marked") + " # [x]", "k = v"])


@known("a key's case below a block is kept by botocore")
def nested_case(_, lines, __):
    lines.extend(["s3 =", "  Addressing_Style = path"])


@known("text after a header is passed over by botocore")
def after_header(_, lines, header):
    lines.extend([header("late") + " text", "k = v"])


# These stand at a place of their own: the first line, or in one of the two files.
FIRST_LINE = "a byte order mark is refused by botocore"
DEFAULT_TWICE = "[profile default] replaces [default] whole, in any order; for botocore the later holds"
PREFIXED = "a [profile NAME] of the credentials file is a profile called so for botocore"
QUOTED = "a quoted name of the credentials file keeps its quotes for botocore"


def body(rng, lines):
    """A few lines of a section, of the kinds that both read alike."""
    keys = rng.sample(KEYS, rng.randint(0, 4))
    for key in keys:
        equals = rng.choice(["=", " = ", "  =\t"])
        kind = rng.random()
        if kind < 0.12:
            lines.append(f"{key}{equals.rstrip()}")
            lines.extend(f"{rng.choice(['  ', chr(9), '    '])}{sub} = {rng.choice(VALUES)}"
                         for sub in rng.sample(["ka", "kb", "kc"], rng.randint(1, 3)))
        elif kind < 0.2:
            lines.extend([f"{key}{equals}v", f" {rng.choice(['w', 'x = y', '-z'])}"])
        else:
            lines.append(f"{key}{equals}{rng.choice(VALUES)}{rng.choice(['', '', '  '])}")
        if rng.random() < 0.15:
            # An indented header continues the value before it.
            lines.append(rng.choice(["# comment", " [profile inner] = x", ";comment", "", "# [x]"]))


def generate(rng):
    """The two files of a case, and the name of the known difference that they hold, if any."""
    sections = {"config": [], "credentials": []}
    for kind, blocks in sections.items():
        for name in rng.sample(NAMES, rng.randint(0, 3)):
            if kind == "config":
                word = rng.choice(["profile ", "profile\t", "profile  "])
                header = f"[{word}{name}]" if name != "default" else "[default]"
            else:
                header = f"[{name}]"
            block = [header + rng.choice(["", "", " # text", ";text"])]
            body(rng, block)
            blocks.append(block)
    for header in rng.sample(["[sso-session s]", "[services t]", "[plugins]", "[other x]", '[profile "a b"]'],
                             rng.randint(0, 2)):
        block = [header]
        body(rng, block)
        sections["config"].insert(rng.randint(0, len(sections["config"])), block)
    name = None
    if rng.random() < 0.4:
        name = rng.choice([*KNOWN, FIRST_LINE, DEFAULT_TWICE, PREFIXED, QUOTED])
        plant(rng, sections, name)
    if rng.random() < 0.04:
        # Broken for both.
        where = rng.choice(list(sections.values()))
        where.insert(0, [rng.choice(["key = value", "no sign", "[open", " continued = here"])])
    ends = rng.choice(["\n", "\n", "\n", "\r\n"])
    texts = {kind: ends.join(line for block in blocks for line in block) for kind, blocks in sections.items()}
    if name == FIRST_LINE:
        texts["config"] = "\ufeff" + texts["config"]
    return texts, name


def plant(rng, sections, name):
    """Puts something on which botocore differs into the files."""
    if name == DEFAULT_TWICE:
        pair = [["[default]", "k = v"], ["[profile default]", "l = w"]]
        rng.shuffle(pair)
        sections["config"] = [b for b in sections["config"] if not b[0].startswith("[default]")] + pair
    elif name == PREFIXED:
        sections["credentials"].append(["[profile x]", "k = v"])
    elif name == QUOTED:
        sections["credentials"].append(['["q r"]', "k = v"])
    elif name != FIRST_LINE:
        block = ["[profile planted]", "k = v"]
        KNOWN[name](rng, block, lambda inner: f"[profile {inner}]")
        sections["config"].append(block)


def botocores(folder, texts):
    """The profiles and SSO sessions that botocore reads, or its refusal."""
    for kind, text in texts.items():
        (folder / kind).write_bytes(text.encode())
    session = botocore.session.Session()
    session.set_config_variable("config_file", str(folder / "config"))
    session.set_config_variable("credentials_file", str(folder / "credentials"))
    try:
        full = session.full_config
    except BotoCoreError as error:
        return ("error", str(error))
    return (full.get("profiles", {}), full.get("sso_sessions", {}))


def compare(resolver, rng, count):
    """Compares random files; the count, that of each known difference as [differ, files], and the rest."""
    generated = [generate(rng) for _ in range(count)]
    answers = resolver.ask([dict(texts, ask="files") for texts, _ in generated])
    held, failures = collections.defaultdict(lambda: [0, 0]), []
    saved = {k: os.environ.pop(k) for k in list(os.environ) if k.startswith("AWS_")}
    with tempfile.TemporaryDirectory() as name:
        for (texts, difference), answer in zip(generated, answers, strict=True):
            theirs = botocores(pathlib.Path(name), texts)
            ours = ("error", answer["error"]) if "error" in answer else (answer["profiles"], answer["sso_sessions"])
            same = ours == theirs or (ours[0] == "error" and theirs[0] == "error")
            if difference:
                held[difference][0] += not same
                held[difference][1] += 1
            elif not same:
                failures.append(f"{texts}\n    ours     {ours}\n    botocore {theirs}")
    os.environ.update(saved)
    return count, dict(held), failures
