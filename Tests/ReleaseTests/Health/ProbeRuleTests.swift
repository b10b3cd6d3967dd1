import HealthSimulation
import Release
import Testing

@Suite("A probe rule keeps its promise exactly")
struct ProbeRuleTests {
  /// A preset of the manual: what is promised, and the rule that keeps it.
  struct Preset: Sendable, CustomTestStringConvertible {
    var tolerate: String
    var reject: String
    var risk: String
    var cost: Int
    var healthy: Int
    var unhealthy: Int
    var maxProbes: Int

    var testDescription: String { "\(tolerate) \(reject) \(risk)" }

    func rule(maxProbes: Int?) throws -> ProbeRule {
      try ProbeRule.calibrated(
        tolerate: Rate(argument: tolerate), reject: Rate(argument: reject),
        risk: Rate(argument: risk), maxProbes: maxProbes)
    }
  }

  static let presets = [
    Preset("1%", "5%", "1%", 39, 112, 99, 500), Preset("1%", "5%", "5%", 39, 72, 60, 300),
    Preset("1%", "10%", "1%", 24, 49, 41, 250), Preset("1%", "10%", "5%", 24, 32, 24, 200),
    Preset("2%", "10%", "1%", 19, 54, 49, 300), Preset("0.1%", "1%", "1%", 254, 508, 429, 2500),
    Preset("5%", "20%", "1%", 8, 27, 24, 150),
  ]

  @Test("the limits are the smallest that keep the risk", arguments: presets)
  func limits(preset: Preset) throws {
    let rule = try preset.rule(maxProbes: preset.maxProbes)
    #expect(rule.failureCost == preset.cost)
    #expect(rule.healthyLimit == preset.healthy)
    #expect(rule.unhealthyLimit == preset.unhealthy)
    #expect(rule.maxProbes == preset.maxProbes)
  }

  @Test("neither error is more probable than the risk", arguments: presets, [true, false])
  func risks(preset: Preset, given: Bool) throws {
    let rule = try preset.rule(maxProbes: given ? preset.maxProbes : nil)
    let risk = try Rate(argument: preset.risk).value
    let atTolerate = rule.operatingCharacteristic(at: try Rate(argument: preset.tolerate).value)
    let atReject = rule.operatingCharacteristic(at: try Rate(argument: preset.reject).value)
    #expect(atTolerate.unhealthy <= risk)
    #expect(atReject.healthy <= risk)
    // And not much less probable either, else probes are wasted.
    #expect(atTolerate.unhealthy > risk * 0.8)
    #expect(atReject.healthy > risk * 0.8)
  }

  @Test("a better version is rejected less often, a worse one accepted less often")
  func monotone() throws {
    let rule = try Self.presets[0].rule(maxProbes: nil)
    let rates = stride(from: 0.0, through: 1.0, by: 0.005).map {
      rule.operatingCharacteristic(at: $0)
    }
    for (better, worse) in zip(rates, rates.dropFirst()) {
      #expect(better.unhealthy <= worse.unhealthy + 1e-12)
      #expect(better.healthy >= worse.healthy - 1e-12)
      #expect(abs(better.healthy + better.unhealthy + better.inconclusive - 1) < 1e-9)
    }
  }

