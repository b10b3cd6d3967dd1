/// How a version's weight follows the evidence that it is not bad.
///
/// A version is bad when in every minute it fails at least `reject` of its requests and at least
/// `reject / tolerate` times as often as the serving version. The evidence E against that is an
/// e-process: its expectation under any bad version stays at 1, whatever the traffic and the weights
/// do. So with a weight of `first` times E a bad version gets, in expectation, at most twice `first`
/// of the traffic.
package struct PaceRule: Sendable, Hashable {
  /// The weight at the start, and the least one.
  package private(set) var first: Weight
  /// The greatest weight before the promotion.
  package let cap: Weight
  /// The rule of the live traffic's two scores, which finds an unhealthy version; it has the rates,
  /// the risk and the size of clumps.
  package let traffic: TrafficRule
  /// Seconds after which the run gives up.
  package let giveUpAfter: Int
  /// Seconds until a minute's metrics are surely all published.
  package private(set) var publicationDelay: Int

  /// The weight when `--cap` is not given: 50%.
  package static let usualCap = Weight(percent: 50) ?? .all
  /// The greatest weight to start with: 50%.
  package static let greatestFirst = Weight(percent: 50) ?? .all
  /// The greatest cap there can be: all traffic but the least part.
  static let greatestCap = Weight(exactly: 999_999_999) ?? .none
  /// The give-up when `--give-up` is not given, in seconds: an hour.
  package static let usualGiveUp = 3600
  /// The most that a minute may multiply the evidence, and the weight.
  package static let step = 4
  /// How many times the evidence that is needed may be kept as a reserve.
  package static let headroom = 10.0
  /// Complete minutes at the cap before the promotion.
  package static let bakeMinutes = 3
  /// The incident, counted from 1, that ends the run.
  package static let incidentLimit = 2

  /// Makes a rule; `publicationDelay` is as `TrafficRule.publicationDelay` tells it of the function.
  package init(
    first: Weight, cap: Weight = usualCap, traffic: TrafficRule, giveUpAfter: Int = usualGiveUp,
    publicationDelay: Int = TrafficRule.publicationDelay(functionTimeout: 0)
  ) throws(PaceRuleError) {
    guard first > .none else { throw .firstIsZero }
    guard first <= Self.greatestFirst else { throw .firstTooGreat(first) }
    guard cap < .all, cap > .none else { throw .capOutOfRange(cap) }
    guard first <= cap else { throw .firstAboveCap(first: first, cap: cap) }
    self.first = first
    self.cap = cap
    self.traffic = traffic
    self.giveUpAfter = giveUpAfter
    self.publicationDelay = publicationDelay
  }

  /// The rule for a function with that timeout in seconds.
  package func watching(functionTimeout: Int) -> PaceRule {
    publishing(within: TrafficRule.publicationDelay(functionTimeout: functionTimeout))
  }

  /// The rule where the metrics are published within so many seconds.
  package func publishing(within seconds: Int) -> PaceRule {
    var rule = self
    rule.publicationDelay = seconds
    return rule
  }

  /// The rule with another weight at the start; nil when that is above the cap.
  package func starting(at first: Weight) -> PaceRule? {
    guard first > .none, first <= cap else { return nil }
    var rule = self
    rule.first = first
    return rule
  }

  /// Weights are whole multiples of this, but for `first` and `cap` themselves.
  package var grain: Weight {
    Weight(exactly: max(1, min(1_000_000, first.billionths / 10))) ?? .all
  }

  private var tolerate: Double { traffic.tolerate.value }
  private var reject: Double { traffic.reject.value }
  private var risk: Double { traffic.risk.value }
  private var capOverFirst: Double { Double(cap.billionths) / Double(first.billionths) }

  /// What a request that succeeds adds to the logarithm of the evidence against `reject`.
  package var logSuccess: Double { naturalLogarithm((1 - tolerate) / (1 - reject)) }
  /// What a request that fails adds: less than 0.
  package var logFailure: Double { naturalLogarithm(tolerate / reject) }
  /// The most that a minute adds.
  package var logStep: Double { naturalLogarithm(Double(Self.step)) }
  /// The least that the logarithm of an evidence becomes, so that a bad minute can be made good.
  package var floor: Double {
    naturalLogarithm(risk / max(1, Double(giveUpAfter) / 60))
  }
  /// The most that it becomes for the weight, so that a good past is worth no more than that.
  package var ceiling: Double {
    naturalLogarithm(2 * Self.headroom * max(1, capOverFirst))
  }
  /// The most that it becomes for the promotion.
  package var promotionCeiling: Double { naturalLogarithm(2 * Self.headroom / risk) }
  /// The evidence that the cap needs.
  package var evidenceForCap: Double { max(1, capOverFirst) }
  /// The evidence from the minutes at the cap that the promotion needs.
  package var evidenceForPromotion: Double { 1 / risk }

  /// What a minute adds to the evidence that the version fails less than `reject`.
  ///
  /// The counts are numbers of requests, which a plan has in fractions.
  func againstRate(invocations: Double, failures: Double) -> Double {
    let sum = (invocations - failures) * logSuccess + failures * logFailure
    return min(logStep, sum / Double(traffic.clump))
  }

  /// What a minute adds to the evidence that the version fails less than `reject / tolerate` times
  /// as often as the serving version.
  func againstRatio(_ candidate: TrafficCounts, _ baseline: TrafficCounts) -> Double {
    let (n1, n0) = (Double(candidate.invocations), Double(baseline.invocations))
    guard n1 > 0, n0 > 0 else { return 0 }
    let (x1, x0) = (Double(candidate.failures), Double(baseline.failures))
    let ratio = traffic.ratio
    let sum =
      (x0 + x1) * naturalLogarithm((ratio * n1 + n0) / (n1 + n0)) - x1 * naturalLogarithm(ratio)
    return min(logStep, sum / Double(traffic.clump))
  }
}

/// Why no pace can be made of the weights given.
package enum PaceRuleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The first weight is 0%.
  case firstIsZero
  /// The first weight is above 50%.
  case firstTooGreat(Weight)
  /// The first weight is above the cap.
  case firstAboveCap(first: Weight, cap: Weight)
  /// The cap is 0%, or 100% or more.
  case capOutOfRange(Weight)

  /// What is wrong and what to give instead, in one line.
  package var description: String {
    switch self {
    case .firstIsZero: "--pace 0%: give the first share, such as 1%"
    case .firstTooGreat(let first):
      "--pace \(first.percent): the first share must be at most 50%, such as 1%"
    case .firstAboveCap(let first, let cap):
      "--pace \(first.percent) is above --cap \(cap.percent)"
    case .capOutOfRange(let cap):
      "--cap \(cap.percent): give a share above 0% and below 100%, such as 50%"
    }
  }
}
