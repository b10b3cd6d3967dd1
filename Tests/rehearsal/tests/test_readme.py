"""README.md: its commands run, its tables name what there is."""

import os
import re
import subprocess
import tempfile
import unittest

from client import HERE, Case, python
from local_aws import faults, settings


def readme():
    """The text of README.md."""
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as source:
        return source.read()


class Readme(Case):
    """The contract that the other tests are written against."""

    def test_every_curl_command_succeeds(self):
        blocks = re.findall(r"```sh\n(.*?)```", readme(), re.DOTALL)
        commands = [block for block in blocks if block.startswith("curl")]
        self.assertGreaterEqual(len(commands), 4)
        with tempfile.NamedTemporaryFile(suffix=".zip") as package:
            package.write(python("1"))
            package.flush()
            for block in commands:
                script = block.replace("/tmp/v1.zip", package.name)
                run = subprocess.run(
                    ["sh", "-euc", script],
                    env={**os.environ, "REHEARSAL_URL": self.server.url},
                    capture_output=True,
                    text=True,
                    check=False,
                )
                self.assertEqual(run.returncode, 0, block + run.stdout + run.stderr)
                if "/setup" in block:
                    self.root.publish("name-searcher")

    def test_every_endpoint_is_described(self):
        with open(os.path.join(HERE, "local_aws", "control.py"), encoding="utf-8") as source:
            endpoints = re.findall(r'\("(GET|POST)", "([\w-]+)"\)', source.read())
        headings = " ".join(line for line in readme().splitlines() if line.startswith("###"))
        self.assertGreater(len(endpoints), 12)
        for _, endpoint in endpoints:
            self.assertIn(f"/_rehearsal/{endpoint}", headings)

    def test_every_setting_and_every_member_of_a_fault_is_described(self):
        for name in (*settings.Settings.DEFAULTS, *faults.MEMBERS):
            self.assertIn(f"`{name}`", readme())

    def test_every_option_of_start_is_described(self):
        usage = subprocess.run(
            [os.path.join(HERE, "start"), "--help"], capture_output=True, text=True, check=True
        ).stdout
        for option in re.findall(r"--[a-z-]+", usage):
            self.assertIn(option, readme())


if __name__ == "__main__":
    unittest.main()
