"""Our side: the resolver, asked in batches over JSON lines."""

import json
import subprocess
import sys


class Resolver:
    """The program that answers for this project."""

    def __init__(self, program):
        self.program = program

    def ask(self, questions):
        """The answers to a list of questions, in their order."""
        lines = "".join(json.dumps(dict(q, id=i)) + "\n" for i, q in enumerate(questions))
        run = subprocess.run([self.program], input=lines, capture_output=True, text=True, check=False)
        answers = [json.loads(line) for line in run.stdout.split("\n") if line]
        if run.returncode != 0 or len(answers) != len(questions):
            sys.exit(f"fuzz: the resolver ended with {run.returncode} after {len(answers)} answers: {run.stderr}")
        return answers
