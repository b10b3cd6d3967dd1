"""Runs all tests, or those named on the command line, and ends in a line with the counts."""

import sys
import unittest


def main():
    """Run; the status is 0 when every test passed."""
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(sys.argv[1:]) if sys.argv[1:] else loader.discover(".")
    result = unittest.TextTestRunner(verbosity=0, stream=sys.stderr).run(suite)
    failed = [test for test, _ in result.failures + result.errors]
    bad = len(failed)
    for test in failed:
        print(f"failed: {test.id()}")
    skipped = len(result.skipped)
    passed = result.testsRun - bad - skipped
    print(f"rehearsal: {passed} passed, {bad} failed, {skipped} skipped")
    sys.exit(bad > 0 or not result.testsRun)


if __name__ == "__main__":
    main()
