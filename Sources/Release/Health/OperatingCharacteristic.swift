/// What a rule does to a version that fails a given share of its requests, exactly.
package struct OperatingCharacteristic: Sendable, Hashable {
  /// The true rate of failures, from 0 to 1.
  package var rate: Double
  /// The probability that the rule says healthy.
  package var healthy: Double
  /// The probability that the rule says unhealthy.
  package var unhealthy: Double
  /// The probability that the probes run out first.
  package var inconclusive: Double
  /// The number of probes on average.
  package var expectedProbes: Double
}

extension ProbeRule {
  /// What the rule does to a version that fails with probability `rate`, by dynamic programming
  /// over every path that the score can take: no simulation, no approximation.
  package func operatingCharacteristic(at rate: Double) -> OperatingCharacteristic {
    ScoreWalk(
      failureCost: failureCost, healthyLimit: healthyLimit, unhealthyLimit: unhealthyLimit,
      maxProbes: maxProbes
    ).operatingCharacteristic(at: rate)
  }
}

/// The score as a random walk between two limits, in the numbers of `ProbeRule`.
///
/// After n probes of which f failed the score is n - (cost + 1) f, so the few numbers of failures
/// that are still undecided are the whole state.
struct ScoreWalk {
  var failureCost: Int
  var healthyLimit: Int
  var unhealthyLimit: Int
  var maxProbes: Int

  /// The exact probabilities of each end, and the average length.
  func operatingCharacteristic(at rate: Double) -> OperatingCharacteristic {
    var healthy = 0.0
    var unhealthy = 0.0
    var expected = 0.0
    let good = 1 - rate
    let step = failureCost + 1
    // mass[i] is the probability of being undecided with first + i failures.
    var first = 0
    var mass = [1.0]
    var probes = 0
    while probes < maxProbes, !mass.isEmpty {
      var total = 0.0
      for share in mass { total += share }
      expected += total
      probes += 1
      var after = [Double](repeating: 0, count: mass.count + 1)
      for index in mass.indices {
        let share = mass[index]
        let score = probes - step * (first + index)
        if score >= healthyLimit {
          healthy += share * good
        } else {
          after[index] += share * good
        }
        if score - step <= -unhealthyLimit {
          unhealthy += share * rate
        } else {
          after[index + 1] += share * rate
        }
      }
      while let last = after.last, last == 0 { after.removeLast() }
      if let undecided = after.firstIndex(where: { $0 != 0 }), undecided > 0 {
        after.removeFirst(undecided)
        first += undecided
      }
      mass = after
    }
    var inconclusive = 0.0
    for share in mass { inconclusive += share }
    return OperatingCharacteristic(
      rate: rate, healthy: healthy, unhealthy: unhealthy, inconclusive: inconclusive,
      expectedProbes: expected)
  }
}
