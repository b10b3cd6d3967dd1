extension ProbeRule {
  /// The rule of the fewest probes that keeps a promise exactly.
  ///
  /// The failure cost is the ratio of the two likelihood ratios, rounded. The limits start from
  /// Wald's and are moved by 1 until the exact probabilities, by dynamic programming, just keep
  /// within `risk`: at the textbook's limits a failure overshoots, and 12% of the probes would be
  /// wasted. With `tolerate` 0% the first failure decides.
  ///
  /// - Parameters:
  ///   - tolerate: a version that fails this share or less shall pass.
  ///   - reject: a version that fails this share or more shall not.
  ///   - risk: the greatest probability of either error.
  ///   - maxProbes: where the rule gives up. Nil for the smallest round number that leaves at most
  ///     1% of the checks at either rate without a verdict, and that has room for each line twice.
  ///   - payloadLines: the number of payload lines, each of which needs a probe.
  /// - Returns: the rule.
  /// - Throws: what is wrong with the numbers, and what to give instead.
  package static func calibrated(
    tolerate: Rate, reject: Rate, risk: Rate, maxProbes: Int? = nil, payloadLines: Int = 1
  ) throws(ProbeRuleError) -> ProbeRule {
    guard tolerate < reject else {
      throw .rejectNotAboveTolerate(tolerate: tolerate, reject: reject)
    }
    guard risk.value > 0, risk.value < 0.5 else { throw .riskOutOfRange(risk) }
    if let maxProbes {
      guard (1...probeLimit).contains(maxProbes) else { throw .probesOutOfRange(maxProbes) }
      guard payloadLines <= maxProbes else {
        throw .moreLinesThanProbes(lines: payloadLines, probes: maxProbes)
      }
    }
    if tolerate.value == 0 {
      return try strict(
        tolerate: tolerate, reject: reject, risk: risk, maxProbes: maxProbes,
        payloadLines: payloadLines)
    }
    guard tolerate.value + reject.value <= 1 else {
      throw .ratesTooHigh(tolerate: tolerate, reject: reject)
    }
    let calibration = Calibration(
      tolerate: tolerate.value, reject: reject.value, risk: risk.value)
    let walk: ScoreWalk
    if let maxProbes {
      guard let found = calibration.walk(maxProbes: maxProbes) else {
        throw .tooFewProbes(maxProbes, needed: calibration.fewestProbes)
      }
      walk = found
    } else {
      guard let found = calibration.walk(atLeast: payloadLines == 1 ? 1 : 2 * payloadLines) else {
        throw .tooManyProbes(tolerate: tolerate, reject: reject)
      }
      walk = found
    }
    return ProbeRule(
      promise: .rates(tolerate: tolerate, reject: reject, risk: risk),
      failureCost: walk.failureCost, healthyLimit: walk.healthyLimit,
      unhealthyLimit: walk.unhealthyLimit, maxProbes: walk.maxProbes)
  }

  /// The rule that tolerates no failure: as many good answers in a row as a version that fails
  /// `reject` of its requests gives with a probability of at most `risk`.
  private static func strict(
    tolerate: Rate, reject: Rate, risk: Rate, maxProbes: Int?, payloadLines: Int
  ) throws(ProbeRuleError) -> ProbeRule {
    var needed = 1
    if reject.value < 1 {
      let exact = naturalLogarithm(risk.value) / naturalLogarithm(1 - reject.value)
      guard exact <= Double(probeLimit) else {
        throw .tooManyProbes(tolerate: tolerate, reject: reject)
      }
      needed = max(1, Int(exact.rounded(.up)))
    }
    let most = maxProbes ?? max(needed, payloadLines)
    guard needed <= most else { throw .tooFewProbes(most, needed: needed) }
    return ProbeRule(
      promise: .rates(tolerate: tolerate, reject: reject, risk: risk), failureCost: most,
      healthyLimit: needed, unhealthyLimit: 1, maxProbes: most)
  }
}
