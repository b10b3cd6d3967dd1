/// What a check found.
package enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// The version may get more traffic.
  case healthy
  /// The version must not get traffic.
  case unhealthy
  /// There is not enough evidence for either.
  case inconclusive
  /// There is enough for the share that the check names, and for no more.
  case paced
}
