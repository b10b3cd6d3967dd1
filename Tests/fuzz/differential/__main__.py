"""Signs random requests with our signer, with botocore and with awscrt, and compares.

Each oracle judges CASES requests; those in a corner where it is known to be wrong do not count.

Usage: differential SIGNER SEED CASES
"""

import collections
import json
import random
import subprocess
import sys

import cases
import oracles
import shrink

BATCH = 2000


def ours(signer, batch):
    """Our answers to a batch of cases."""
    lines = "".join(json.dumps(case.line(i)) + "\n" for i, case in enumerate(batch))
    run = subprocess.run([signer], input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in run.stdout.split("\n") if line]
    if run.returncode != 0 or len(answers) != len(batch):
        sys.exit(
            f"fuzz: the signer ended with {run.returncode} after {len(answers)} answers: {run.stderr}"
        )
    return answers


def difference(answer, oracle, case):
    """What differs for one case, or None."""
    if answer.get("error") is not None:
        return f"ours refuses: {answer['error']}"
    try:
        canonical, signature = oracle.sign(case)
    except Exception as error:  # whatever an oracle raises is a finding, not an end
        return f"{oracle.name} refuses: {error!r}"
    if canonical not in (None, answer["canonicalRequest"]):
        return "the canonical requests differ"
    if signature != answer["signature"]:
        return "the signatures differ"
    return None


def report(signer, oracle, case):
    """Shrinks a case that differs and prints it with both canonical requests."""

    def kind(candidate):
        if oracle.outside(candidate) is not None:
            return None
        found = difference(ours(signer, [candidate])[0], oracle, candidate)
        return found and found.split()[:2]

    first = kind(case)

    def fails(candidate):
        return kind(candidate) == first

    case = shrink.shrink(case, fails)
    answer = ours(signer, [case])[0]
    print(f"fuzz: {oracle.name}: {difference(answer, oracle, case)}\n{case}")
    print(f"--- ours\n{answer.get('canonicalRequest')}")
    try:
        theirs = oracle.sign(case)[0] or oracle.canonical_request(case)
    except Exception as error:
        theirs = repr(error)
    print(f"--- {oracle.name}\n{theirs}\n---", flush=True)


def main(signer, seed, count):
    generator = cases.Generator(random.Random(seed))
    judges = [oracles.Botocore(), oracles.CommonRuntime()]
    compared, differing, outside = (collections.Counter() for _ in range(3))
    generated = 0
    while any(compared[oracle.name] < count for oracle in judges):
        batch = [generator.case() for _ in range(min(BATCH, count))]
        generated += len(batch)
        for case, answer in zip(batch, ours(signer, batch), strict=True):
            for oracle in judges:
                if compared[oracle.name] == count:
                    continue
                corner = oracle.outside(case)
                if corner:
                    outside[corner] += 1
                    continue
                compared[oracle.name] += 1
                if difference(answer, oracle, case):
                    differing[oracle.name] += 1
                    if differing.total() <= 5:
                        report(signer, oracle, case)
    for oracle in judges:
        print(
            f"fuzz: {oracle.name}: {differing[oracle.name]} differences"
            f" in {compared[oracle.name]} cases"
        )
    print(f"fuzz: seed {seed}, {generated} requests; kept out, because")
    for corner, number in sorted(outside.items()):
        print(f"fuzz:   {corner}: {number}")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
