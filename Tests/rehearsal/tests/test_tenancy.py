"""Tenant isolation: invocations with and without a tenant's id."""

import unittest

from client import Case


class Tenancy(Case):
    """What Lambda answers to an invocation, by the function and the header."""

    def test_an_isolating_function_needs_an_id_that_is_one(self):
        _, ci = self.published(1, tenancy={"TenantIsolationMode": "PER_TENANT"})
        self.settings(canned={"f": {}})
        for kind in ("RequestResponse", "DryRun"):
            self.refused(
                ci.invoke(**{"X-Amz-Invocation-Type": kind}), 400, "InvalidParameterValueException"
            )
        self.assertEqual(ci.invoke(**{"X-Amz-Tenant-Id": "blue/1"}).status, 200)
        self.refused(ci.invoke(**{"X-Amz-Tenant-Id": "a,b"}), 400, "ValidationException")
        self.assertEqual(
            ci.configuration().json["TenancyConfig"], {"TenantIsolationMode": "PER_TENANT"}
        )

    def test_another_function_must_not_have_one(self):
        _, ci = self.published(1)
        self.settings(canned={"f": {}})
        self.refused(
            ci.invoke(**{"X-Amz-Tenant-Id": "blue"}), 400, "InvalidParameterValueException"
        )


if __name__ == "__main__":
    unittest.main()
