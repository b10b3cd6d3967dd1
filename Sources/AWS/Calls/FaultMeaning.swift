/// What a refusal of AWS means for a release.
package enum FaultMeaning: Sendable, Hashable {
  /// AWS asks to slow down; nothing was done.
  case throttled
  /// It may pass; whether it was done is not known.
  case passing
  /// What is called is being made or changed, and nothing was done: it is waited for.
  case notYet
  /// What the function is connected to is busy or unreachable: it may pass, and proves nothing about a
  /// version.
  case busy
  /// The function itself, or what it is configured with, cannot run.
  case broken
  /// Lambda does not take what the function is invoked with.
  case payload
  /// A quota of the account is used up.
  case quota
  /// AWS would refuse the same request again.
  case refused
  /// AWS does not take the credentials, or they do not permit it.
  case denied
  /// What was named does not exist.
  case missing
  /// Somebody else has changed what is written.
  case conflict
}

extension ServiceFault {
  /// What each error of AWS means, by its code: the one list, for every command.
  ///
  /// `Tests/models/check` compares it with botocore's models of the operations that are called.
  private static let meanings: [String: FaultMeaning] = [
    // Any service
    "RequestTimeout": .passing,
    "RequestTimeoutException": .passing,
    "InternalError": .passing,
    "InternalFailure": .passing,
    "InternalServerException": .passing,
    "ServiceException": .passing,
    "ServiceUnavailable": .passing,
    "AccessDenied": .denied,
    "AccessDeniedException": .denied,
    "ExpiredToken": .denied,
    "ExpiredTokenException": .denied,
    "UnauthorizedException": .denied,
    "ResourceNotFoundException": .missing,
    "InvalidRequestException": .refused,
    "ValidationException": .refused,

    // AWS Lambda
    "AliasLimitExceededException": .quota,
    "CodeArtifactUserDeletedException": .broken,
    "CodeArtifactUserFailedException": .broken,
    "CodeArtifactUserPendingException": .notYet,
    "CodeSigningConfigNotFoundException": .refused,
    "CodeStorageExceededException": .quota,
    "CodeVerificationFailedException": .refused,
    "DurableExecutionAlreadyStartedException": .refused,
    "EC2AccessDeniedException": .broken,
    "EC2UnexpectedException": .busy,
    "EFSIOException": .busy,
    "EFSMountConnectivityException": .busy,
    "EFSMountFailureException": .broken,
    "EFSMountTimeoutException": .busy,
    "ENILimitReachedException": .busy,
    "ENINotReadyException": .notYet,
    "FunctionVersionsPerCapacityProviderLimitExceededException": .quota,
    "InvalidCodeSignatureException": .refused,
    "InvalidParameterValueException": .refused,
    "InvalidRequestContentException": .payload,
    "InvalidRuntimeException": .broken,
    "InvalidSecurityGroupIDException": .broken,
    "InvalidSubnetIDException": .broken,
    "InvalidZipFileException": .broken,
    "KMSAccessDeniedException": .broken,
    "KMSDisabledException": .broken,
    "KMSInvalidStateException": .broken,
    "KMSNotFoundException": .broken,
    "ModeNotSupportedException": .refused,
    "NoPublishedVersionException": .missing,
    "PreconditionFailedException": .conflict,
    "ProvisionedConcurrencyConfigNotFoundException": .missing,
    "RecursiveInvocationException": .broken,
    "RequestTooLargeException": .payload,
    "ResourceConflictException": .conflict,
    "ResourceNotReadyException": .notYet,
    "RuntimeAliasDeletedException": .broken,
    "RuntimeVersionDeletedException": .broken,
    "S3FilesMountConnectivityException": .busy,
    "S3FilesMountFailureException": .broken,
    "S3FilesMountTimeoutException": .busy,
    "SerializedRequestEntityTooLargeException": .payload,
    "ServiceQuotaExceededException": .quota,
    "SnapStartException": .broken,
    "SnapStartNotReadyException": .notYet,
    "SnapStartRegenerationFailureException": .broken,
    "SnapStartTimeoutException": .notYet,
    "SubnetIPAddressLimitReachedException": .busy,
    "UnsupportedMediaTypeException": .payload,

    // Amazon S3
    "ConditionalRequestConflict": .passing,
    "EncryptionTypeMismatch": .refused,
    "InvalidObjectState": .refused,
    "InvalidRequest": .refused,
    "InvalidWriteOffset": .refused,
    "NoSuchBucket": .missing,
    "NoSuchKey": .missing,
    "OperationAborted": .passing,
    "PreconditionFailed": .conflict,
    "TooManyParts": .refused,

    // AWS STS
    "IDPCommunicationError": .passing,
    "IDPRejectedClaim": .denied,
    "InvalidContextAssertion": .refused,
    "InvalidIdentityToken": .denied,
    "MalformedPolicyDocument": .refused,
    "PackedPolicyTooLarge": .refused,
    "RegionDisabledException": .denied,

    // IAM Identity Center and sign-in
    "AuthorizationPendingException": .refused,
    "InvalidClientException": .denied,
    "InvalidGrantException": .refused,
    "InvalidScopeException": .refused,
    "UnauthorizedClientException": .refused,
    "UnsupportedGrantTypeException": .refused,

    // Amazon CloudWatch
    "InvalidNextToken": .refused,
  ]

  /// What the refusal means: by its words where they say more than its code, by its code, and by its
  /// status where the code is none that is known.
  ///
  /// Whether AWS got the request does not follow from an answer of somebody in between.
  package var meaning: FaultMeaning {
    if status == 429 || isThrottled { return .throttled }
    if isForeign { return .passing }
    let known = Self.meanings[code]
    if status == 409, known == nil || code == "ResourceConflictException" { return conflict }
    if known == .refused, namedErrors.contains(where: Self.isOutage) { return .passing }
    if let known { return known }
    switch status {
    case 401, 403: return .denied
    case 404: return .missing
    case 412: return .conflict
    case 408, 500, 502, 503, 504, 509: return .passing
    default: return .refused
    }
  }

  /// Whether an error of a service behind the one that was called may pass: Lambda passes it on in
  /// the words of an `InvalidParameterValueException`, 400.
  private static func isOutage(_ code: String) -> Bool {
    meanings[code] == .passing || code == "Unavailable"
  }

  /// What a conflict is about: Lambda has one code for an update in progress, for a function that
  /// cannot be used in its state, and for a thing that exists already.
  private var conflict: FaultMeaning {
    let words = ownWords
    if let state = Self.text(after: "following state:", in: words) {
      let name = String(state.prefix { $0 != "." }).filter { $0.isLetter }
      let lasting = ["failed", "inactive", "deleting", "deactivated", "activenoninvocable"]
      return lasting.contains(name) ? .refused : .notYet
    }
    if Self.text(after: "already exists", in: words) != nil { return .conflict }
    let passing = ["in progress", "pending", "at this time", "try again", "concurrent"]
    if passing.contains(where: { Self.text(after: $0, in: words) != nil }) { return .notYet }
    return Self.meanings[code] ?? .refused
  }
}
