"""Random shared files: the profiles that we read against those that botocore reads.

A file may hold one thing, and no more, on which we and botocore differ on purpose, mostly since the
SDKs' grammar takes what botocore refuses; it is then counted under that name. Every other file must
give the same profiles, sessions and services.
"""

import collections
import contextlib
import os
import pathlib
import shlex
import tempfile

import botocore.session
from botocore.exceptions import BotoCoreError

NAMES = ["default", "ci", "a-b", "x_1", "p/q", "e@f", "n.o", "one%two", "plus+", "c:d"]
# Names as a person gives them to aws configure, which quotes them as a shell would.
SPOKEN = ["a b", "FOO BAR", " lead", "tail\t", "tab\tin", "ünï", "日本 語", "e\u0301", "a|b", "a,b", "f(x)", "it's", 'say "x"',
          "back\\slash", "a;b", "#a", "a # b", "a]b", "[x]", "$HOME", "~", "*", "a&b", "a!b", "a=b", "profile x", "'a b'",
          "\u00a0nbsp", "a\u2003b", "default", "x" * 200, "\U0001F600"]
# Headers as a person writes them, some of them no profile at all.
WRITTEN = ['profile "a b"', "profile 'c d'", "profile e\\ f", 'profile g"h i"j', "profile k'l'", 'profile "m\\"n"', 'profile "o\\p"',
           "profile 'q\\r'", "profile it's", 'profile "open', "profile trailing\\", "profile a b", "profile ''", "profile",
           "profiles plural", "profile-x y", "profile#x", "profile x#y", "profile x;y", "sso-session 'FOO BAR'", "services 'my own'",
           "services-x y", "Profile z", "plugins", "profile\t'tab'", "sso-session", "profile ä", "profile a|b", "profile a,(b)"]
BLANKS = [" ", "  ", "\t", " \t ", "\u00a0", "\u3000"]
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


@known("a colon inside a key is part of it where an equals sign follows")
def colon(_, lines, __):
    lines.append("ke:y = value")


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


@known("a bracket in a comment after a header is the header's end for botocore")
def bracket_comment(_, lines, header):
    lines.extend([header("marked") + " # [x]", "k = v"])


@known("a key's case below a block is kept by botocore")
def nested_case(_, lines, __):
    lines.extend(["s3 =", "  Addressing_Style = path"])


@known("a comment before the bracket of a header is part of a name for botocore, which it cannot read")
def comment_in_header(rng, lines, header):
    lines.extend([header("com " + rng.choice("#;") + " x"), "k = v"])


@known("text after a header is passed over by botocore")
def after_header(_, lines, header):
    lines.extend([header("late") + " text", "k = v"])


# These stand at a place of their own: the first line, or in one of the two files.
FIRST_LINE = "a byte order mark is refused by botocore"
DEFAULT_TWICE = "[profile default] replaces [default] whole, in any order; for botocore the later holds"
DEFAULTS = "the keys of [DEFAULT] are those of every section for botocore"
EMPTY = "an empty name is a profile for botocore, which nobody can ask for"
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
        elif kind < 0.25:
            lines.append(f"{key}{rng.choice([':', ' : ', ': '])}{rng.choice(['v', 'https://x', 'a b'])}")
        else:
            lines.append(f"{key}{equals}{rng.choice(VALUES)}{rng.choice(['', '', '  ', chr(0xA0)])}")
        if rng.random() < 0.15:
            # An indented header continues the value before it.
            lines.append(rng.choice(["# comment", " [profile inner] = x", ";comment", "", "# [x]"]))
        if rng.random() < 0.25:
            lines.append(comment(rng))


def comment(rng):
    """A comment line, indented or not."""
    return rng.choice(["", *BLANKS, "      "]) + rng.choice("#;") + rng.choice(["", " x", "[x]", " k = v", "#"])


def indented(rng, block, is_first):
    """A section whose lines stand deeper, or one whose header does."""
    if rng.random() < 0.5:
        blank = rng.choice(BLANKS)
        return [block[0], *(blank + line for line in block[1:])]
    # Below a key an indented header continues its value, and the keys after it are of that section.
    own = f"own{rng.randrange(10**6)}."
    before = [] if is_first else [f"{own}last = v"]
    return [*before, rng.choice(BLANKS) + block[0],
            *(line if not line or line[0].isspace() or line[0] in "#;" else own + line for line in block[1:])]


