/// How the failures of live traffic add up to a verdict, against the version now serving.
///
/// Two scores, minute by minute. The *error score* is the probe rule's on live requests, kept
/// between twice the unhealthy limit and the healthy limit: old successes cannot buy off new
/// failures, and an incident that is over is forgotten. The *share score* asks whether the
/// failures fall on the new version more often than its share of the traffic explains. A version is
/// unhealthy when both are at their bad limit in the same minute: it fails more than is tolerated,
/// and more than the version now serving. It is healthy when either is at its good limit.
///
/// The exponential of the share score is a supermartingale whatever the traffic, its weights and
/// the common rate of failures do, as long as the new version is no worse; so by Ville's
/// inequality it ever reaches its limit with a probability of at most `risk`, however often it is
/// looked at.
package struct TrafficRule: Sendable, Hashable {
  /// The rule of the error score.
  package let errors: ProbeRule
  /// How many times the serving version's rate the new one's may not reach: reject over tolerate.
  package let ratio: Double
  /// The share score's limit on both sides: ln((1 - risk) / risk).
  package let shareLimit: Double
  /// The rate that is still good.
  package let tolerate: Rate
  /// The rate that is certainly bad.
  package let reject: Rate
  /// The highest chance of either error.
  package let risk: Rate
  /// How many failures may come together, of one cause: every step is divided by it.
  package let clump: Int

  /// Seconds until a minute's metrics are surely all published: 180, or the function's timeout and
  /// 120.
  package static func publicationDelay(functionTimeout: Int) -> Int {
    max(180, functionTimeout + 120)
  }

  /// The most failures that `--clump` may name.
  package static let clumpLimit = 1000

  /// Makes a rule of rates.
  ///
  /// `tolerate` must be above 0%: with nothing tolerated there is no ratio.
  package init(tolerate: Rate, reject: Rate, risk: Rate, clump: Int = 1) throws(ProbeRuleError) {
    guard tolerate.value > 0 else { throw .watchNeedsTolerance }
    self.tolerate = tolerate
    self.reject = reject
    self.risk = risk
    self.clump = clump
    errors = try ProbeRule.calibrated(tolerate: tolerate, reject: reject, risk: risk)
    ratio = reject.value / tolerate.value
    shareLimit = naturalLogarithm((1 - risk.value) / risk.value)
  }
}

/// What one version did in one minute.
package struct TrafficCounts: Sendable, Hashable {
  /// How often it was invoked.
  package var invocations: Int
  /// How many of these failed.
  package var failures: Int

  /// Makes counts; there are at least as many invocations as failures, whatever has been
  /// published of either.
  package init(invocations: Int, failures: Int) {
    self.invocations = max(invocations, failures)
    self.failures = failures
  }

  /// Nothing at all.
  package static let none = TrafficCounts(invocations: 0, failures: 0)

  /// The counts of two periods together.
  package static func + (a: TrafficCounts, b: TrafficCounts) -> TrafficCounts {
    TrafficCounts(
      invocations: a.invocations + b.invocations, failures: a.failures + b.failures)
  }
}

/// The two scores after some minutes of traffic.
package struct TrafficScores: Sendable {
  /// The rule.
  package let rule: TrafficRule
  /// The error score times the rule's clump.
  private var errorSum = 0
  /// The share score.
  package private(set) var share = 0.0

  /// Starts both at 0.
  package init(_ rule: TrafficRule) {
    self.rule = rule
  }

  /// The error score.
  package var error: Int { errorSum / rule.clump }

  /// Enters a minute of the new version and of the one now serving.
  package mutating func enter(candidate: TrafficCounts, baseline: TrafficCounts) {
    let (n1, x1) = (candidate.invocations, candidate.failures)
    let (n0, x0) = (baseline.invocations, baseline.failures)
    let sum = errorSum + (n1 - x1) - rule.errors.failureCost * x1
    errorSum = min(
      max(sum, -2 * rule.errors.unhealthyLimit * rule.clump), rule.errors.healthyLimit * rule.clump)
    guard n1 + n0 > 0 else { return }
    let expected = (rule.ratio * Double(n1) + Double(n0)) / Double(n1 + n0)
    let step =
      Double(x1) * naturalLogarithm(rule.ratio) - Double(x0 + x1) * naturalLogarithm(expected)
    share = min(max(share + step / Double(rule.clump), -rule.shareLimit), rule.shareLimit)
  }

  /// Whether both scores are at their bad limit.
  package var isBad: Bool {
    errorSum <= -rule.errors.unhealthyLimit * rule.clump && share >= rule.shareLimit
  }

  /// Whether either score is at its good limit.
  package var isGood: Bool {
    errorSum >= rule.errors.healthyLimit * rule.clump || share <= -rule.shareLimit
  }
}
