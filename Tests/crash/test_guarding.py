"""Each rule about a run whose guard got a signal notices what breaks it."""

import unittest

import guarding
from invariants import Run

CODE = {"1": "old", "2": "new"}
OLD, TENTH, NEW = ("1", {}), ("1", {"2": 0.1}), ("2", {})


def request(seq, operation):
    """A line of the log."""
    return {"seq": seq, "operation": operation}


def write(time, old, new, caller="ci"):
    """An entry of the alias's history."""
    return {"time": time, "from": old, "to": new, "caller": caller}


class Guarding(unittest.TestCase):
    """What is wrong is found, and nothing else."""

    def test_steps_after(self):
        """One command goes on after its guard, and writes what it had announced."""

        def broken(hit, later, writes=()):
            log = [request(5, hit), *(request(6 + n, each) for n, each in enumerate(later))]
            return len(list(guarding.steps_after(log[0], log, writes)))

        shift = write(1, OLD, TENTH)
        self.assertEqual(broken("Invoke", ["GetFunctionConfiguration", "Invoke"]), 0)
        self.assertEqual(broken("Invoke", ["UpdateAlias"]), 1)
        self.assertEqual(broken("UpdateAlias", ["UpdateAlias"], [shift]), 0)
        self.assertEqual(broken("UpdateAlias", ["UpdateAlias", "Invoke"], [shift]), 1)
        self.assertEqual(broken("UpdateAlias", ["UpdateAlias"], [shift, shift]), 1)
        self.assertEqual(broken("PublishVersion", ["UpdateAlias"], [shift]), 1)
        self.assertEqual(broken("PublishVersion", ["GetFunctionConfiguration", "PutObject"]), 0)

    def test_late_writes(self):
        """Nobody but others writes after the end; a touch changes nothing."""

        def broken(*history):
            return len(list(guarding.late_writes(history, "ci", 10)))

        self.assertEqual(broken(write(9, OLD, TENTH), write(11, OLD, OLD)), 0)
        self.assertEqual(broken(write(11, OLD, TENTH)), 1)
        self.assertEqual(broken(write(11, OLD, TENTH, caller="operator")), 0)

    def test_gone(self):
        """A step that outlives its guard ends with 70."""

        def broken(end, status):
            return len(list(guarding.gone([(end, status, "healthcheck")], 10)))

        self.assertEqual(
            [broken(11, 70), broken(9, 0), broken(11, 0), broken(11, 75)], [0, 0, 1, 1]
        )

    def test_status_of(self):
        """The signal's status, 70 for a script that was killed, 0 for a promotion, 1 for bad."""

        def broken(name, status, after=OLD, **changes):
            run = Run(status, OLD, after, CODE, "new", **changes)
            return len(list(guarding.status_of(name, run)))

        for name, status in (
            ("TERM", 143),
            ("TERM", -15),
            ("QUIT", 131),
            ("KILL", 70),
            ("KILL", -9),
        ):
            self.assertEqual(broken(name, status), 0)
        self.assertEqual([broken("TERM", 70), broken("INT", 143), broken("KILL", 2)], [1, 1, 1])
        self.assertEqual([broken("TERM", 0), broken("TERM", 0, TENTH)], [1, 1])
        self.assertEqual(broken("TERM", 0, NEW), 0)
        self.assertEqual([broken("HUP", 1), broken("HUP", 1, bad=True)], [1, 0])


if __name__ == "__main__":
    unittest.main()
