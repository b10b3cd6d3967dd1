"""Each invariant notices what breaks it, and lets pass what does not."""

import unittest

import invariants
from invariants import Return, Run, Trace

CODE = {"$LATEST": "new", "1": "old", "2": "new", "3": "foreign"}
USER, OTHER = "ci", "operator"


def write(seq, old, new, caller=USER, operation="UpdateAlias"):
    """An entry of an alias's history; a state is a version and its weights."""
    before, after = ({"FunctionVersion": v, "Weights": w} for v, w in (old, new))
    return {
        "seq": seq,
        "operation": operation,
        "caller": caller,
        "from": before,
        "to": after,
        "code": CODE,
    }


def probes(version, *numbers, status=200):
    """Log lines of invocations of a version."""
    return [
        {
            "seq": seq,
            "operation": "Invoke",
            "qualifier": version,
            "fate": "answered",
            "status": status,
        }
        for seq in numbers
    ]


def trace(history, log=(), **changes):
    """A trace of the user's release of version 2."""
    return Trace(history, list(log), USER, {"new"}, **changes)


OLD, NEW, FOREIGN = ("1", {}), ("2", {}), ("1", {"3": 0.1})
TENTH, HALF = ("1", {"2": 0.1}), ("1", {"2": 0.5})
FIRST = write(10, OLD, TENTH)


class Judged(unittest.TestCase):
    """One trace that breaks an invariant, and its neighbour that does not."""

    def judged(self, expected, **arguments):
        """Assert which invariants a trace breaks, in the order of the table."""
        found = invariants.judge(trace(**arguments))
        self.assertEqual([name for name, _ in found], expected)

    def test_i1_promotion(self):
        """A promotion needs two healthy probes after a step, or at once before it."""
        promotion = write(20, TENTH, NEW)
        self.judged([], history=[FIRST, promotion], log=probes("2", 11, 12))
        self.judged(["I1"], history=[FIRST, promotion], log=probes("2", 8, 9, 11))
        self.judged(["I1"], history=[FIRST, promotion], log=probes("1", 11, 12))
        self.judged(["I1"], history=[FIRST, promotion], log=probes("2", 11, 12, status=500))
        at_once = [write(20, OLD, NEW)]
        self.judged(["I1"], history=at_once, log=probes("2", 11, 12))
        self.judged([], history=at_once, log=probes("2", 11, 12), at_once=True)
        self.judged(["I1"], history=at_once, log=probes("2", 11), at_once=True)

    def test_i2_raise(self):
        """A raise needs a first step and two healthy probes since; an adopted weight is one."""
        growth = write(20, TENTH, HALF)
        self.judged([], history=[FIRST, growth], log=probes("2", 11, 12))
        self.judged(["I2"], history=[FIRST, growth], log=probes("2", 11))
        self.judged(["I2"], history=[write(20, OLD, HALF)], log=probes("2", 11, 12))
        self.judged([], history=[growth], log=probes("2", 11, 12), since=5)
        self.judged(["I2"], history=[growth], log=probes("2", 3, 4), since=5)

    def test_i3_rollback(self):
        """A rollback removes a weight; it moves no version."""
        self.judged([], history=[write(20, TENTH, OLD)], rollbacks=[(15, 25)])
        self.judged(["I3"], history=[write(20, TENTH, NEW)], rollbacks=[(15, 25)])
        pin = write(20, ("$LATEST", {}), NEW)
        self.judged([], history=[pin], rollbacks=[(15, 25)])

    def test_i4_operator(self):
        """After an operator's rollback nothing is raised, but what was before the run may be."""
        cleared = write(12, TENTH, OLD, caller=OTHER)
        again = write(14, OLD, TENTH)
        self.judged(["I4"], history=[FIRST, cleared, again])
        self.judged([], history=[cleared, again])
        self.judged([], history=[FIRST, write(12, TENTH, TENTH, caller=OTHER)])

    def test_i5_foreign_rollout(self):
        """Another's weight is neither removed nor replaced."""
        self.judged([], history=[write(20, TENTH, OLD)])
        self.judged(["I5"], history=[write(20, FOREIGN, OLD)])
        self.judged(["I5", "I5"], history=[write(20, FOREIGN, TENTH)])
        self.judged([], history=[write(20, FOREIGN, OLD, caller=OTHER)])

    def test_i8_code(self):
        """Only the run's code gets traffic."""
        self.judged([], history=[FIRST])
        self.judged(["I8"], history=[write(20, OLD, FOREIGN)])

    def test_i9_live_code(self):
        """New code of $LATEST is not live without a write of the alias."""
        live = ("$LATEST", {})
        self.judged([], history=[write(20, live, live)])
        self.judged(["I9"], history=[write(20, live, live, operation="UpdateFunctionCode")])


