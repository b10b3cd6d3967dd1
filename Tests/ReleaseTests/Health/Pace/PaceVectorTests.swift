import AWS
import Release
import Testing

@Suite("The pace's evidence and weights, by vectors of two other implementations")
struct PaceVectorTests {
  static func rule(
    first: String = "1%", cap: String = "50%", giveUp: Int = 3600, clump: Int = 1
  ) throws -> PaceRule {
    let one = try Rate(argument: "1%")
    return try PaceRule(
      first: Weight(argument: first), cap: Weight(argument: cap),
      traffic: TrafficRule(
        tolerate: one, reject: Rate(argument: "5%"), risk: one, clump: clump),
      giveUpAfter: giveUp)
  }

  /// Six significant digits, as the vectors have them.
  static func digits(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    var (scaled, power) = (abs(value), 1.0)
    while scaled * power < 100_000 { power *= 10 }
    while scaled * power >= 1_000_000 { power /= 10 }
    scaled = (scaled * power).rounded() / power
    return scaled
  }

  struct Row {
    var counts: [Int]
    var evidence: Double
    var atCap: Double
    var weight: String

    init(_ counts: [Int], _ evidence: Double, _ atCap: Double, _ weight: String) {
      (self.counts, self.evidence, self.atCap, self.weight) = (counts, evidence, atCap, weight)
    }
  }

  /// Enters a vector's minutes one by one; the minute is at the cap when the weight before it is.
  static func check(_ rows: [Row], _ rule: PaceRule, reference: TrafficCounts = .none) throws {
    let incident = IncidentRule(reject: rule.traffic.reject, reference: reference)
    var minutes: [PaceMinute] = []
    var weight = rule.first
    for (place, row) in rows.enumerated() {
      let baseline = TrafficCounts(invocations: row.counts[2], failures: row.counts[3])
      minutes.append(
        PaceMinute(
          start: 60 * place,
          candidate: TrafficCounts(invocations: row.counts[0], failures: row.counts[1]),
          baseline: baseline, isAtCap: weight == rule.cap,
          isIncident: incident.isIncident(baseline)))
      let evidence = PaceEvidence(minutes, rule, at: Double(60 * (place + 1) + 180))
      weight = PaceTarget.weight(evidence, from: weight, rule)
      #expect(abs(digits(evidence.complete) - row.evidence) <= 1e-9 * row.evidence, "\(place)")
      #expect(abs(digits(evidence.atCap) - row.atCap) <= 1e-9 * row.atCap, "\(place)")
      #expect(try weight == Weight(argument: row.weight), "\(place)")
    }
  }

  @Test("S1: a clean version at 100 requests a second")
  func clean() throws {
    try Self.check(
      [
        Row([60, 0, 5940, 6], 2.63266, 1, "0.026"), Row([62, 0, 5930, 5], 8.77488, 1, "0.087"),
        Row([210, 0, 5790, 6], 33.7008, 1, "0.337"), Row([510, 1, 5490, 5], 129.969, 1, "0.5"),
        Row([1900, 2, 4100, 4], 507.877, 4, "0.5"), Row([3000, 3, 3000, 3], 531.51, 16, "0.5"),
        Row([3010, 2, 2990, 4], 626.038, 64, "0.5"),
        Row([2990, 4, 3010, 2], 645.062, 164.83, "0.5"),
        Row([3000, 3, 3000, 3], 1000, 659.32, "0.5"),
      ], Self.rule())
  }

  @Test("S2: one that turns bad at 10 requests a second")
  func turnsBad() throws {
    try Self.check(
      [
        Row([6, 0, 594, 1], 1.16038, 1, "0.01"), Row([30, 0, 570, 0], 2.72692, 1, "0.027"),
        Row([60, 0, 540, 1], 9.55569, 1, "0.095"), Row([120, 1, 480, 0], 35.5729, 1, "0.355"),
        Row([300, 18, 300, 1], 0.000166667, 1, "0.01"),
        Row([40, 3, 560, 0], 0.000166667, 1, "0.01"), Row([6, 0, 594, 1], 0.000193397, 1, "0.01"),
        Row([0, 0, 600, 1], 0.000193397, 1, "0.01"),
      ], Self.rule())
  }

  @Test("S3: live 3%, the fourth minute an incident")
  func incident() throws {
    try Self.check(
      [
        Row([60, 2, 1140, 34], 2.21873, 1, "0.022"), Row([90, 3, 1110, 30], 8.06328, 1, "0.08"),
        Row([120, 3, 1080, 36], 32.0631, 1, "0.32"), Row([180, 40, 1020, 230], 32.0631, 1, "0.32"),
        Row([150, 4, 1050, 33], 128.042, 1, "0.5"), Row([600, 19, 600, 20], 500, 2.00067, "0.5"),
        Row([600, 16, 600, 21], 500, 8.00013, "0.5"),
      ], Self.rule(), reference: TrafficCounts(invocations: 1200, failures: 36))
  }

