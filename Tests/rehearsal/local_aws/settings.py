"""The settings that tests change while the server runs."""

import random


class SettingsError(ValueError):
    """A setting that does not exist, or a value of the wrong shape."""


class Settings:
    """The settings, their values at the start, and the random numbers that they seed."""

    SECONDS = ("update_seconds", "publication_delay", "propagation_seconds", "clock_offset")
    RATES = ("control_requests_per_second",)
    SWITCHES = ("settling", "config_sha256")
    DEFAULTS = {
        "update_seconds": 0.5,
        "publication_delay": 0.0,
        "propagation_seconds": 0.0,
        "settling": False,
        "config_sha256": True,
        "seed": None,
        "canned": {},
        "reports": {},
        "clock_offset": 0.0,
        "control_requests_per_second": 0,
        "regions": None,
        "code_store": None,
    }

    def __init__(self):
        self.initial = dict(self.DEFAULTS)
        self.restore()

    def begin(self, **values):
        """Take the values of the command line as those that a reset comes back to."""
        self.initial.update(values)
        self.restore()

    def restore(self):
        """Go back to the values of the start."""
        self.values = dict(self.initial)
        self.random = random.Random(self.values["seed"])

    def change(self, changes):
        """Apply the members of a JSON object; an unknown name or a wrong type changes nothing."""
        if not isinstance(changes, dict):
            raise SettingsError("settings must be one JSON object")
        for name, value in changes.items():
            self._check(name, value)
        self.values.update(changes)
        if "seed" in changes:
            self.random = random.Random(changes["seed"])

    def _check(self, name, value):
        if name not in self.DEFAULTS:
            raise SettingsError(f"no setting {name}; there are {', '.join(self.DEFAULTS)}")
        if name in self.SECONDS:
            fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        elif name in self.RATES:
            fits = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
        elif name in self.SWITCHES:
            fits = isinstance(value, bool)
        elif name in ("canned", "reports"):
            fits = isinstance(value, dict) and all(isinstance(v, dict) for v in value.values())
        elif name == "regions":
            fits = value is None or (
                isinstance(value, list) and all(isinstance(v, str) for v in value)
            )
        elif name == "code_store":
            fits = value is None or isinstance(value, str)
        else:
            fits = value is None or isinstance(value, (int, str))
        if not fits:
            raise SettingsError(f"{name} cannot be {value!r}")

    def __getitem__(self, name):
        return self.values[name]


settings = Settings()