class Ended(unittest.TestCase):
    """I6 and I7 hold the end of a run against the alias."""

    def test_i6_convergence(self):
        """The command converges, a bad version is refused, and a rollback takes two calls."""

        def broken(status, after, **changes):
            run = Run(status, OLD, after, CODE, "new", **changes)
            return len(list(invariants.i6_convergence(run)))

        self.assertEqual(broken(0, NEW), 0)
        self.assertEqual(broken(1, NEW), 1)
        self.assertEqual(broken(0, OLD), 1)
        self.assertEqual(broken(0, ("2", {"1": 0.1})), 1)
        self.assertEqual(broken(1, OLD, bad=True), 0)
        self.assertEqual(broken(1, NEW, bad=True), 1)
        self.assertEqual(broken(0, OLD, bad=True), 1)
        self.assertEqual(broken(0, OLD, rollback=True, calls=2), 0)
        self.assertEqual(broken(0, OLD, rollback=True, calls=3), 1)
        self.assertEqual(broken(0, NEW, rollback=True), 1)
        self.assertEqual(broken(75, OLD, rollback=True), 1)

    def test_i7_exit_status(self):
        """Status 0 means released or rolled back; a failure leaves nothing exposed."""

        def broken(status, after, before=OLD, **changes):
            run = Run(status, before, after, CODE, "new", **changes)
            return len(list(invariants.i7_exit_status(run)))

        self.assertEqual(broken(0, NEW), 0)
        self.assertEqual(broken(0, OLD), 1)
        self.assertEqual(broken(0, TENTH), 1)
        self.assertEqual(broken(0, OLD, rollback=True), 0)
        self.assertEqual(broken(0, TENTH, rollback=True), 1)
        self.assertEqual(broken(1, OLD), 0)
        self.assertEqual(broken(1, TENTH), 1)
        self.assertEqual(broken(75, NEW), 1)
        self.assertEqual(broken(1, TENTH, before=TENTH), 0)
        self.assertEqual(broken(3, TENTH), 0)
        self.assertEqual(broken(75, TENTH, killed=True), 0)
        self.assertEqual(broken(143, TENTH, killed=True), 1)
        history = [FIRST, write(20, TENTH, NEW), write(30, NEW, OLD, caller=OTHER)]
        self.assertTrue(invariants.promoted(history, "new"))
        self.assertFalse(invariants.promoted(history[:1], "new"))


class Returned(unittest.TestCase):
    """I11 holds `previous` against all that happened to the alias before."""

    def test_what_previous_means(self):
        """The version before the last promotion, or where a rollback has led."""
        third, share = ("3", {}), ("2", {"3": 0.1})
        to_new, to_third = write(20, TENTH, NEW), write(30, NEW, third)
        for meant, history in (
            (None, []),
            (None, [write(5, ("$LATEST", {}), OLD)]),
            ("1", [FIRST]),
            ("1", [FIRST, to_new]),
            ("2", [FIRST, to_new, to_third]),
            ("2", [FIRST, to_new, to_third, write(40, third, NEW)]),
            ("1", [FIRST, write(20, TENTH, OLD)]),
            ("2", [FIRST, to_new, write(30, NEW, share)]),
            ("2", [FIRST, to_new, write(30, NEW, share), write(40, share, NEW)]),
            ("1", [FIRST, to_new, write(30, NEW, NEW)]),
            # An earlier version that had a share is promoted, not rolled back to.
            ("3", [write(10, OLD, third), write(20, ("3", {"2": 0.5}), NEW)]),
            ("1", [write(10, OLD, third), write(20, third, OLD), write(30, OLD, third)]),
        ):
            self.assertEqual(invariants.previous(history), meant, history)

    def test_i11_previous(self):
        """It goes there, removes a share, and refuses only where there is no note."""

        def broken(status, after, before=NEW, **changes):
            history = [FIRST, write(20, TENTH, before)]
            back = Return(history, status, before, after, **changes)
            return len(list(invariants.i11_previous(back)))

        self.assertEqual(broken(0, OLD), 0)
        self.assertEqual(broken(0, NEW), 1)
        self.assertEqual(broken(0, ("3", {})), 1)
        self.assertEqual(broken(0, ("1", {"2": 0.1})), 1)
        self.assertEqual(broken(3, OLD), 1)
        self.assertEqual(broken(78, NEW), 2)
        self.assertEqual(broken(78, NEW, noted=False), 0)
        self.assertEqual(broken(78, OLD, noted=False), 1)
        self.assertEqual(broken(0, OLD, noted=False), 1)
        self.assertEqual(broken(0, OLD, before=OLD), 0)


if __name__ == "__main__":
    unittest.main()
