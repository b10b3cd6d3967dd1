"""Each error, value and member that botocore's models name is known to a list of ours."""

import json
import re
import unittest
from importlib.resources import files

import botocore
import botocore.loaders
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

import known
import sources

MEANINGS = {
    "throttled",
    "passing",
    "notYet",
    "busy",
    "broken",
    "payload",
    "quota",
    "refused",
    "denied",
    "missing",
    "conflict",
}


def model(service):
    """botocore's model of a service."""
    return botocore.loaders.create_loader().load_service_model(service, "service-2")


def called(service):
    """The operations of a service that Sources call."""
    literals = sources.literals(sources.FOLDERS[service])
    return sorted(literals & set(model(service)["operations"]))


def errors(service, operations):
    """The codes of the errors that operations may answer with, and where."""
    described = model(service)
    for operation in operations:
        for error in described["operations"][operation].get("errors", []):
            shape = described["shapes"][error["shape"]]
            yield shape.get("error", {}).get("code", error["shape"]), f"{service} {operation}"


class Errors(unittest.TestCase):
    """FaultMeaning sorts every error."""

    def test_every_error_of_an_operation_that_is_called_is_sorted(self):
        sorted_errors = sources.meanings()
        self.assertGreater(len(sorted_errors), 60)
        calls = [(service, called(service)) for service in sources.FOLDERS]
        self.assertIn("UpdateAlias", dict(calls)["lambda"])
        for service, operations in [*calls, *known.OTHERS.items()]:
            self.assertTrue(operations, service)
            for code, place in errors(service, operations):
                with self.subTest(code, where=place):
                    self.assertTrue(sources.is_throttling(code) or code in sorted_errors)

    def test_the_table_has_no_meaning_that_does_not_exist_and_no_throttling(self):
        for code, meaning in sources.meanings().items():
            with self.subTest(code):
                self.assertIn(meaning, MEANINGS)
                self.assertFalse(sources.is_throttling(code))

    def test_what_the_sdks_retry_is_known(self):
        for code in ThrottledRetryableChecker._THROTTLED_ERROR_CODES:
            self.assertTrue(sources.is_throttling(code), code)
        for code in TransientRetryableChecker._TRANSIENT_ERROR_CODES:
            known_code = sources.is_throttling(code) or sources.meanings().get(code) == "passing"
            self.assertTrue(known_code, code)
        table = json.loads((files(botocore) / "data/_retry.json").read_text())
        codes = set(re.findall(r'"service_error_code": "(\w+)"', json.dumps(table)))
        # Of services that no command calls, and of a body that is sent with its true digest.
        codes -= {"ReplicatedWriteConflictException", "BadDigest"}
        for code in codes:
            passes = sources.meanings().get(code) == "passing"
            self.assertTrue(sources.is_throttling(code) or passes, code)


class Values(unittest.TestCase):
    """Every value that is read is in the list that reads it."""

    def test_every_value_is_known(self):
        for (service, shape), place in known.VALUES.items():
            literals = sources.literals(place)
            unmet = known.UNMET.get((service, shape), {})
            for value in model(service)["shapes"][shape]["enum"]:
                with self.subTest(f"{shape} {value}", file=place):
                    self.assertTrue(value in literals or value in unmet)

    def test_every_runtime_is_judged_or_known_as_not_judged(self):
        judged = set(
            re.findall(r'hasPrefix\("(\w+)"\)', sources.text("Release/Package/HandlerFile.swift"))
        )
        for runtime in model("lambda")["shapes"]["Runtime"]["enum"]:
            with self.subTest(runtime):
                family = re.match("[a-z]+", runtime)[0]
                self.assertTrue(
                    any(runtime.startswith(name) for name in judged)
                    or family in known.RUNTIMES_UNJUDGED
                )


class Members(unittest.TestCase):
    """Every member of an answer that is judged by is read, or known as not read."""

    def test_every_member_is_read_or_named(self):
        everywhere = {
            service: sources.literals(place) for service, place in sources.FOLDERS.items()
        }
        for service, shape in known.READ:
            described = model(service)["shapes"][shape]["members"]
            ignored = known.IGNORED.get((service, shape), {})
            literals = {literal.lower() for literal in everywhere[service]}
            for name, member in described.items():
                spellings = {name, member.get("locationName", name)}
                with self.subTest(f"{shape}.{name}"):
                    is_read = any(spelling.lower() in literals for spelling in spellings)
                    self.assertTrue(is_read or name in ignored)

    def test_what_is_named_as_not_read_exists(self):
        for (service, shape), names in known.IGNORED.items():
            self.assertLessEqual(set(names), set(model(service)["shapes"][shape]["members"]), shape)

    def test_what_must_not_be_sent_is_not_sent(self):
        for operation, names in known.UNSENT.items():
            literals = sources.literals(f"AWS/Lambda/{operation}.swift")
            self.assertFalse(literals & names, operation)


if __name__ == "__main__":
    unittest.main()
