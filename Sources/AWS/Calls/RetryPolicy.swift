package import HTTP

/// When a failed request is sent once more, and after how long: the SDKs' standard mode of 2026.
///
/// [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
package struct RetryPolicy: Sendable, Equatable {
  /// The most attempts, the first included.
  package var maxAttempts: Int

  /// Makes a policy; the SDKs' default is three attempts.
  package init(maxAttempts: Int = 3) {
    self.maxAttempts = max(1, maxAttempts)
  }

  /// What kind of failure a failure is.
  package enum Kind: Sendable, Equatable {
    /// AWS asks to slow down; nothing was done.
    case throttling
    /// It may pass, and nothing was done.
    case unsent
    /// It may pass; whether it was done is not known.
    case ambiguous
    /// The same request would be refused again.
    case permanent
  }

  private static let throttlingCodes: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
    "TooManyRequestsException", "ProvisionedThroughputExceededException",
    "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    "EC2ThrottledException",
  ]

  private static let transientCodes: Set<String> = [
    "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError",
    "ConditionalRequestConflict", "InternalError",
  ]

  /// The kind of a refusal.
  package static func kind(of fault: ServiceFault) -> Kind {
    if fault.status == 429 || throttlingCodes.contains(fault.code) { return .throttling }
    if transientCodes.contains(fault.code) { return .ambiguous }
    switch fault.status {
    case 500, 502, 503, 504, 509: return .ambiguous
    default: return .permanent
    }
  }

  /// The kind of a failed exchange.
  package static func kind(of error: TransferError) -> Kind {
    switch error.stage {
    case .connect, .handshake: .unsent
    case .answer, .timeout: .ambiguous
    case .certificate, .request: .permanent
    }
  }

  /// Whether a failure of that kind is followed by another attempt.
  package func repeats(_ kind: Kind, _ repetition: ServiceCall.Repetition, attempt: Int) -> Bool {
    guard attempt < maxAttempts else { return false }
    switch (repetition, kind) {
    case (.never, _), (_, .permanent), (.unlessApplied, .ambiguous): return false
    default: return true
    }
  }

  /// Seconds to wait after an attempt (1 is the first): random, growing, at most 20.
  ///
  /// `asked` is what the answer asked for, in seconds; it counts up to five seconds beyond our own.
  package static func delay(
    after attempt: Int, _ kind: Kind, random: Double, asked: Double?
  ) -> Double {
    let base = kind == .throttling ? 1.0 : 0.05
    let own = random * min(base * Double(1 << min(max(attempt - 1, 0), 10)), 20)
    guard let asked, asked >= 0 else { return own }
    return max(own, min(asked, own + 5))
  }
}
