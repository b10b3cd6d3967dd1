/// How probes of a version add up to a verdict: a sequential probability ratio test in whole
/// numbers.
///
/// A score starts at 0. A good answer adds 1, a failed one takes `failureCost` away. At
/// `healthyLimit` the version is healthy, at `-unhealthyLimit` unhealthy, and after `maxProbes`
/// probes without either the check is inconclusive. `calibrated` chooses the numbers so that the
/// exact error rates keep their promise.
package struct ProbeRule: Sendable, Hashable {
  /// What the rule promises.
  package enum Promise: Sendable, Hashable {
    /// A version that fails `tolerate` of its requests or less is called unhealthy with a
    /// probability of at most `risk`, one that fails `reject` or more is called healthy with a
    /// probability of at most `risk`.
    case rates(tolerate: Rate, reject: Rate, risk: Rate)
    /// A fixed number of probes, all of which must pass.
    case allOf(Int)
  }

  /// What a score says.
  package enum Decision: Sendable, Hashable {
    /// It has reached the healthy limit.
    case healthy
    /// It has reached the unhealthy limit.
    case unhealthy
  }

  /// What the rule promises.
  package let promise: Promise
  /// What a failed probe takes from the score: positive.
  package let failureCost: Int
  /// The score at which the version is healthy: positive.
  package let healthyLimit: Int
  /// The version is unhealthy when the score is this far below 0, or farther: positive.
  package let unhealthyLimit: Int
  /// The most probes that are scored.
  package let maxProbes: Int

  /// The rule that sends so many probes and wants all to pass (`--probes`).
  package static func all(of probes: Int) throws(ProbeRuleError) -> ProbeRule {
    guard (1...Self.probeLimit).contains(probes) else { throw .probesOutOfRange(probes) }
    return ProbeRule(
      promise: .allOf(probes), failureCost: probes, healthyLimit: probes, unhealthyLimit: 1,
      maxProbes: probes)
  }

  /// The most probes that a rule may ask for.
  package static let probeLimit = 1_000_000

  /// Whether the first failure decides, wherever it comes.
  package var isStrict: Bool { healthyLimit - 1 - failureCost <= -unhealthyLimit }

  /// What a score says, or nil when it says nothing yet.
  package func decision(at score: Int) -> Decision? {
    if score >= healthyLimit { return .healthy }
    return score <= -unhealthyLimit ? .unhealthy : nil
  }

  /// The number of probes after which `failed` failures still leave the version healthy, or nil
  /// when that is more than `maxProbes` or the failures alone decide.
  package func healthyAfter(failed: Int) -> Int? {
    guard failed == 0 || !isStrict else { return nil }
    let probes = healthyLimit + (failureCost + 1) * failed
    return probes <= maxProbes ? probes : nil
  }

  /// The number of probes within which so many failures make the version unhealthy, or nil when
  /// they never do.
  package func unhealthyWithin(failed: Int) -> Int? {
    guard !isStrict else { return failed == 1 ? maxProbes : nil }
    let probes = (failureCost + 1) * failed - unhealthyLimit
    return probes >= failed ? min(probes, maxProbes) : nil
  }
}

/// Why no rule can be made of the numbers given: a usage error that says what to give instead.
package enum ProbeRuleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The rate to reject is not above the rate to tolerate.
  case rejectNotAboveTolerate(tolerate: Rate, reject: Rate)
  /// The two rates together exceed 100%, where a failure would weigh less than a success.
  case ratesTooHigh(tolerate: Rate, reject: Rate)
  /// The risk is not above 0% and below 50%.
  case riskOutOfRange(Rate)
  /// The number of probes is not from 1 to `ProbeRule.probeLimit`.
  case probesOutOfRange(Int)
  /// So few probes cannot make a version healthy; the smallest number that can, when known.
  case tooFewProbes(Int, needed: Int)
  /// The rates are so close, or so small, that a verdict would need too many probes.
  case tooManyProbes(tolerate: Rate, reject: Rate)
  /// There are more payload lines than probes.
  case moreLinesThanProbes(lines: Int, probes: Int)
  /// Live traffic is judged by a ratio of rates, which needs a rate to tolerate.
  case watchNeedsTolerance
  /// There are more payload lines than the fixed number of probes.
  case moreLinesThanFixed(lines: Int, probes: Int)

  /// What is wrong and what to give instead, in one line.
  package var description: String {
    switch self {
    case .rejectNotAboveTolerate(let tolerate, let reject):
      "--reject \(reject.percent) must be above --tolerate \(tolerate.percent)"
    case .ratesTooHigh(let tolerate, let reject):
      "--tolerate \(tolerate.percent) and --reject \(reject.percent) must not exceed 100% together"
    case .riskOutOfRange(let risk):
      "--risk \(risk.percent) must be above 0% and below 50%: 1% is usual"
    case .probesOutOfRange(let probes):
      "\(probes) is no number of probes: give 1 to \(ProbeRule.probeLimit)"
    case .tooFewProbes(let probes, let needed):
      "\(probes) probes cannot decide: healthy needs at least \(needed) good answers; "
        + "give --max-probes \(needed) or more, or a higher --reject or --risk"
    case .tooManyProbes(let tolerate, let reject):
      "telling \(tolerate.percent) from \(reject.percent) takes more than "
        + "\(ProbeRule.probeLimit) probes: give a higher --reject"
    case .moreLinesThanProbes(let lines, let probes):
      "the payload has \(lines) lines and each must be probed: give --max-probes \(lines) or more "
        + "instead of \(probes)"
    case .watchNeedsTolerance:
      "--watch compares rates of failures: give --tolerate above 0%"
    case .moreLinesThanFixed(let lines, let probes):
      "the payload has \(lines) lines and each must be probed: give --probes \(lines) or more "
        + "instead of \(probes)"
    }
  }
}
