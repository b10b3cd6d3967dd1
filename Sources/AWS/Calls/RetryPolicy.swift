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

  /// Whether a failure of that kind is followed by another attempt.
  package func repeats(_ kind: FailureKind, _ repetition: ServiceCall.Repetition, attempt: Int)
    -> Bool
  {
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
    after attempt: Int, _ kind: FailureKind, random: Double, asked: Double?
  ) -> Double {
    let base = kind == .throttling ? 1.0 : 0.05
    let own = random * min(base * Double(1 << min(max(attempt - 1, 0), 10)), 20)
    guard let asked, asked >= 0 else { return own }
    return max(own, min(asked, own + 5))
  }
}
