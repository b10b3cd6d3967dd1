/// The evidence that a candidate is slower, and that it is not, by which of two invocations took
/// longer.
///
/// If the candidate takes at most the stated factor of the serving version's time in at least half
/// of the pairs, a bet that it takes longer multiplies its stake by 2q for a pair in which it does
/// and by 2(1 - q) for one in which it does not: on average by at most 1. The mean of such bets for
/// several q exceeds 1/risk with a probability of at most the risk, at whatever moment one looks.
/// Only which one took longer counts, so heavy tails and shared slowness do not matter.
package struct SignTest: Sendable {
  private static let shares = [0.6, 0.7, 0.8, 0.9, 0.98]
  private var slowerCapital = shares.map { _ in 1 / Double(shares.count) }
  private var fasterCapital = shares.map { _ in 1 / Double(shares.count) }
  /// Pairs in which the candidate took longer than the factor allows.
  package private(set) var slower = 0
  /// Pairs that were entered.
  package private(set) var pairs = 0

  package init() {}

  /// The evidence that the candidate takes longer in more than half of the pairs.
  package var slowerEvidence: Double { slowerCapital.reduce(0, +) }
  /// The evidence that it does so in fewer than half.
  package var fasterEvidence: Double { fasterCapital.reduce(0, +) }

  /// Enters a pair: two times in the same unit.
  ///
  /// A tie tells nothing.
  package mutating func enter(serving: Double, candidate: Double, factor: Double) {
    let limit = serving * factor
    guard candidate != limit else { return }
    pairs += 1
    let isSlower = candidate > limit
    if isSlower { slower += 1 }
    for (index, share) in Self.shares.enumerated() {
      slowerCapital[index] = min(slowerCapital[index] * 2 * (isSlower ? share : 1 - share), 1e200)
      fasterCapital[index] = min(fasterCapital[index] * 2 * (isSlower ? 1 - share : share), 1e200)
    }
  }
}
