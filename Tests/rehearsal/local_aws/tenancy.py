"""Tenant isolation: which invocations need a tenant's id, and which must not have one."""

import re

from .answers import error

HEADER = "x-amz-tenant-id"
PATTERN = re.compile(r"[a-zA-Z0-9._:/=+\-@ ]{1,256}")


def refusal(config, headers):
    """Lambda's answer to an invocation without the tenant's id that it needs, or None."""
    tenant = headers.get(HEADER)
    if config.get("TenancyConfig", {}).get("TenantIsolationMode") != "PER_TENANT":
        if tenant is None:
            return None
        return _invalid(
            "The invoked function is not enabled with tenancy configuration. "
            "Remove the tenant ID from your request and try again."
        )
    if tenant is None:
        return _invalid(
            "The invoked function is enabled with tenancy configuration. "
            "Add a valid tenant ID in your request and try again."
        )
    if not PATTERN.fullmatch(tenant):
        return error(
            "ValidationException",
            f"Value '{tenant}' at 'tenantId' failed to satisfy constraint: Member must satisfy "
            f"regular expression pattern: {PATTERN.pattern}",
            400,
        )
    return None


def _invalid(words):
    return error("InvalidParameterValueException", words, 400)
