import AWS
import Release

extension ServiceFault {
  /// What a person may do about a refusal that AWS's own words leave open.
  var wayOut: [Message] {
    let shared = SharedTraffic.hints(about: self)
    if !shared.isEmpty { return shared }
    if let hint = Self.hint(about: code) { return [hint] }
    switch meaning {
    case .quota: return [Self.quota]
    case .broken: return ["this is about the function itself: mend it, then publish it again"]
    default: return []
    }
  }

  private static let quota: Message =
    "a quota of the account is used up: remove what is not needed, or have it raised (Service Quotas)"

  /// The hint about one error; nil when its meaning says enough.
  private static func hint(about code: String) -> Message? {
    switch code {
    case "CodeStorageExceededException":
      "the account's storage for code in this region is full: delete versions and layers that "
        + "nothing uses, or have the quota raised; release-status --unused lists the versions that no "
        + "alias needs"
    case "FunctionVersionsPerCapacityProviderLimitExceededException":
      "the capacity provider has as many versions as it may: delete versions that nothing uses (never "
        + "the live one or the one before it), or have the quota raised"
    case "AliasLimitExceededException":
      "the function has as many aliases as it may: delete one that nothing uses"
    case "CodeSigningConfigNotFoundException":
      "the function names a code signing configuration that is gone: give it another, or none"
    case "InvalidCodeSignatureException":
      "the package must be signed by a profile that the code signing configuration permits"
    case "CodeVerificationFailedException":
      "the package must be signed by a profile that the code signing configuration permits, and the "
        + "signature must not have expired"
    case "ModeNotSupportedException":
      "the function takes no synchronous invocation, so that probes cannot check it: use --watch, or "
        + "--run"
    case "NoPublishedVersionException":
      "publish a version first: a function with a capacity provider is invoked by its versions alone"
    case "RecursiveInvocationException":
      "the function is part of a loop of invocations: end the loop, or permit it "
        + "(aws lambda put-function-recursion-config)"
    case "RuntimeVersionDeletedException":
      "give the function a runtime version that exists, then publish it again"
    case "RuntimeAliasDeletedException":
      "give the function a runtime alias that exists, then publish it again"
    case "RegionDisabledException":
      "activate STS in that region, or set AWS_STS_REGIONAL_ENDPOINTS"
    case "MalformedPolicyDocument":
      "correct the policy of the role's session"
    case "PackedPolicyTooLarge":
      "shorten the policy and the tags of the role's session"
    default: nil
    }
  }
}
