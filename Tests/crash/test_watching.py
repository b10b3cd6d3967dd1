"""watching.py finds what is wrong, and nothing else."""

import json
import unittest

import watching

BASE = ("1", {})
HISTORY = [{"to": {"FunctionVersion": "1", "Weights": {"2": "0.1"}}}]


def look(version="1", weights=None, status=0):
    """A look that shows this state."""
    routing = {"AdditionalVersionWeights": weights or {}}
    alias = {"FunctionVersion": version, "RoutingConfig": routing}
    return status, json.dumps({"Alias": alias}), "words"


class Judge(unittest.TestCase):
    """The judgement of looks."""

    def test_judge(self):
        """Each look ends with 0 and shows a state that was."""

        def broken(*looks):
            return len(list(watching.judge(looks, BASE, HISTORY)))

        self.assertEqual(broken(look(), look(weights={"2": 0.1})), 0)
        self.assertEqual(broken(), 1)
        self.assertEqual(broken(look(status=75)), 1)
        self.assertEqual(broken(look("2")), 1)
        self.assertEqual(broken(look(weights={"2": 0.5})), 1)


if __name__ == "__main__":
    unittest.main()