  @Test("minutes that are not complete only lower the weight")
  func young() throws {
    let rule = try Self.rule(first: "5%")
    func minute(_ place: Int, _ n1: Int, _ x1: Int, _ n0: Int, _ x0: Int) -> PaceMinute {
      PaceMinute(
        start: 60 * place, candidate: TrafficCounts(invocations: n1, failures: x1),
        baseline: TrafficCounts(invocations: n0, failures: x0))
    }
    let complete = [minute(0, 30, 0, 570, 1), minute(1, 31, 0, 569, 0)]
    let young = [minute(2, 24, 1, 430, 0), minute(3, 9, 1, 140, 1)]
    let evidence = PaceEvidence(complete + young, rule, at: 301)
    #expect(Self.digits(evidence.complete) == 6.78838)
    #expect(Self.digits(evidence.current) == 0.93381)
    #expect(try PaceTarget.weight(evidence, from: rule.first, rule) == Weight(argument: "5%"))
    let without = PaceEvidence(complete, rule, at: 301)
    #expect(try PaceTarget.weight(without, from: rule.first, rule) == Weight(argument: "20%"))
  }

  static func target(
    _ evidence: Double, from weight: String, _ rule: PaceRule, incident: Bool = false
  ) throws -> String {
    PaceTarget.weight(
      PaceEvidence(complete: evidence, current: evidence, atCap: 1, hasIncident: incident),
      from: try Weight(argument: weight), rule
    ).numeral
  }

  @Test("the weight that the evidence allows")
  func targets() throws {
    let third = try Self.rule(cap: "0.333333333")
    #expect(try Self.target(40, from: "0.2", third) == "0.333333333")
    let rule = try Self.rule()
    #expect(try Self.target(2.68, from: "0.026", rule) == "0.026")
    #expect(try Self.target(9, from: "0.01", rule) == "0.04")
    // A raise of a tenth is not written, one to the cap always; a fall is never too small.
    #expect(try Self.target(11, from: "0.1", rule) == "0.1")
    #expect(try Self.target(11.1, from: "0.1", rule) == "0.111")
    #expect(try Self.target(50, from: "0.49", rule) == "0.5")
    #expect(try Self.target(9.9, from: "0.1", rule) == "0.099")
    #expect(try Self.target(0.1, from: "0.5", rule) == "0.01")
    #expect(try Self.target(40, from: "0.3", rule, incident: true) == "0.01")
    // Whole grains, of a tenth of a small FIRST.
    let small = try Self.rule(first: "0.25%")
    #expect(try Self.target(3.19, from: "0.0025", small) == "0.00775")
    #expect(try Self.target(1, from: "0.0025", small) == "0.0025")
    let tiny = try Self.rule(first: "0.0000001%")
    #expect(try Self.target(3, from: "0.000000001", tiny) == "0.000000003")
  }

  @Test("the constants")
  func constants() throws {
    let rule = try Self.rule()
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 5e-7 }
    #expect(abs(rule.logSuccess - 0.041242959) < 5e-10)
    #expect(abs(rule.logFailure - -1.609437912) < 5e-10)
    #expect(near(rule.floor, -8.699515))
    #expect(near(rule.ceiling, 6.907755))
    #expect(near(try Self.rule(first: "5%").ceiling, 5.298317))
    #expect(near(rule.promotionCeiling, 7.600902))
  }

  @Test("clumps divide each step")
  func clumps() throws {
    let minute = PaceMinute(
      start: 0, candidate: TrafficCounts(invocations: 60, failures: 3),
      baseline: TrafficCounts(invocations: 540, failures: 3))
    let one = PaceEvidence([minute], try Self.rule(), at: 240)
    let three = PaceEvidence([minute], try Self.rule(clump: 3), at: 240)
    #expect(Self.digits(one.complete) < Self.digits(three.complete))
    #expect(three.complete < 1)
  }

  @Test("what no rule can be made of")
  func refused() throws {
    #expect(throws: PaceRuleError.firstIsZero) { try Self.rule(first: "0%") }
    #expect(throws: PaceRuleError.self) { try Self.rule(first: "51%", cap: "60%") }
    #expect(throws: PaceRuleError.self) { try Self.rule(first: "20%", cap: "10%") }
    #expect(throws: PaceRuleError.self) { try Self.rule(cap: "100%") }
    #expect(throws: PaceRuleError.self) { try Self.rule(cap: "0%") }
    _ = try Self.rule(first: "50%")
  }
}
