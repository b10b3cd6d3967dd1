import AWS

/// How long a good version takes from its first share to its promotion, at a given traffic.
///
/// It is the rule itself without chance: one request in a thousand fails, and the evidence against
/// the serving version's rate, which chance decides, stays at 1. That is within four minutes of the
/// median.
package struct PacePlan: Sendable {
  /// The rule.
  package let rule: PaceRule

  package init(_ rule: PaceRule) {
    self.rule = rule
  }

  /// The least traffic that the rule can do with, in requests a second.
  package static let leastTraffic = 0.2
  /// Weights that a person would start with.
  package static let usualFirsts = [1, 2, 5, 10, 25, 50].compactMap { Weight(percent: $0) }
  /// The traffic of a table's rows, in requests a second.
  package static let traffic = [0.2, 0.5, 1, 2, 5, 10, 30, 100, 1000]
  /// The most minutes that are looked at: a day.
  private static let limit = 1440
  /// The share of a good version's requests that fail.
  private static let failures = 0.001

  /// The minutes until the promotion; nil when they are more than a day.
  package func minutes(at requestsPerSecond: Double) -> Int? {
    var weights: [Weight] = []
    var weight = rule.first
    // Against the ratio there is no evidence: that stays at 1.
    var (all, capped) = (PaceEvidence.Pair(), PaceEvidence.Pair())
    var complete = 0
    for look in 0...Self.limit {
      while complete + 1 <= (60 * look + 1 - rule.publicationDelay) / 60, complete < weights.count {
        let requests = 60 * requestsPerSecond * Double(weights[complete].billionths) / 1_000_000_000
        let step = PaceEvidence.Pair(
          rate: rule.againstRate(invocations: requests, failures: Self.failures * requests))
        all.enter(step, floor: rule.floor, ceiling: rule.ceiling)
        if weights[complete] == rule.cap {
          capped.enter(step, floor: rule.floor, ceiling: rule.promotionCeiling)
        }
        complete += 1
      }
      let evidence = PaceEvidence(
        complete: all.mean, current: all.mean, atCap: capped.mean, hasIncident: false)
      weight = PaceTarget.weight(evidence, from: weight, rule)
      let atCap = weights.prefix(complete).filter { $0 == rule.cap }.count
      if weight == rule.cap, atCap >= PaceRule.bakeMinutes,
        evidence.atCap >= rule.evidenceForPromotion
      {
        return look
      }
      weights.append(weight)
    }
    return nil
  }

  /// Whether a good version is promoted before the run gives up.
  package func isDone(at requestsPerSecond: Double) -> Bool {
    minutes(at: requestsPerSecond).map { 60 * $0 <= rule.giveUpAfter } ?? false
  }

  /// The least usual FIRST that is done before the run gives up; nil when none is.
  package func sufficientFirst(at requestsPerSecond: Double) -> Weight? {
    Self.usualFirsts.first { first in
      guard first <= rule.cap, let other = rule.starting(at: first) else { return false }
      return PacePlan(other).isDone(at: requestsPerSecond)
    }
  }

  /// What stands in the way of a start at that traffic, and what would do; nil when nothing does.
  package func objection(at requestsPerSecond: Double) -> (words: String, refuses: Bool)? {
    let traffic = Self.words(requestsPerSecond)
    let other = sufficientFirst(at: requestsPerSecond).map { "--pace \($0.percent) would do" }
    let hint = other ?? "steps with probes would do: --weights 10%,50% without --watch"
    if requestsPerSecond < Self.leastTraffic {
      return ("\(traffic) are too few for --pace: \(hint)", true)
    }
    guard !isDone(at: requestsPerSecond) else { return nil }
    let minutes = minutes(at: requestsPerSecond).map { "\($0) min" } ?? "more than a day"
    return (
      "at \(traffic) a good version takes \(minutes), and the run gives up after "
        + "\(DecimalText.duration(Double(rule.giveUpAfter))): \(hint)", false
    )
  }

  /// An amount of traffic in words.
  package static func words(_ requestsPerSecond: Double) -> String {
    let decimals = requestsPerSecond >= 10 ? 0 : requestsPerSecond >= 1 ? 1 : 2
    return "\(DecimalText.number(requestsPerSecond, decimals: decimals)) requests a second"
  }
}
