/// The evidence that a candidate's answers differ more often than the serving version's own do.
///
/// Pairs come in blocks: of the pairs of a block one, its place drawn at random, asks the serving
/// version twice. If the candidate is equal, nothing tells that pair from the others. So of a block
/// of n pairs of which d differ the serving version's own differs with probability p = d/n, whatever
/// the noise, the payload, the moment or an outage does to the block. A bet at these odds that it
/// does not differ multiplies the stake by (1 - cp)/(1 - p) when it does not and by c when it does:
/// on average by 1. The mean of such bets for several c is a martingale that starts at 1, and by
/// Ville's inequality it exceeds 1/risk with a probability of at most the risk, at whatever moment
/// one looks. No rate of noise is assumed, so noise that was not learned can only delay it.
///
/// Whether a pair differs is judged by what was noise before its block.
package struct DiscordanceTest: Sendable {
  /// What is kept of a stake when the serving version's own pair differs, and the stakes.
  private static let bets: [(kept: Double, stake: Double)] = [(0, 0.5), (0.25, 0.25), (0.5, 0.25)]
  private var capital = bets.map(\.stake)

  package init() {}

  /// How often all the stakes together have been multiplied: 1 at the start.
  package var evidence: Double { capital.reduce(0, +) }

  /// Enters a block: which of its judged pairs differ, and which of them is the serving version's
  /// own; nil when that one could not be judged, and the block tells nothing.
  package mutating func enter(differs: [Bool], own: Int?) {
    guard let own else { return }
    let differing = differs.count { $0 }
    guard differing > 0, differing < differs.count else { return }
    let share = Double(differing) / Double(differs.count)
    for (index, bet) in Self.bets.enumerated() {
      let factor = differs[own] ? bet.kept : (1 - bet.kept * share) / (1 - share)
      capital[index] = min(capital[index] * factor, 1e200)
    }
  }
}
