"""release-status in a loop beside a case: it shows states that the alias had, and changes nothing."""

import json
import os
import subprocess
import threading

from flows import BUILT, PATIENCE

# Of so many cases one is watched: what looks takes time from what is looked at.
EACH = 4


class Watch:
    """Somebody who looks at an alias again and again until the case is over."""

    def __init__(self, function, environment):
        self._line = [os.path.join(BUILT, "release-status"), "--function", function, "--json"]
        self._environment = environment
        self._over = threading.Event()
        self._looks = []
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self):
        while True:
            look = subprocess.run(
                self._line,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            self._looks.append((look.returncode, look.stdout, look.stderr))
            if self._over.wait(0.1):
                return

    def finish(self):
        """End the looking, after one look more: each look's status, output and words."""
        self._over.set()
        self._thread.join()
        return self._looks


def judge(looks, base, history):
    """Yield what is wrong with the looks at an alias, by the states that it had."""
    had = [base] + [(entry["to"]["FunctionVersion"], entry["to"]["Weights"]) for entry in history]
    had = [(version, _numbers(weights)) for version, weights in had]
    if not looks:
        yield "nobody has looked", base
    for status, output, said in looks:
        if status != 0:
            yield f"a look ends with {status}", said[-300:]
            continue
        shown = json.loads(output)["Alias"]
        weights = shown["RoutingConfig"]["AdditionalVersionWeights"]
        if (shown["FunctionVersion"], _numbers(weights)) not in had:
            yield "a look shows what never was", shown


def _numbers(weights):
    return {version: float(weight) for version, weight in weights.items()}