  @Test("the defaults give -39, +112, -99 and 500 without being told so")
  func defaults() throws {
    let rule = try Self.presets[0].rule(maxProbes: nil)
    #expect(
      [rule.failureCost, rule.healthyLimit, rule.unhealthyLimit, rule.maxProbes]
        == [39, 112, 99, 500])
    let good = rule.operatingCharacteristic(at: 0.01)
    let bad = rule.operatingCharacteristic(at: 0.05)
    #expect(abs(good.unhealthy - 0.00996) < 0.00001)
    #expect(abs(bad.healthy - 0.00969) < 0.00001)
    #expect(good.inconclusive <= 0.01)
    #expect(bad.inconclusive <= 0.01)
    #expect(rule.operatingCharacteristic(at: 0).expectedProbes == 112)
    #expect(rule.operatingCharacteristic(at: 1).expectedProbes == 3)
  }

  @Test(
    "no more than 1.05 times the probes that any rule needs",
    arguments: presets.filter { $0.risk == "1%" }, [true, false])
  func bound(preset: Preset, given: Bool) throws {
    let rule = try preset.rule(maxProbes: given ? preset.maxProbes : nil)
    let bound = try #require(rule.waldBound)
    let atTolerate = rule.operatingCharacteristic(at: try Rate(argument: preset.tolerate).value)
    let atReject = rule.operatingCharacteristic(at: try Rate(argument: preset.reject).value)
    #expect(atTolerate.expectedProbes <= 1.05 * bound.atTolerate)
    #expect(atReject.expectedProbes <= 1.05 * bound.atReject)
  }

  @Test("tolerating nothing wants 90 good answers in a row and stops at the first failure")
  func strict() throws {
    let rule = try ProbeRule.calibrated(
      tolerate: Rate(argument: "0%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"))
    #expect(rule.isStrict)
    #expect(rule.healthyLimit == 90)
    #expect(rule.maxProbes == 90)
    #expect(rule.decision(at: 89 - rule.failureCost) == .unhealthy)
    #expect(rule.operatingCharacteristic(at: 0).healthy == 1)
    #expect(rule.operatingCharacteristic(at: 0.05).healthy <= 0.01)
    #expect(rule.operatingCharacteristic(at: 0.05).healthy > 0.009)
    #expect(rule.operatingCharacteristic(at: 1).expectedProbes == 1)
  }

  @Test("a fixed number of probes must all pass")
  func fixed() throws {
    let rule = try ProbeRule.all(of: 10)
    #expect(rule.isStrict)
    #expect(abs(rule.operatingCharacteristic(at: 0.05).healthy - 0.5987) < 0.0001)
    #expect(throws: ProbeRuleError.probesOutOfRange(0)) { try ProbeRule.all(of: 0) }
  }

  @Test("the table of the manual: healthy after 112, 152, ...; unhealthy within 21, 61, ...")
  func table() throws {
    let rule = try Self.presets[0].rule(maxProbes: nil)
    #expect((0...3).map { rule.healthyAfter(failed: $0) } == [112, 152, 192, 232])
    #expect(rule.healthyAfter(failed: 10) == nil)
    #expect((1...5).map { rule.unhealthyWithin(failed: $0) } == [nil, nil, 21, 61, 101])
  }

  @Test(
    "odd but sensible numbers have a rule too",
    arguments: [
      ("1%", "50%", "5%"), ("40%", "60%", "1%"), ("2%", "5%", "5%"), ("0.05%", "1%", "5%"),
      ("10%", "90%", "10%"), ("0%", "100%", "1%"), ("1%", "99%", "0.1%"), ("20%", "40%", "40%"),
    ])
  func odd(tolerate: String, reject: String, risk: String) throws {
    let preset = Preset(tolerate, reject, risk, 0, 0, 0, 0)
    let rule = try preset.rule(maxProbes: nil)
    let limit = try Rate(argument: risk).value
    let atTolerate = rule.operatingCharacteristic(at: try Rate(argument: tolerate).value)
    let atReject = rule.operatingCharacteristic(at: try Rate(argument: reject).value)
    #expect(atTolerate.unhealthy <= limit)
    #expect(atReject.healthy <= limit)
    #expect(rule.operatingCharacteristic(at: 0).healthy == 1)
    #expect(rule.operatingCharacteristic(at: 1).unhealthy == 1)
  }

  @Test(
    "nonsense is refused with the way out",
    arguments: [
      ("5%", "5%", "1%", nil, "--reject 5% must be above --tolerate 5%"),
      ("1%", "5%", "0%", nil, "--risk 0% must be above 0%"),
      ("1%", "5%", "50%", nil, "--risk 50% must be above 0% and below 50%"),
      ("50%", "60%", "1%", nil, "must not exceed 100% together"),
      ("1%", "5%", "1%", 89, "give --max-probes 90 or more"),
      ("0%", "5%", "1%", 89, "give --max-probes 90 or more"),
      ("1%", "5%", "1%", 0, "give 1 to 1000000"),
      ("1%", "1.000001%", "1%", nil, "give a higher --reject"),
      ("0%", "0.000001%", "1%", nil, "give a higher --reject"),
    ] as [(String, String, String, Int?, String)])
  func nonsense(_ tolerate: String, _ reject: String, _ risk: String, _ max: Int?, _ text: String)
    throws
  {
    let error = #expect(throws: ProbeRuleError.self) {
      try Preset(tolerate, reject, risk, 0, 0, 0, 0).rule(maxProbes: max)
    }
    #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
  }

  @Test("a payload of more lines than the rule has probes widens the rule")
  func manyLines() throws {
    let one = try Rate(argument: "1%")
    let five = try Rate(argument: "5%")
    let rule = try ProbeRule.calibrated(tolerate: one, reject: five, risk: one, payloadLines: 900)
    #expect(rule.maxProbes == 2000)
    #expect(rule.healthyLimit == 112)
    #expect(throws: ProbeRuleError.moreLinesThanProbes(lines: 900, probes: 500)) {
      try ProbeRule.calibrated(
        tolerate: one, reject: five, risk: one, maxProbes: 500, payloadLines: 900)
    }
  }

  @Test("a rate is read as a person writes it")
  func rates() throws {
    #expect(try Rate(argument: "1%").value == 0.01)
    #expect(try Rate(argument: "0.01") == Rate(argument: "1%"))
    let error = #expect(throws: Rate.SyntaxError.self) { try Rate(argument: "5") }
    #expect(error?.description.contains("did you mean 5%?") == true)
    #expect(throws: Rate.SyntaxError.self) { try Rate(argument: "-1%") }
    #expect(throws: Rate.SyntaxError.self) { try Rate(argument: "101%") }
  }
}

extension ProbeRuleTests.Preset {
  init(
    _ tolerate: String, _ reject: String, _ risk: String, _ cost: Int, _ healthy: Int,
    _ unhealthy: Int, _ maxProbes: Int
  ) {
    self.init(
      tolerate: tolerate, reject: reject, risk: risk, cost: cost, healthy: healthy,
      unhealthy: unhealthy, maxProbes: maxProbes)
  }
}
