"""Makes the files of packages.md: zips as many writers make them, and what people take for a zip.

packages.py FOLDER     puts them into the folder

What its tool makes is made by the tool where the machine has it: Python's zipfile, Info-ZIP's zip,
the JDK's jar. The bytes of the others (7z, bsdtar, Go, PEX, Windows) are laid out here as they are
known to write them, and so is what no tool would write.
"""

import base64
import gzip
import io
import pathlib
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib

CODE = b"def handler(event, context):\n    return {'statusCode': 200}\n"
IN64 = 0xFFFFFFFF


class Entry:
    """A file or a folder as a writer puts it; `wide` are the members that stand in the 64-bit field."""

    def __init__(self, name, data=CODE, mode=0o100644, **more):
        self.name = name if isinstance(name, bytes) else name.encode()
        self.data = data
        self.mode = mode
        self.host = more.pop("host", 3)
        self.method = more.pop("method", 0)
        self.flags = more.pop("flags", 0)
        self.wide = more.pop("wide", ())
        self.length = more.pop("length", len(data))
        self.extra = more.pop("extra", b"")
        self.attributes = more.pop("attributes", 0)
        assert not more

    def local(self):
        """The local header and the content; with flag 8 the lengths follow the content."""
        packed = self.packed()
        crc = zlib.crc32(self.data)
        known = (0, 0, 0) if self.flags & 8 else (crc, len(packed), len(self.data))
        header = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, self.flags, self.method, 0, 0x2821, *known,
                             len(self.name), 0)  # fmt: skip
        after = struct.pack("<IIII", 0x08074B50, crc, len(packed), len(self.data))
        return header + self.name + packed + (after if self.flags & 8 else b"")

    def packed(self):
        """The content as it is stored."""
        if self.method != 8:
            return self.data
        packer = zlib.compressobj(wbits=-15)
        return packer.compress(self.data) + packer.flush()

    def central(self, offset):
        """The entry of the directory."""
        members = {"length": self.length, "packed": len(self.packed()), "offset": offset}
        extra = self.extra
        if self.wide:
            values = b"".join(
                struct.pack("<Q", members[name]) for name in members if name in self.wide
            )
            extra = struct.pack("<HH", 1, len(values)) + values + extra
        shown = {name: IN64 if name in self.wide else value for name, value in members.items()}
        return (
            struct.pack("<IBBHHHHHIIIHHHHHII", 0x02014B50, 45, self.host, 45, self.flags, self.method, 0, 0x2821,
                        zlib.crc32(self.data), shown["packed"], shown["length"], len(self.name), len(extra), 0, 0, 0,
                        self.mode << 16 | self.attributes, shown["offset"])
            + self.name + extra
        )  # fmt: skip


def layout(
    *entries, before=b"", counts_before=True, comment=b"", wide=None, signature=b"", count=None
):
    """A zip: `wide` is None, "record" for a 64-bit record besides, "only" for one that alone has the numbers."""
    out = io.BytesIO()
    out.write(before)
    base = 0 if counts_before else len(before)
    offsets = []
    for entry in entries:
        offsets.append(out.tell() - base)
        out.write(entry.local())
    start = out.tell()
    for entry, offset in zip(entries, offsets, strict=True):
        out.write(entry.central(offset))
    out.write(signature)
    end = out.tell()
    count = len(entries) if count is None else count
    if wide:
        out.write(struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, len(entries), len(entries), end - start,
                              start - base))  # fmt: skip
        out.write(struct.pack("<IIQI", 0x07064B50, 0, end - base, 1))
    numbers = (count & 0xFFFF, count & 0xFFFF, end - start, start - base)
    if wide == "only":
        numbers = (0xFFFF, 0xFFFF, IN64, IN64)
    out.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *numbers, len(comment)) + comment)
    return out.getvalue()


ALL = ("length", "packed", "offset")
INDEX = Entry("index.py")
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(40)
SHEBANG = b"#!/usr/bin/env python3.13\n"
EMPTY_END = b"PK\x05\x06" + bytes(18)
WINDOWS = {"mode": 0, "host": 0, "attributes": 0x20}


def python_zip(**options):
    """What Python's zipfile makes of one file of mode 644."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("index.py", (2020, 1, 1, 0, 0, 0))
        info.external_attr = 0o100644 << 16
        with archive.open(info, "w", **options) as file:
            file.write(CODE)
    return out.getvalue()


def python_text():
    """What writestr makes of a name: its mode is 600."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.py", CODE)
    return out.getvalue()


def tool(folder, words, fallback, data=None):
    """What a tool writes into out.zip or to its output; the fallback where the machine lacks the tool."""
    (folder / "index.py").write_bytes(CODE)
    (folder / "index.py").chmod(0o644)
    (folder / "out.zip").unlink(missing_ok=True)
    try:
        done = subprocess.run(words, cwd=folder, input=data, capture_output=True, check=True)
    except FileNotFoundError:
        return fallback
    made = folder / "out.zip"
    return made.read_bytes() if made.exists() else done.stdout


