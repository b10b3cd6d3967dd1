"""What botocore's models name and no command reads, with the reason: the rest must be in Sources."""

# Members of answers that nothing is judged by.
IGNORED = {
    ("lambda", "FunctionConfiguration"): {
        "MasterArn": "functions of Lambda@Edge: where a replica comes from",
        "SigningJobArn": "AWS's own; the code's digest tells what is signed",
        "SigningProfileVersionArn": "AWS's own; the code's digest tells what is signed",
        "RuntimeVersionConfig": "AWS moves a version to a newer patch of its runtime by itself",
    },
    ("lambda", "InvocationResponse"): {
        "StatusCode": "the HTTP status",
        "Payload": "the body",
        "DurableExecutionArn": "the durable execution that a probe has started",
    },
    ("lambda", "GetProvisionedConcurrencyConfigResponse"): dict.fromkeys(
        (
            "AvailableProvisionedConcurrentExecutions",
            "AllocatedProvisionedConcurrentExecutions",
            "Status",
            "StatusReason",
            "LastModified",
        ),
        "that there is a configuration is all that matters",
    ),
    ("s3", "PutObjectOutput"): dict.fromkeys(
        (
            "Expiration",
            "ChecksumCRC32",
            "ChecksumCRC32C",
            "ChecksumCRC64NVME",
            "ChecksumMD5",
            "ChecksumSHA1",
            "ChecksumSHA512",
            "ChecksumXXHASH3",
            "ChecksumXXHASH64",
            "ChecksumXXHASH128",
            "ChecksumType",
            "ServerSideEncryption",
            "SSECustomerAlgorithm",
            "SSECustomerKeyMD5",
            "SSEKMSKeyId",
            "SSEKMSEncryptionContext",
            "BucketKeyEnabled",
            "Size",
            "RequestCharged",
        ),
        "how the object is kept, which the caller has chosen",
    ),
    ("sts", "AssumeRoleResponse"): {
        "Credentials": "its members are read",
        "AssumedRoleUser": "who the caller is now",
        "PackedPolicySize": "how much of a quota the policies take",
        "SessionTokenSize": "how much of a quota the token takes",
        "SessionTokenUtilization": "how much of a quota the token takes",
        "SourceIdentity": "what the caller has named",
    },
    ("sts", "AssumeRoleWithWebIdentityResponse"): {
        "SubjectFromWebIdentityToken": "what the token says",
        "Credentials": "its members are read",
        "AssumedRoleUser": "who the caller is now",
        "PackedPolicySize": "how much of a quota the policies take",
        "SessionTokenSize": "how much of a quota the token takes",
        "SessionTokenUtilization": "how much of a quota the token takes",
        "TrustedIdentityPropagationContext": "of applications that act for a user",
        "Provider": "what the token says",
        "Audience": "what the token says",
        "SourceIdentity": "what the token says",
    },
    ("cloudwatch", "DescribeAlarmsOutput"): {
        "NextToken": "of more than 100 alarms, which are not asked for at once",
        **{f"{kind}Alarms": "by AlarmType" for kind in ("Metric", "Composite", "Log")},
    },
    ("cloudwatch", "GetMetricDataOutput"): {"Messages": "words about the whole of an answer"},
    ("cloudwatch", "MetricDataResult"): {
        "Label": "what a chart would show",
        "Messages": "words about a result; its StatusCode tells",
    },
}

# Structures whose members are judged by: the answers of operations, and parts of them. Of an object
# or a bucket in S3 the commands read what they have asked for and nothing else.
READ = (
    ("lambda", "FunctionConfiguration"),
    ("lambda", "AliasConfiguration"),
    ("lambda", "AliasRoutingConfiguration"),
    ("lambda", "InvocationResponse"),
    ("lambda", "GetProvisionedConcurrencyConfigResponse"),
    ("s3", "PutObjectOutput"),
    ("sts", "AssumeRoleResponse"),
    ("sts", "AssumeRoleWithWebIdentityResponse"),
    ("sts", "Credentials"),
    ("cloudwatch", "DescribeAlarmsOutput"),
    ("cloudwatch", "GetMetricDataOutput"),
    ("cloudwatch", "MetricDataResult"),
)

# Values that are read, and in which file: each value of the model must stand there.
VALUES = {
    ("lambda", "State"): "Release/Protocol/FunctionStates.swift",
    ("lambda", "LastUpdateStatus"): "Release/Protocol/FunctionStates.swift",
    ("lambda", "StateReasonCode"): "Release/Protocol/FunctionStates.swift",
    ("lambda", "LastUpdateStatusReasonCode"): "Release/Protocol/FunctionStates.swift",
    ("lambda", "PackageType"): "Release/Package/FunctionFit.swift",
    ("lambda", "Architecture"): "Release/Package/BinaryKind.swift",
    ("lambda", "InvocationType"): "AWS/Lambda/Invoke.swift",
    ("cloudwatch", "AlarmType"): "AWS/CloudWatch/DescribeAlarms.swift",
    ("cloudwatch", "StateValue"): "AWS/CloudWatch/DescribeAlarms.swift",
    ("cloudwatch", "StatusCode"): "AWS/CloudWatch/GetMetricData.swift",
    ("s3", "ServerSideEncryption"): "upload/ServerSideEncryption.swift",
}

# Values that no command can meet.
UNMET = {
    ("lambda", "InvocationType"): {"Event": "no command invokes asynchronously"},
    ("s3", "ServerSideEncryption"): {
        "aws:fsx": "of buckets on FSx, which S3 sets by itself",
        "aws:backup": "of backups, which S3 sets by itself",
    },
}

# Members of requests that must never be sent.
UNSENT = {
    "UpdateFunctionCode": {"PublishTo", "Publish"},
    "PublishVersion": {"PublishTo"},
}

# The first words of the runtimes whose packages are judged, and of those that nothing is said about.
RUNTIMES_UNJUDGED = {
    "go": "gone since 2023",
    "custom": "the customer's own: where it finds the function is not known",
}

# Operations that are called and are no part of the four services' folders.
OTHERS = {
    "sso": ("GetRoleCredentials",),
    "sso-oidc": ("CreateToken",),
    "signin": ("CreateOAuth2Token",),
}
