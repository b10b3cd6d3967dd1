package import Release

/// Live traffic of two versions behind an alias, minute by minute, judged by the real scores.
package struct TrafficSimulation: Sendable {
  /// Requests a second to the alias.
  package var requestsPerSecond: Double
  /// The new version's share of them.
  package var weight: Double
  /// How often the new version fails.
  package var candidate: Double
  /// How often the version now serving fails.
  package var baseline: Double
  /// Minutes in which both fail at the given rate.
  package var incident: (minutes: Range<Int>, rate: Double)?
  /// Whether each minute's rate is drawn anew, between nothing and twice the rate.
  package var overdispersed = false
  /// Minutes before the version can be healthy.
  package var watch = 10
  /// Minutes until the watch gives up.
  package var giveUp = 30

  /// Makes a simulation of constant rates.
  package init(
    requestsPerSecond: Double, weight: Double, candidate: Double, baseline: Double,
    incident: (minutes: Range<Int>, rate: Double)? = nil, overdispersed: Bool = false
  ) {
    self.requestsPerSecond = requestsPerSecond
    self.weight = weight
    self.candidate = candidate
    self.baseline = baseline
    self.incident = incident
    self.overdispersed = overdispersed
  }

  /// One watch: its verdict and the minutes that it took.
  package func run(_ rule: TrafficRule, _ chance: inout Chance) -> (verdict: Verdict, minutes: Int)
  {
    var scores = TrafficScores(rule)
    for minute in 0..<giveUp {
      var factor = 1.0
      if overdispersed { factor = 2 * chance.share() }
      var rates = (candidate * factor, baseline * factor)
      if let incident, incident.minutes.contains(minute) { rates = (incident.rate, incident.rate) }
      let requests = requestsPerSecond * 60
      scores.enter(
        candidate: Self.counts(requests * weight, rates.0, &chance),
        baseline: Self.counts(requests * (1 - weight), rates.1, &chance))
      if scores.isBad { return (.unhealthy, minute + 1) }
      if minute + 1 >= watch, scores.isGood { return (.healthy, minute + 1) }
    }
    return (.inconclusive, giveUp)
  }

  private static func counts(_ requests: Double, _ rate: Double, _ chance: inout Chance)
    -> TrafficCounts
  {
    let failures = chance.poisson(requests * rate)
    return TrafficCounts(
      invocations: failures + chance.poisson(requests * (1 - rate)), failures: failures)
  }

  /// Many watches: how many ended how, and the average minutes of those that ended unhealthy.
  package func runs(_ count: Int, _ rule: TrafficRule, seed: UInt64) -> (
    verdicts: [Verdict: Int], minutesToUnhealthy: Double
  ) {
    var chance = Chance(seed: seed)
    var verdicts: [Verdict: Int] = [.healthy: 0, .unhealthy: 0, .inconclusive: 0]
    var minutes = 0
    for _ in 0..<count {
      let (verdict, length) = run(rule, &chance)
      verdicts[verdict, default: 0] += 1
      if verdict == .unhealthy { minutes += length }
    }
    return (verdicts, Double(minutes) / Double(max(1, verdicts[.unhealthy] ?? 1)))
  }
}
