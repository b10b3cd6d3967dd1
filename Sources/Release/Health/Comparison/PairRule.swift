package import AWS

/// How many pairs of invocations decide, and on what.
///
/// Each sequential test gets an equal part of the risk, so that all together keep it.
package struct PairRule: Sendable {
  /// Candidates whose answers differ this often or less shall pass.
  package let tolerate: Rate
  /// Candidates whose answers differ this often or more shall not.
  package let reject: Rate
  /// The greatest probability that the comparison as a whole errs, in either direction.
  package let risk: Rate
  /// The greatest probability that one of its tests errs, in either direction.
  package let share: Double
  /// What a differing answer takes from the score when an equal one adds 1: positive.
  package let cost: Int
  /// The score at which the answers are the same.
  package let equalAt: Int
  /// The most pairs that are judged, or just so many.
  package let maxPairs: Int
  /// Whether just so many pairs are sent, whatever they show.
  package let isFixed: Bool

  /// The evidence from which on a test has decided.
  package var limit: Double { 1 / share }

  /// Calibrates the score, which has no lower limit: what rejects a candidate is `DiscordanceTest`.
  ///
  /// `tests` is how many sequential tests share the risk; `maxPairs` and `lines` are as for
  /// `ProbeRule.calibrated`.
  package static func calibrated(
    tolerate: Rate, reject: Rate, risk: Rate, tests: Int, maxPairs: Int? = nil, lines: Int = 1
  ) throws(ProbeRuleError) -> PairRule {
    let probes = try ProbeRule.calibrated(
      tolerate: tolerate, reject: reject, risk: risk, maxProbes: maxPairs, payloadLines: lines)
    let share = risk.value / Double(tests)
    let perEqual = naturalLogarithm((1 - tolerate.value) / (1 - min(reject.value, 0.999_999)))
    var walk = ScoreWalk(
      failureCost: probes.failureCost,
      healthyLimit: max(1, Int((naturalLogarithm((1 - share) / share) / perEqual).rounded(.up))),
      unhealthyLimit: 0, maxProbes: probes.maxProbes)
    func keeps(_ limit: Int) -> Bool {
      walk.healthyLimit = limit
      // From so far below nothing comes back: the probability is that of the same many good
      // answers in a row five times over.
      walk.unhealthyLimit = 4 * limit
      return walk.operatingCharacteristic(at: reject.value).healthy <= share
    }
    var limit = walk.healthyLimit
    while limit > 1, keeps(limit - 1) { limit -= 1 }
    while !keeps(limit) { limit += 1 }
    guard limit <= probes.maxProbes else {
      throw .tooFewProbes(probes.maxProbes, needed: limit)
    }
    return PairRule(
      tolerate: tolerate, reject: reject, risk: risk, share: share, cost: probes.failureCost,
      equalAt: limit, maxPairs: probes.maxProbes, isFixed: false)
  }

  /// The rule of just so many pairs, all of which must be equal.
  package static func all(of pairs: Int, tests: Int, lines: Int = 1) throws(ProbeRuleError)
    -> PairRule
  {
    _ = try ProbeRule.all(of: pairs)
    guard lines <= pairs else { throw .moreLinesThanFixed(lines: lines, probes: pairs) }
    let risk = Rate.onePercent
    return PairRule(
      tolerate: risk, reject: .fivePercent, risk: risk, share: risk.value / Double(tests),
      cost: pairs, equalAt: pairs, maxPairs: pairs, isFixed: true)
  }

  /// The rule in the record.
  package var json: JSONValue {
    var json: JSONValue = [:]
    if !isFixed {
      json["Tolerate"] = .number(tolerate.numeral)
      json["Reject"] = .number(reject.numeral)
    }
    json["Risk"] = .number(risk.numeral)
    json["EqualAt"] = .init(equalAt)
    json["Differing"] = .init(-cost)
    json["MaxPairs"] = .init(maxPairs)
    return json
  }
}
