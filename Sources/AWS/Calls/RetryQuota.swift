/// How many retries a process still has: 500 tokens, so that an outage is not met by a storm.
///
/// A retry costs 14 tokens, 5 after throttling; a success gives the last cost back, or 1.
package final class RetryQuota {
  /// The tokens left.
  package private(set) var tokens = 500
  private var lastCost: Int?

  /// Makes a full quota.
  package init() {}

  /// Takes the tokens of a retry; false when too few are left.
  package func take(_ kind: FailureKind) -> Bool {
    let cost = kind == .throttling ? 5 : 14
    guard tokens >= cost else { return false }
    tokens -= cost
    lastCost = cost
    return true
  }

  /// Counts a success.
  package func succeed() {
    tokens = min(500, tokens + (lastCost ?? 1))
    lastCost = nil
  }
}
