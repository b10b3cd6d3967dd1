import HealthSimulation
import Release
import Testing

@Suite("The two scores of live traffic, by seeded simulation")
struct TrafficRuleTests {
  static func rule() throws -> TrafficRule {
    try TrafficRule(
      tolerate: Rate(argument: "1%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"))
  }

  @Test("the numbers of the defaults")
  func numbers() throws {
    let rule = try Self.rule()
    #expect(rule.errors.failureCost == 39)
    #expect(rule.ratio == 5)
    #expect(abs(rule.shareLimit - 4.595) < 0.001)
    #expect(throws: ProbeRuleError.watchNeedsTolerance) {
      try TrafficRule(
        tolerate: Rate(argument: "0%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"))
    }
  }

  @Test("at 10% weight an error of the new version adds 1.27 and one of the old takes 0.34 away")
  func steps() throws {
    var one = TrafficScores(try Self.rule())
    one.enter(
      candidate: TrafficCounts(invocations: 60, failures: 1),
      baseline: TrafficCounts(invocations: 540, failures: 0))
    #expect(abs(one.share - 1.27) < 0.01)
    var other = TrafficScores(try Self.rule())
    other.enter(
      candidate: TrafficCounts(invocations: 60, failures: 0),
      baseline: TrafficCounts(invocations: 540, failures: 1))
    #expect(abs(other.share + 0.34) < 0.01)
  }

  @Test("the scores stay within their limits, so that the past is forgotten")
  func limits() throws {
    var scores = TrafficScores(try Self.rule())
    scores.enter(candidate: TrafficCounts(invocations: 9999, failures: 0), baseline: .none)
    #expect(scores.error == 112)
    #expect(scores.isGood)
    scores.enter(candidate: TrafficCounts(invocations: 99, failures: 99), baseline: .none)
    #expect(scores.error == -198)
    #expect(!scores.isBad, "without the other version there is nothing to be worse than")
    scores.enter(
      candidate: TrafficCounts(invocations: 99, failures: 99),
      baseline: TrafficCounts(invocations: 999, failures: 0))
    #expect(scores.isBad)
  }

  /// Cells in which the new version is no worse, or within what is tolerated.
  static let good: [(name: String, simulation: TrafficSimulation)] = [
    (
      "0.1%",
      TrafficSimulation(requestsPerSecond: 10, weight: 0.1, candidate: 0.001, baseline: 0.001)
    ),
    ("1%", TrafficSimulation(requestsPerSecond: 10, weight: 0.1, candidate: 0.01, baseline: 0.01)),
    ("3%", TrafficSimulation(requestsPerSecond: 10, weight: 0.1, candidate: 0.03, baseline: 0.03)),
    ("8%", TrafficSimulation(requestsPerSecond: 10, weight: 0.1, candidate: 0.08, baseline: 0.08)),
    (
      "0.1% and an incident of 20% for 5 minutes",
      TrafficSimulation(
        requestsPerSecond: 10, weight: 0.1, candidate: 0.001, baseline: 0.001,
        incident: (4..<9, 0.2))
    ),
    (
      "1%, overdispersed",
      TrafficSimulation(
        requestsPerSecond: 10, weight: 0.1, candidate: 0.01, baseline: 0.01, overdispersed: true)
    ),
    (
      "1% at 1/s",
      TrafficSimulation(requestsPerSecond: 1, weight: 0.1, candidate: 0.01, baseline: 0.01)
    ),
    (
      "1% at half",
      TrafficSimulation(requestsPerSecond: 1, weight: 0.5, candidate: 0.01, baseline: 0.01)
    ),
  ]

  @Test("a version that is no worse is rolled back in at most 1% of all watches")
  func falseRollback() throws {
    let rule = try Self.rule()
    for cell in Self.good {
      let bad = cell.simulation.runs(1000, rule, seed: 11).verdicts[.unhealthy] ?? 0
      #expect(bad <= 12, "\(cell.name): \(bad) of 1000")
    }
  }

  @Test("a version that fails 5% is missed in at most 1% of all watches, and found in minutes")
  func detection() throws {
    let rule = try Self.rule()
    let cells: [(rps: Double, weight: Double, bad: Double, base: Double, minutes: Double)] = [
      (10, 0.1, 0.05, 0.001, 3.2), (10, 0.1, 0.05, 0.01, 3.9), (10, 0.1, 0.1, 0, 1.5),
      (10, 0.1, 0.5, 0.001, 1.1), (10, 0.1, 0.15, 0.03, 1.9), (1, 0.1, 0.05, 0.01, 30),
      (1, 0.5, 0.05, 0.001, 9),
    ]
    for cell in cells {
      let result = TrafficSimulation(
        requestsPerSecond: cell.rps, weight: cell.weight, candidate: cell.bad, baseline: cell.base
      ).runs(1000, rule, seed: 12)
      #expect((result.verdicts[.healthy] ?? 0) <= 14, "\(cell)")
      #expect(result.minutesToUnhealthy <= cell.minutes, "\(cell)")
    }
  }

  @Test("simulated probes agree with the exact rates")
  func probes() throws {
    let rule = try Self.rule().errors
    for rate in [0.01, 0.05] {
      let exact = rule.operatingCharacteristic(at: rate)
      let seen = ProbeSimulation(rate: rate).runs(1500, rule, seed: 13)
      for (verdict, probability) in [
        (Verdict.healthy, exact.healthy), (.unhealthy, exact.unhealthy),
        (.inconclusive, exact.inconclusive),
      ] {
        // Four standard deviations, and a little for the smallest.
        let deviation = (1500 * probability * (1 - probability)).squareRoot()
        let count = Double(seen.verdicts[verdict] ?? 0)
        #expect(abs(count - 1500 * probability) <= 4 * deviation + 1, "\(rate) \(verdict)")
      }
      #expect(abs(seen.probes - exact.expectedProbes) < 0.08 * exact.expectedProbes)
    }
  }

  @Test("hiccups that hit every version do not reject a good one", arguments: [1, 4, 16])
  func hiccups(parallel: Int) throws {
    let rule = try Self.rule().errors
    let seen = ProbeSimulation(rate: 0.001, hiccupEvery: 600, parallel: parallel)
      .runs(1000, rule, seed: 14)
    #expect((seen.verdicts[.unhealthy] ?? 0) <= 5)
  }
}
