/// When a failed request is sent once more, and after how long: the SDKs' standard mode of 2026.
///
/// [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
///
/// Beyond that, "not now" is waited for: the control plane's limit is shared by a whole account, and
/// three attempts within two seconds say nothing about it.
package struct RetryPolicy: Sendable, Equatable {
  /// The most attempts, the first included.
  package var maxAttempts: Int
  /// How long "not now" is waited for; nil counts it among the `maxAttempts`, for users who set them.
  package var patience: Patience?

  /// How long a call is repeated that AWS refuses for now.
  package struct Patience: Sendable, Equatable {
    /// Seconds from the first refusal of a call on, when there is no `deadline`.
    package var seconds: Double
    /// When a command's own wait ends, by `World.uptime`.
    package var deadline: Double?

    package init(seconds: Double = 120, deadline: Double? = nil) {
      self.seconds = seconds
      self.deadline = deadline
    }

    /// Seconds that are left at a moment for a call that was first refused at another one.
    func left(at now: Double, since start: Double) -> Double {
      (deadline ?? start + seconds) - now
    }
  }

  /// Makes a policy; the SDKs' default is three attempts.
  package init(maxAttempts: Int = 3, patience: Patience? = nil) {
    self.maxAttempts = max(1, maxAttempts)
    self.patience = patience
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
    let base =
      switch kind {
      case .throttling: 1.0
      case .notNow: 0.5
      default: 0.05
      }
    let own = random * min(base * Double(1 << min(max(attempt - 1, 0), 10)), 20)
    guard let asked, asked >= 0 else { return own }
    return max(own, min(asked, own + 5))
  }
}
