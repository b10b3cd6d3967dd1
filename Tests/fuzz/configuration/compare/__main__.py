"""Compares our configuration, credential chain and endpoints with botocore's.

Usage: compare RESOLVER SEED CASES
"""

import os
import pathlib
import random
import sys
import tempfile


def report(what, count, failures, known, shown=5):
    """Prints a comparison; whether nothing differed but what is known to."""
    print(f"{what}: {count} compared, {len(failures)} differ")
    for name, number in sorted(known.items()):
        words = f"{number[0]} of {number[1]} differ" if isinstance(number, list) else f"{number} differ"
        print(f"  known: {words}: {name}")
    for failure in failures[:shown]:
        print(f"  {failure}")
    return not failures


def main():
    """Runs the comparisons."""
    program, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        # botocore looks for its caches below the home folder of the moment of its import.
        home = pathlib.Path(folder)
        os.environ["HOME"] = folder
        import chains
        import endpoints
        import files
        import resolver

        ours = resolver.Resolver(program)
        compared, held, failures = files.compare(ours, random.Random(seed), count)
        good = report("shared files", compared, failures, held)
        compared, known, ends, failures = chains.compare(ours, random.Random(seed), count, home)
        good = report("credentials", compared, failures, known) and good
        print("  found: " + ", ".join(f"{number} {kind}" for kind, number in ends.most_common()))
        compared, known, failures = endpoints.compare(ours)
        good = report("endpoints", compared, failures, known) and good
        compared, failures = endpoints.compare_sources(ours, random.Random(seed), count)
        good = report("endpoints that are given", compared, failures, {}) and good
    sys.exit(0 if good else 1)


main()