def tar(mode):
    """A tar archive of index.py."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        info = tarfile.TarInfo("index.py")
        info.size = len(CODE)
        archive.addfile(info, io.BytesIO(CODE))
    return out.getvalue()


def by_tools(scratch):
    """Zips that writers make, all of which Lambda is known or supposed to take."""
    stream = {"method": 8, "flags": 8}
    jar = [Entry("META-INF/", b"", 0, host=0, extra=b"\xfe\xca\0\0"), Entry("META-INF/MANIFEST.MF", mode=0, host=0),
           Entry("example/Handler.class", mode=0, host=0)]  # fmt: skip
    (scratch / "example").mkdir()
    (scratch / "example/Handler.class").write_bytes(b"\xca\xfe\xba\xbe")
    return {
        "python.zip": python_zip(),
        "python-force-zip64.zip": python_zip(force_zip64=True),
        "infozip.zip": tool(scratch, ["zip", "-qX", "out.zip", "index.py"], layout(INDEX)),
        "infozip-to-pipe.zip": tool(
            scratch, ["zip", "-q", "-", "index.py"], layout(Entry("index.py", **stream))
        ),
        "infozip-fz.zip": tool(
            scratch,
            ["zip", "-qfz", "out.zip", "index.py"],
            layout(Entry("index.py", wide=("length",)), wide="record"),
        ),
        "infozip-from-pipe.zip": tool(
            scratch, ["zip", "-q", "-", "-"], layout(Entry("-", mode=0o010600), wide="record"), CODE
        ),
        "7z.zip": layout(Entry("index.py", method=8, attributes=0x8020)),
        "bsdtar.zip": layout(
            Entry("lib/", b"", 0o040755), Entry("lib/a.py", **stream), Entry("index.py", **stream)
        ),
        "stored-with-descriptor.zip": layout(Entry("index.py", flags=8)),
        "go-with-modes.zip": layout(Entry("bootstrap", ELF, 0o100755, **stream)),
        "go-create.zip": layout(Entry("index.py", mode=0, host=0, **stream)),
        "jdk.jar": tool(scratch, ["jar", "-cf", "out.zip", "example"], layout(*jar)),
        "jar-without-manifest.jar": layout(*jar[2:]),
        "pex.zip": layout(Entry("__main__.py"), INDEX, before=SHEBANG),
        "pex-own-offsets.zip": layout(
            Entry("__main__.py"), INDEX, before=SHEBANG, counts_before=False
        ),
        "pex-zip64.zip": layout(INDEX, before=SHEBANG, counts_before=False, wide="only"),
    }


def by_hand():
    """Zips with one thing each that readers differ about."""
    many = [Entry(f"{n:05}.py", b"") for n in range(70_000)]
    return {
        "zip64-always.zip": layout(
            Entry("index.py", wide=ALL), Entry("lib/a.py", wide=ALL), wide="only"
        ),
        "zip64-record.zip": layout(INDEX, wide="record"),
        "zip64-offset.zip": layout(INDEX, Entry("a.py", wide=("offset",))),
        "70000-files.zip": layout(*many, wide="only"),
        "70000-files-count-wrapped.zip": layout(*many),
        "directory-signature.zip": layout(
            INDEX, signature=struct.pack("<IH", 0x05054B50, 4) + b"sign"
        ),
        "comment-with-signature.zip": layout(
            INDEX, comment=b"see PK\x05\x06 in the appnote, section 4.3.16"
        ),
        "comment-ends-in-signature.zip": layout(INDEX, comment=b"PK\x05\x06"),
        "comment-is-empty-zip.zip": layout(INDEX, comment=EMPTY_END),
        "comment-longest.zip": layout(INDEX, comment=b"PK\x05\x06" * 16383 + b"end"),
        "names-with-dot-slash.zip": layout(Entry("./index.py"), Entry("./lib/a.py")),
        "names-in-any-script.zip": layout(
            INDEX, Entry("größe/名前.py", flags=0x800), Entry(b"gr\x94\xe1e.py")
        ),
        "names-with-dots.zip": layout(
            INDEX, Entry("a..b.py"), Entry("...py"), Entry("lib/..a/b..")
        ),
        "symbolic-link.zip": layout(INDEX, Entry("a.py", b"index.py", 0o120777)),
        "folder-named-bootstrap.zip": layout(
            INDEX, Entry("bootstrap/", b"", 0o040755), Entry("bootstrap/a.py")
        ),
        "bootstrap.zip": layout(Entry("bootstrap", ELF, 0o100755)),
        "folder-listed-twice.zip": layout(
            INDEX, Entry("a/", b"", 0o040755), Entry("a/", b"", 0o040755)
        ),
        "java-libraries.zip": layout(Entry("lib/a.jar"), Entry("lib/b.jar")),
        "zero-after-end.zip": layout(INDEX) + b"\0",
        "zeros-after-end.zip": layout(INDEX) + bytes(512),
        "line-feed-after-end.zip": layout(INDEX) + b"\n",
        "bootstrap-644.zip": layout(Entry("bootstrap", ELF)),
        "bootstrap-744.zip": layout(Entry("bootstrap", ELF, 0o100744)),
        "mode-600.zip": python_text(),
        "mode-000.zip": layout(Entry("index.py", mode=0o100000)),
        "mode-640-and-folder-700.zip": layout(
            INDEX, Entry("a/", b"", 0o040700), Entry("a/b.py", mode=0o100640)
        ),
        "mode-600-of-1204-files.zip": layout(
            INDEX, *(Entry(f"lib/{n}.py", b"", 0o100600) for n in range(1204))
        ),
        "no-modes.zip": layout(Entry("index.py", **WINDOWS), Entry("lib/a.py", **WINDOWS)),
        "bootstrap-without-modes.zip": layout(Entry("bootstrap", ELF, **WINDOWS)),
        "backslashes.zip": layout(INDEX, Entry("lib\\a.py"), Entry("lib\\b\\c.py")),
        "one-folder.zip": layout(
            Entry("app/", b"", 0o040755), Entry("app/index.py"), Entry("app/lib/a.py")
        ),
        "one-folder-by-macos.zip": layout(
            Entry("app/index.py"), Entry("__MACOSX/app/._index.py"), Entry(".DS_Store")
        ),
        "one-name-twice.zip": layout(INDEX, Entry("index.py"), Entry("./index.py")),
        "near-the-limit.zip": layout(INDEX, Entry("data", length=240_000_000)),
        "forged-name.zip": layout(
            INDEX, Entry("a\n::error::x\x1b[31m\x9bm\u202e" + "x" * 300, mode=0o100600)
        ),
        "encrypted.zip": layout(INDEX, Entry("secret.py", flags=1)),
        "encrypted-aes.zip": layout(Entry("index.py", flags=1, method=99)),
        "bzip2.zip": layout(INDEX, Entry("a.py", method=12)),
        "lzma.zip": layout(Entry("index.py", method=14)),
        "deflate64.zip": layout(Entry("index.py", method=9)),
        "zstd.zip": layout(Entry("index.py", method=93)),
        "only-folders.zip": layout(Entry("a/", b"", 0o040755), Entry("a/b/", b"", 0o040755)),
        "no-entries.zip": EMPTY_END,
        "absolute.zip": layout(INDEX, Entry("/etc/passwd")),
        "parent.zip": layout(INDEX, Entry("../a.py"), Entry("a/../../b.py"), Entry("c/..")),
        "parent-on-windows.zip": layout(
            INDEX, Entry("..\\a.py"), Entry("C:\\a.py"), Entry("\\a.py")
        ),
        "too-large.zip": layout(INDEX, Entry("data", length=262_144_001)),
        "longer-than-4-gib.zip": layout(INDEX, Entry("data", length=1 << 40, wide=("length",))),
        "part-of-split.zip": layout(INDEX)[:-22]
        + struct.pack("<IHHHHIIH", 0x06054B50, 1, 1, 1, 1, 54, 99, 0),
        "cut-off.zip": layout(INDEX, Entry("a.py"))[:-40],
        "cut-off-around-a-zip.zip": layout(INDEX, Entry("inner.zip", layout(INDEX)))[:-30],
        "without-its-beginning.zip": layout(INDEX)[10:],
    }


def no_zips():
    """What is taken for a zip."""
    whole = layout(INDEX)
    return {
        "empty.zip": b"",
        "base64.zip": base64.b64encode(whole),
        "base64-in-lines.zip": base64.encodebytes(whole),
        "base64-of-a-pex.zip": base64.encodebytes(SHEBANG + whole),
        "hexadecimal.zip": whole.hex().encode(),
        "data-url.zip": b"data:application/zip;base64," + base64.b64encode(whole),
        "text.zip": CODE,
        "text-utf-16.zip": CODE.decode().encode("utf-16"),
        "script.zip": b"#!/bin/sh\nexit\n",
        "html.zip": b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>\n",
        "s3-error.zip": b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>',
        "json.zip": b'{"message": "Not Found"}',
        "lfs-pointer.zip": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "pem.zip": b"-----BEGIN CERTIFICATE-----\n",
        "tar.gz.zip": tar("w:gz"),
        "tar.zip": tar("w"),
        "gzip.zip": gzip.compress(CODE),
        "7z-archive.zip": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(range(200)),
        "xz.zip": b"\xfd7zXZ\0\0\4" + bytes(range(200)),
        "elf.zip": ELF,
        "class.zip": b"\xca\xfe\xba\xbe\0\0\0\x41" + bytes(range(200)),
        "windows-program.zip": b"MZ\x90\0\3" + bytes(range(200)),
        "zeros.zip": bytes(100_000),
        "random.zip": bytes(zlib.crc32(bytes([n])) & 0xFF for n in range(200)),
    }


def main(folder):
    """Writes each file."""
    folder = pathlib.Path(folder)
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    for name, data in (by_tools(scratch) | by_hand() | no_zips()).items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
