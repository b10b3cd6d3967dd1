package import Release

/// Two versions behind an alias: how often each fails in which minute, and how many come together.
package struct TrafficWorld: Sendable {
  /// Requests a second to the alias.
  package var requestsPerSecond: Double
  /// How often the new version fails, by the minute since its first share and its weight.
  package var candidate: @Sendable (Int, Double) -> Double
  /// How often the version now serving fails.
  package var baseline: @Sendable (Int, Double) -> Double
  /// How often the serving version fails before the release.
  package var usual: Double
  /// How many failures of one cause come together.
  package var clump: Int

  package init(
    requestsPerSecond: Double, candidate: Double, baseline: Double, incident: Range<Int>? = nil,
    clump: Int = 1, from change: Int = 0, before: Double? = nil
  ) {
    self.requestsPerSecond = requestsPerSecond
    usual = baseline
    self.clump = clump
    let extra = { @Sendable (minute: Int) in incident?.contains(minute) == true ? 0.2 : 0 }
    self.candidate = { minute, _ in
      (minute < change ? before ?? candidate : candidate) + extra(minute)
    }
    self.baseline = { minute, _ in baseline + extra(minute) }
  }

  /// A minute of both versions, at a weight of the new one.
  package func minute(_ minute: Int, weight: Double, _ chance: inout Chance)
    -> TrafficHistory.Minute
  {
    let requests = requestsPerSecond * 60
    return TrafficHistory.Minute(
      candidate: counts(requests * weight, candidate(minute, weight), &chance),
      baseline: counts(requests * (1 - weight), baseline(minute, weight), &chance))
  }

  /// What the alias did in the 30 minutes before.
  package func reference(_ chance: inout Chance) -> TrafficCounts {
    counts(requestsPerSecond * 1800, usual, &chance)
  }

  private func counts(_ requests: Double, _ rate: Double, _ chance: inout Chance)
    -> TrafficCounts
  {
    let failures = clump * chance.many(requests * rate / Double(clump))
    return TrafficCounts(
      invocations: failures + chance.many(requests * (1 - rate)), failures: failures)
  }
}

extension Chance {
  /// As `poisson`, by the normal distribution where the mean is large.
  package mutating func many(_ mean: Double) -> Int {
    guard mean > 400 else { return poisson(mean) }
    // The sum of twelve uniform numbers.
    let normal = (0..<12).reduce(-6.0) { sum, _ in sum + share() }
    return max(0, Int((mean + mean.squareRoot() * normal).rounded()))
  }
}

/// How a simulated release ended.
package struct FlowEnd: Sendable {
  /// Healthy when the version was promoted.
  package var verdict: Verdict
  /// Minutes from the first share to the end.
  package var minutes: Int
  /// Failed requests of the new version until then.
  package var failures: Int
  /// The greatest weight.
  package var greatest: Double

  package init(verdict: Verdict, minutes: Int, failures: Int, greatest: Double) {
    self.verdict = verdict
    self.minutes = minutes
    self.failures = failures
    self.greatest = greatest
  }

  /// What many runs came to: the shares of those that were promoted and that were unhealthy, the
  /// median minutes of the promoted, the mean failures, and the mean greatest weight.
  package struct Summary: Sendable {
    package var promoted = 0.0
    package var unhealthy = 0.0
    package var minutes: Int?
    package var failures = 0.0
    package var greatest = 0.0
  }

  package static func summary(_ runs: Int, seed: UInt64, _ run: (inout Chance) -> FlowEnd)
    -> Summary
  {
    var chance = Chance(seed: seed)
    var summary = Summary()
    var minutes: [Int] = []
    let part = 1 / Double(runs)
    for _ in 0..<runs {
      let end = run(&chance)
      if end.verdict == .healthy { summary.promoted += part }
      if end.verdict == .unhealthy { summary.unhealthy += part }
      if end.verdict != .inconclusive { minutes.append(end.minutes) }
      summary.failures += Double(end.failures) * part
      summary.greatest += end.greatest * part
    }
    if minutes.count * 50 >= runs { summary.minutes = minutes.sorted()[minutes.count / 2] }
    return summary
  }
}
