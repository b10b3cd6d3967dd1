"""Makes the zip files that the rehearsal releases; the same input always makes the same bytes.

pack.py source SOURCE.py OUT.zip         a package whose index.py is SOURCE.py
pack.py variant PACKAGE.zip OUT.zip N    the same package, with a file that makes its digest another
pack.py broken PACKAGE.zip OUT.zip       the package without its code: every invocation fails
"""

import sys
import zipfile

WHEN = (2020, 1, 1, 0, 0, 0)


def entry(name, mode):
    """A file of a zip, without anything that changes from run to run."""
    info = zipfile.ZipInfo(name, WHEN)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def main(words):
    """Does what the words say."""
    what, source, out = words[:3]
    with zipfile.ZipFile(out, "w") as package:
        if what == "source":
            with open(source, encoding="utf-8") as text:
                package.writestr(entry("index.py", 0o644), text.read())
        elif what == "variant":
            with zipfile.ZipFile(source) as original:
                for info in original.infolist():
                    package.writestr(info, original.read(info))
            package.writestr(entry("rehearsal.txt", 0o644), f"variant {words[3]}\n")
        elif what == "broken":
            package.writestr(entry("rehearsal.txt", 0o644), "the code is missing\n")
        else:
            raise SystemExit(f"pack.py: {what}: source, variant or broken")


if __name__ == "__main__":
    main(sys.argv[1:])
