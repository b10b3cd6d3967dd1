"""The text members of the answers of AWS's operations, by the models that botocore has."""

import botocore.session

SERVICES = {
    "lambda": (
        "GetFunctionConfiguration",
        "UpdateFunctionCode",
        "PublishVersion",
        "UpdateAlias",
        "CreateAlias",
        "GetAlias",
        "ListAliases",
        "ListFunctions",
        "ListVersionsByFunction",
        "GetFunction",
        "GetProvisionedConcurrencyConfig",
        "Invoke",
    ),
    "s3": ("PutObject", "HeadObject", "HeadBucket"),
    "sts": ("AssumeRole", "AssumeRoleWithWebIdentity"),
    "cloudwatch": ("GetMetricData", "DescribeAlarms"),
    "sso": ("GetRoleCredentials",),
    "sso-oidc": ("CreateToken",),
    "signin": ("CreateOAuth2Token",),
}

# What no model has: documents of this machine's own services.
DOCUMENTS = {
    "InstanceToken": (),
    "InstanceRole": (),
    "InstanceRegion": (),
    "InstanceCredentials": (
        "Code",
        "Message",
        "Type",
        "LastUpdated",
        "AccessKeyId",
        "SecretAccessKey",
        "Token",
        "Expiration",
    ),
    "ContainerCredentials": (
        "RoleArn",
        "AccessKeyId",
        "SecretAccessKey",
        "Token",
        "Expiration",
        "code",
        "message",
    ),
    "GitHubToken": ("value", "count", "message"),
}

# Members of errors that the models leave out, and AWS, its proxies or its partners send.
FAULT_MEMBERS = [
    "__type",
    "code",
    "Code",
    "message",
    "Message",
    "Type",
    "Reason",
    "Region",
    "Endpoint",
    "Bucket",
    "Key",
    "Resource",
    "CanonicalRequest",
    "StringToSign",
    "SignatureProvided",
    "RequestId",
    "HostId",
    "error",
    "error_description",
]

# Headers of any answer.
HEADERS = [
    "x-amzn-RequestId",
    "x-amz-request-id",
    "x-amz-id-2",
    "x-amzn-ErrorType",
    "x-amzn-query-error",
    "x-amz-bucket-region",
    "x-amz-version-id",
    "x-amz-checksum-sha256",
    "X-Amz-Executed-Version",
    "X-Amz-Function-Error",
    "Retry-After",
    "Date",
    "Location",
    "Content-Type",
    "Content-Encoding",
    "ETag",
    "Server",
    "Via",
]

_SESSION = botocore.session.get_session()
OPERATIONS = {name: service for service, names in SERVICES.items() for name in names}


def _model(operation):
    return _SESSION.get_service_model(OPERATIONS[operation]).operation_model(operation)


def _leaves(shape, path=(), within=()):
    """The scalar members of a shape: paths of names, indexes, and `*key` for a map's keys."""
    if shape.name in within:
        return
    within += (shape.name,)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            place = member.serialization.get("location")
            key = member.serialization.get("name", name)
            if path or not place:
                yield from _leaves(member, (*path, key), within)
    elif shape.type_name == "list":
        yield from _leaves(shape.member, (*path, 0), within)
    elif shape.type_name == "map":
        yield (*path, "*key"), False
        yield from _leaves(shape.value, (*path, "k"), within)
    else:
        yield path, shape.type_name in ("integer", "long", "float", "double", "timestamp")


def body_members(operation):
    """The paths of the members in the body of a good answer."""
    if operation in DOCUMENTS:
        return [(name,) for name in DOCUMENTS[operation]]
    return [path for path, _ in _body(operation)]


def number_members(operation):
    """Those of them that are numbers."""
    return (
        []
        if operation in DOCUMENTS
        else [path for path, is_number in _body(operation) if is_number]
    )


def _body(operation):
    shape = _model(operation).output_shape
    return list(_leaves(shape)) if shape and not shape.serialization.get("payload") else []


def header_members(operation):
    """The headers of a good answer, those of every answer among them."""
    names = list(HEADERS)
    shape = operation in OPERATIONS and _model(operation).output_shape
    for name, member in shape.members.items() if shape else ():
        if member.serialization.get("location") == "header":
            names.append(member.serialization.get("name", name))
        elif member.serialization.get("location") == "headers":
            names.append(member.serialization.get("name", "") + "x")
    return list({name.lower(): name for name in names}.values())


def error_members(operation):
    """The errors of an operation, (code, status, members), those that the model leaves out too."""
    errors = []
    if operation in OPERATIONS:
        for shape in _model(operation).error_shapes:
            code = shape.metadata.get("error", {}).get("code", shape.name)
            status = shape.metadata.get("error", {}).get("httpStatusCode", 400)
            members = [member for member in shape.members if member.lower() != "message"]
            errors.append((code, status, ["message", *members]))
    for code, status in (
        ("InvalidSignatureException", 403),
        ("AccessDeniedException", 403),
        ("Unheard", 400),
    ):
        errors.append((code, status, FAULT_MEMBERS))
    return errors
