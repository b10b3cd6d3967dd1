/// The search for the limits that just keep a promise.
struct Calibration {
  /// The probability to tolerate, above 0.
  var tolerate: Double
  /// The probability to reject, above `tolerate`.
  var reject: Double
  /// The greatest probability of either error.
  var risk: Double

  /// The evidence of one good answer in favour of `tolerate`, in natural logarithms.
  private var perGood: Double { naturalLogarithm((1 - tolerate) / (1 - reject)) }

  /// What a failure takes away when a good answer adds 1.
  var failureCost: Int {
    max(1, Int((naturalLogarithm(reject / tolerate) / perGood).rounded()))
  }

  /// Wald's limit for both sides.
  private var textbookLimit: Double { naturalLogarithm((1 - risk) / risk) / perGood }

  /// The healthy limit when there are as many probes as one likes: the fewest that can decide.
  var fewestProbes: Int {
    guard textbookLimit < Double(ProbeRule.probeLimit) else { return ProbeRule.probeLimit }
    var probes = max(1, Int(textbookLimit.rounded(.up)))
    while walk(maxProbes: probes) == nil { probes += max(1, probes / 100) }
    while probes > 1, walk(maxProbes: probes - 1) != nil { probes -= 1 }
    return probes
  }

  /// The limits of a walk that ends after `maxProbes`, or nil when no healthy limit within it
  /// keeps the risk.
  ///
  /// Both probabilities are monotone in their own limit, so each is found by bisection; lowering
  /// one limit only helps the other, so a few rounds settle both.
  func walk(maxProbes: Int) -> ScoreWalk? {
    guard textbookLimit < Double(ProbeRule.probeLimit) else { return nil }
    let start = max(1, Int(textbookLimit.rounded(.up)))
    var walk = ScoreWalk(
      failureCost: failureCost, healthyLimit: start, unhealthyLimit: start, maxProbes: maxProbes)
    for _ in 0..<20 {
      let before = (walk.healthyLimit, walk.unhealthyLimit)
      walk.healthyLimit = smallest(upTo: maxProbes + 1) { limit in
        var trial = walk
        trial.healthyLimit = limit
        return trial.operatingCharacteristic(at: reject).healthy <= risk
      }
      guard walk.healthyLimit <= maxProbes else { return nil }
      walk.unhealthyLimit = smallest(upTo: failureCost * maxProbes + 1) { limit in
        var trial = walk
        trial.unhealthyLimit = limit
        return trial.operatingCharacteristic(at: tolerate).unhealthy <= risk
      }
      if before == (walk.healthyLimit, walk.unhealthyLimit) { break }
    }
    return walk
  }

  /// The walk that ends at the smallest round number, not below `atLeast`, at which at most 1% of
  /// the checks at either rate have no verdict; nil when that is more than the limit.
  func walk(atLeast: Int) -> ScoreWalk? {
    var scale = 1
    while scale <= ProbeRule.probeLimit {
      for tenths in [10, 15, 20, 25, 30, 40, 50, 60, 80] {
        let probes = scale * tenths / 10
        guard probes * 10 == scale * tenths, probes >= atLeast,
          Double(probes) >= textbookLimit, probes <= ProbeRule.probeLimit,
          let walk = walk(maxProbes: probes)
        else { continue }
        if walk.operatingCharacteristic(at: tolerate).inconclusive <= 0.01,
          walk.operatingCharacteristic(at: reject).inconclusive <= 0.01
        {
          return walk
        }
      }
      scale *= 10
    }
    return nil
  }

  /// The smallest limit from 1 that keeps the risk, or `most`.
  private func smallest(upTo most: Int, where keepsRisk: (Int) -> Bool) -> Int {
    // Close to the textbook's limit, as a rule: widen until it holds, then bisect.
    var low = 0
    var high = min(most, max(1, Int(textbookLimit.rounded(.up))))
    while high < most, !keepsRisk(high) {
      low = high
      high = min(most, high * 2)
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if keepsRisk(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
