"""The table at the top of server.py: every row has a test, and MiniStack alone does not pass it."""

import ast
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROW = re.compile(r"\[(\w+)\.(\w+)\]")


def rows():
    """The tests that the table names, as (file, method)."""
    with open(os.path.join(HERE, "..", "server.py"), encoding="utf-8") as source:
        table = ast.get_docstring(ast.parse(source.read()))
    return [(f"test_{file}", f"test_{name}") for file, name in ROW.findall(table)]


def located():
    """The tests that the table names, as unittest takes them, from every class."""
    names = []
    for file, method in rows():
        with open(os.path.join(HERE, f"{file}.py"), encoding="utf-8") as source:
            classes = [
                node for node in ast.parse(source.read()).body if isinstance(node, ast.ClassDef)
            ]
        found = [
            node.name
            for node in classes
            if any(getattr(item, "name", "") == method for item in node.body)
        ]
        names += [f"{file}.{name}.{method}" for name in found] or [f"{file}.?.{method}"]
    return names


class Table(unittest.TestCase):
    """Rows against tests."""

    def test_every_row_has_a_test(self):
        self.assertEqual([name for name in located() if ".?." in name], [])
        self.assertGreater(len(rows()), 50)

    def test_every_row_is_still_needed(self):
        run = subprocess.run(
            [sys.executable, "-B", os.path.join(HERE, "run.py"), *located()],
            cwd=HERE,
            check=False,
            env={**os.environ, "REHEARSAL_OPTIONS": "--raw"},
            capture_output=True,
            text=True,
        )
        failed = {line.removeprefix("failed: ") for line in run.stdout.splitlines()}
        passed = [name for name in located() if name not in failed]
        self.assertEqual(
            passed, [], f"MiniStack does these by itself: drop their rows\n{run.stderr[-2000:]}"
        )


if __name__ == "__main__":
    unittest.main()