def spoken(rng, sections):
    """A profile, session or services section as the AWS CLI writes it in both files."""
    name = rng.choice(SPOKEN)
    word = rng.choice(["profile", "profile", "sso-session", "services"])
    block = [f"[{word} {shlex.quote(name)}]"]
    body(rng, block)
    taken = [b[0] for blocks in sections.values() for b in blocks]
    if block[0] not in taken and not (word == "profile" and name == "default"):
        sections["config"].append(block)
    # The header of the other file is the name as it stands; blanks at its ends are lost to us.
    if word == "profile" and f"[{name}]" not in taken and name == name.strip() and not name.startswith("'"):
        keys = [f"[{name}]"]
        body(rng, keys)
        sections["credentials"].append(keys)


def written(rng, sections):
    """A section of the config file that a person wrote."""
    block = [f"[{rng.choice(WRITTEN)}]"]
    body(rng, block)
    sections["config"].append(block)


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
    for add in (spoken, written):
        while rng.random() < 0.4:
            add(rng, sections)
    unique(sections)
    sections = {kind: [b if rng.random() < 0.9 else indented(rng, b, number == 0) for number, b in enumerate(blocks)]
                for kind, blocks in sections.items()}
    for blocks in sections.values():
        if rng.random() < 0.2:
            blocks.insert(0, [comment(rng), rng.choice(["", *BLANKS])])
    name = None
    if rng.random() < 0.4:
        name = rng.choice([*KNOWN, FIRST_LINE, DEFAULT_TWICE, DEFAULTS, EMPTY, QUOTED])
        plant(rng, sections, name)
    if rng.random() < 0.04:
        # Broken for both.
        where = rng.choice(list(sections.values()))
        where.insert(0, [rng.choice(["key = value", "no sign", "[open", " continued = here"])])
    ends = rng.choice(["\n", "\n", "\n", "\r\n", "\r"])
    texts = {kind: ends.join(line for block in blocks for line in block) for kind, blocks in sections.items()}
    if name == FIRST_LINE:
        texts["config"] = "\ufeff" + texts["config"]
    return texts, name


def unique(sections):
    """Leaves out sections that would be there twice, which botocore refuses, or takes the later of."""
    for kind, blocks in sections.items():
        seen = set()
        for block in list(blocks):
            header = block[0][1:].rpartition("]")[0]
            if kind == "config":
                with contextlib.suppress(ValueError):
                    header = tuple(shlex.split(header))
                # Any word that begins with profile names one.
                if len(header) == 2 and header[0].startswith("profile"):
                    header = header[1]
                elif header == ("default",):
                    header = "default"
                # botocore takes the later of two sections of one name, we join them.
                if len(header) == 2 and header[0].startswith(("sso-session", "services")):
                    header = (header[0][:8], header[1])
                if header in (("profile", ""), ""):
                    blocks.remove(block)
                    continue
            if header in seen:
                blocks.remove(block)
            seen.add(header)


def plant(rng, sections, name):
    """Puts something on which botocore differs into the files."""
    if name == DEFAULT_TWICE:
        pair = [["[default]", "k = v"], ["[profile default]", "l = w"]]
        rng.shuffle(pair)
        sections["config"] = [b for b in sections["config"] if not b[0].startswith("[default]")] + pair
    elif name == DEFAULTS:
        sections["config"].extend([["[DEFAULT]", "k = v"], ["[profile other]", "l = w"]])
    elif name == EMPTY:
        sections["config"].append(["[profile '']", "k = v"])
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
    return (full.get("profiles", {}), full.get("sso_sessions", {}), full.get("services", {}))


def compare(resolver, rng, count):
    """Compares random files; the count, that of each known difference as [differ, files], and the rest."""
    generated = [generate(rng) for _ in range(count)]
    answers = resolver.ask([dict(texts, ask="files") for texts, _ in generated])
    held, failures = collections.defaultdict(lambda: [0, 0]), []
    saved = {k: os.environ.pop(k) for k in list(os.environ) if k.startswith("AWS_")}
    with tempfile.TemporaryDirectory() as name:
        for (texts, difference), answer in zip(generated, answers, strict=True):
            theirs = botocores(pathlib.Path(name), texts)
            ours = ("error", answer["error"]) if "error" in answer else tuple(
                answer[kind] for kind in ("profiles", "sso_sessions", "services"))
            same = ours == theirs or (ours[0] == "error" and theirs[0] == "error")
            if difference:
                held[difference][0] += not same
                held[difference][1] += 1
            elif not same:
                failures.append(f"{texts}\n    ours     {ours}\n    botocore {theirs}")
    os.environ.update(saved)
    return count, dict(held), failures
