import SigV4

extension ServiceFault {
  /// The codes by which services ask to slow down, as the SDKs know them.
  private static let throttlingCodes: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
    "TooManyRequestsException", "ProvisionedThroughputExceededException",
    "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    "EC2ThrottledException",
  ]

  /// Parts of a code that mean the same whatever stands around them: `KMS.ThrottlingException`,
  /// `TooManyRequestsError`, `SlowDownException`.
  private static let throttlingParts = [
    "Throttl", "TooManyRequests", "RequestLimitExceeded", "SlowDown", "RateExceeded",
  ]

  /// The same in words, in lower case; each has a blank, which no name of a user's has.
  private static let throttlingPhrases = [
    "been throttled", "throttled by", "was throttled", "rate exceeded", "request limit exceeded",
    "too many requests", "reduce your request rate", "slow down", "request rate limit",
  ]

  /// Whether AWS asks to slow down: by the code, or by words about a service behind the one that
  /// was called.
  ///
  /// Lambda passes on what EC2, S3 or KMS told it as `InvalidParameterValueException`, 400.
  var isThrottled: Bool {
    if Self.isThrottling(code) { return true }
    // A read without a body, as of HeadObject: S3 asks to slow down by this status.
    if status == 503, code.isEmpty, requestID != nil, operation.hasPrefix("Head") { return true }
    guard !isForeign, status == 400 || status == 409 || status >= 500 else { return false }
    let words = ownWords
    if Self.throttlingPhrases.contains(where: { Self.text(after: $0, in: words) != nil }) {
      return true
    }
    return namedErrors.contains { Self.isThrottling($0) }
  }

  private static func isThrottling(_ code: String) -> Bool {
    throttlingCodes.contains(code)
      || throttlingParts.contains { text(after: $0, in: code) != nil }
  }

  /// The errors of other services that the words name: what follows `Code:` and `Exception:`, and
  /// what stands alone as the name of an exception.
  var namedErrors: [String] {
    let words = message.split { $0 == " " || $0 == "\n" || $0 == "(" || $0 == ")" || $0 == ";" }
    return words.indices.compactMap { place in
      let word = String(words[place]).trimmed
      guard !word.hasPrefix("arn:"), !word.isEmpty else { return nil }
      let before = place > 0 ? String(words[place - 1]) : ""
      let isNamed = before.hasSuffix("Code:") || before.hasSuffix("Exception:")
      return isNamed || word.hasSuffix("Exception") ? word : nil
    }
  }

  /// AWS's own words in lower case, without the ARNs in which names of the user's stand.
  var ownWords: String {
    message.split { $0 == " " || $0 == "\n" }
      .filter { !$0.hasPrefix("arn:") }
      .joined(separator: " ").lowercased()
  }

  /// What follows a part of a text; nil when the text does not hold it.
  static func text(after part: String, in text: String) -> String? {
    let bytes = Array(text.utf8)
    return bytes[...].range(ofFirst: Array(part.utf8))
      .map { String(decoding: bytes[$0.upperBound...], as: UTF8.self) }
  }
}

extension String {
  /// The text without punctuation at its end.
  fileprivate var trimmed: String {
    var text = self[...]
    while let last = text.last, [".", ",", ":", "'", "\""].contains(last) { text.removeLast() }
    return String(text)
  }
}
