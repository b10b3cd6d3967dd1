import AWS
import Release
import TestSupport
import Testing

@Suite("A candidate is compared with the version that serves, pair by pair")
struct PairCheckTests {
  /// The answer of a side, with its REPORT line.
  static func answer(
    _ side: PairSide, _ body: String, milliseconds: Double = 40, init: Double? = nil,
    memory: Int = 97, error: String? = nil
  ) -> InvokeAnswer {
    var log = "REPORT RequestId: r-1\tDuration: \(milliseconds) ms\tBilled Duration: 41 ms"
    log += "\tMemory Size: 128 MB\tMax Memory Used: \(memory) MB\t"
    if let milliseconds = `init` { log += "Init Duration: \(milliseconds) ms\t" }
    return .reply(body, error: error, version: side == .serving ? "7" : "8", log: log)
  }

  static func check(
    _ target: SimulatedPair, _ requirements: [ComparisonRequirement] = [.same], probes: Int? = nil,
    ignored: [String] = [], payload: ProbePayload = .empty, parallel: Int = 1
  ) throws -> HealthReport {
    let tests = ComparisonJudge.tests(requirements)
    let lines = payload.lines.count
    let rule =
      try probes.map { try PairRule.all(of: $0, tests: tests, lines: lines) }
      ?? PairRule.calibrated(
        tolerate: .onePercent, reject: .fivePercent, risk: .onePercent, tests: tests, lines: lines)
    return try PairCheck(
      version: "8", serving: "7", rule: rule, requirements: requirements,
      ignored: ignored.map { try AnswerPath(argument: $0) }, payload: payload, parallel: parallel
    ).report(on: target, in: target.world)
  }

  @Test(
    "equal versions are the same after 112 pairs and 17 of the serving one", arguments: [1, 10, 64])
  func equal(parallel: Int) throws {
    let target = SimulatedPair { side, _, _ in Self.answer(side, #"{"statusCode":200}"#) }
    let report = try Self.check(target, parallel: parallel)
    #expect(report.verdict == .healthy)
    #expect(report.reason == "same: differs in none of 112 pairs")
    #expect(report.evidence["Probes"]?.int == 112)
    #expect(target.sent.count == 258)
    #expect(target.sent.count { $0.side == .candidate } == 112)
    #expect(target.widest == parallel)
    #expect(report.details[1] == "answers: equal in 112 of 112")
  }

  @Test("what differs is told with its path, how often, and an example", arguments: [1, 4])
  func differing(parallel: Int) throws {
    let target = SimulatedPair { side, number, _ in
      Self.answer(
        side,
        side == .serving
          ? #"{"id":\#(number),"body":"{\"price\":10,\"items\":[{\"tax\":1},{\"tax\":1}]}"}"#
          : #"{"id":\#(number),"body":"{\"price\":11,\"items\":[{},{}],\"x\":\"n\"}"}"#)
    }
    let report = try Self.check(target, probes: 12, parallel: parallel)
    #expect(report.verdict == .unhealthy)
    #expect(
      report.details[1]
        == "answers: 3 fields differ: .body.items[].tax (missing in 12 of 12), "
        + ".body.price (12 of 12: 10, now 11), .body.x (new in 12 of 12)")
    #expect(report.details[2] == "noise: .id")
    let comparison = try #require(report.comparison)
    #expect(
      comparison["Differences"]?.array?[1] == [
        "Path": ".body.price", "Kind": "value", "Differing": 12, "Of": 12, "Serving": "10",
        "Candidate": "11",
      ])
    #expect(comparison["Noise"] == [".id"])
    let ignored = try Self.check(target, probes: 12, ignored: [".body"])
    #expect(ignored.verdict == .healthy)
  }

  @Test("differences only inform where nothing is required")
  func informs() throws {
    let target = SimulatedPair { side, _, _ in Self.answer(side, "\(side == .serving ? 1 : 2)") }
    let report = try Self.check(target, [])
    #expect(report.verdict == .healthy)
    #expect(report.details[1].contains("the whole answer (112 of 112: 1, now 2)"))
  }

  @Test("an answer that is noise as a whole is never called the same, nor different")
  func wholeNoise() throws {
    let target = SimulatedPair { side, number, _ in Self.answer(side, "\(number)") }
    let report = try Self.check(target)
    #expect(report.verdict == .inconclusive)
  }

  @Test("noise in the value does not hide that a field is missing")
  func aspects() throws {
    let target = SimulatedPair { side, number, _ in
      Self.answer(side, side == .serving ? #"{"id":\#(number)}"# : "{}")
    }
    let report = try Self.check(target)
    #expect(report.verdict == .unhealthy)
    #expect(report.details[1].contains(".id (missing in"))
  }

  @Test("latency, initialisation, memory and cost of both versions")
  func figures() throws {
    let target = SimulatedPair { side, number, _ in
      side == .serving
        ? Self.answer(
          side, "1", milliseconds: number % 10 == 0 ? 80 : 41, init: number < 4 ? 640 : nil)
        : Self.answer(
          side, "1", milliseconds: number % 10 == 0 ? 79 : 44, init: number < 4 ? 812 : nil,
          memory: 120)
    }
    let report = try Self.check(target, [.memory(share: Rate(percent: 90)!), .same])
    #expect(report.verdict == .unhealthy)
    #expect(report.reason == "memory=90%: 120 of 128 MB used")
    let known = try Self.check(target, [.same, .latency(factor: 1.1)])
    #expect(known.verdict == .healthy)
    #expect(known.details.contains { $0.hasPrefix("duration p50 41 -> 44 ms, p95 80 -> 79") })
    #expect(known.details.contains("memory 97 -> 120 of 128 MB"))
    #expect(known.details.contains("cost unchanged"))
    #expect(known.details.contains("warning: memory 120 of 128 MB: 93% used"))
    #expect(known.summary(function: "f").count <= 10)
  }

  @Test("a slower version is unhealthy, one without REPORT lines is not judged")
  func latency() throws {
    let slow = SimulatedPair { side, _, _ in
      Self.answer(side, "1", milliseconds: side == .serving ? 40 : 48)
    }
    let report = try Self.check(slow, [.latency(factor: 1.1)])
    #expect(report.verdict == .unhealthy)
    #expect(report.reason.hasPrefix("latency=1.1: "))
    let silent = SimulatedPair { side, _, _ in .reply("1", version: side == .serving ? "7" : "8") }
    for requirement in [ComparisonRequirement.latency(factor: 1.1), .memory(share: .fivePercent)] {
      let report = try Self.check(silent, [requirement])
      #expect(report.verdict == .inconclusive)
      #expect(report.reason.hasSuffix("no REPORT line in the logs"))
    }
  }

  @Test("a version that fails where the other does not is unhealthy, with and without --require")
  func failing() throws {
    for requirements in [[], [ComparisonRequirement.same]] {
      let target = SimulatedPair { side, _, _ in
        side == .serving ? Self.answer(side, "1") : Self.answer(side, "{}", error: "Unhandled")
      }
      let report = try Self.check(target, requirements)
      #expect(report.verdict == .unhealthy)
      #expect(target.sent.count < 60)
      #expect(report.details.contains { $0.hasPrefix("first failure: ") })
    }
  }

  @Test("as many pairs as payload lines compare each line once", arguments: [1, 4])
  func fixedLines(parallel: Int) throws {
    let payload = try ProbePayload(Array("1\n2\n3\n4\n5\n".utf8), name: "p")
    var outages = 1
    let target = SimulatedPair { side, _, _ in
      guard side == .serving, outages > 0 else { return Self.answer(side, "1") }
      outages -= 1
      return Self.answer(side, "1", error: "Unhandled")
    }
    let report = try Self.check(target, probes: 5, payload: payload, parallel: parallel)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["LinesSucceeded"]?.int == 5)
  }

  @Test("of a fixed number of pairs, one in which only the candidate fails is enough")
  func fixedFailing() throws {
    for requirements in [[], [ComparisonRequirement.same]] {
      let flaky = SimulatedPair { side, number, _ in
        Self.answer(side, "1", error: side == .candidate && number > 2 ? "Unhandled" : nil)
      }
      let report = try Self.check(flaky, requirements, probes: 3)
      #expect(report.verdict == .unhealthy)
      #expect(report.reason.contains("fails in "))
      let dead = SimulatedPair { side, _, _ in
        Self.answer(side, "1", error: side == .candidate ? "Unhandled" : nil)
      }
      let found = try Self.check(dead, requirements, probes: 1)
      #expect(found.verdict == .unhealthy)
      #expect(found.reason.hasSuffix(": fails in 1 of 1 pairs"))
      #expect(found.details[1] == "answers: both versions answered in no pair")
    }
    let broken = SimulatedPair { side, _, _ in Self.answer(side, "1", error: "Unhandled") }
    #expect(try Self.check(broken, [], probes: 1).verdict == .inconclusive)
  }

  @Test("pairs in which the serving version fails are set aside, and too many are inconclusive")
  func outage() throws {
    let target = SimulatedPair { side, _, _ in Self.answer(side, "{}", error: "Unhandled") }
    let report = try Self.check(target)
    #expect(report.verdict == .inconclusive)
    #expect(report.reason.hasPrefix("the serving version failed in"))
  }

  @Test("throttled pairs are sent again; a version that cannot run is named")
  func unjudged() throws {
    let target = SimulatedPair { side, number, _ in
      number % 9 == 8
        ? .refusal(429, "TooManyRequestsException") : Self.answer(side, #"{"a":1}"#)
    }
    let report = try Self.check(target, parallel: 4)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["Unjudged"]?.int ?? 0 > 20)
    let broken = SimulatedPair { side, _, _ in Self.answer(side, "1") }
    broken.configurations.serving = .active.with(state: "Failed", words: "no subnet")
    #expect(throws: ReleaseFailure.self) { try Self.check(broken) }
    broken.configurations = (.active, .active.with(state: "Failed", words: "no subnet"))
    #expect(try Self.check(broken).verdict == .unhealthy)
  }

  @Test("payload lines are cycled, and each must be equal at least once")
  func lines() throws {
    let payload = try ProbeCheckTests.payload(lines: 20)
    let equal = SimulatedPair { side, _, text in Self.answer(side, text) }
    #expect(try Self.check(equal, payload: payload).verdict == .healthy)
    #expect(Set(equal.sent.map(\.payload)).count == 20)
    let other = SimulatedPair { side, _, text in
      Self.answer(side, side == .candidate && text.hasSuffix(":7}") ? "{}" : text)
    }
    #expect(try Self.check(other, payload: payload).verdict != .healthy)
  }

  @Test("the order within pairs and the place of the serving version's own pairs are drawn")
  func order() throws {
    let target = SimulatedPair { side, _, _ in Self.answer(side, "1") }
    _ = try Self.check(target)
    let firsts = stride(from: 0, to: target.sent.count, by: 2).map { target.sent[$0].side }
    #expect((30...90).contains(firsts.count { $0 == .candidate }))
  }

  @Test("the plan tells the pairs and the risks")
  func plan() throws {
    let rule = try PairRule.calibrated(
      tolerate: .onePercent, reject: .fivePercent, risk: .onePercent, tests: 1)
    #expect(rule.equalAt == 112)
    let plan = PairPlan(rule, requirements: [.same])
    #expect(plan.json["Pairs"]?.int == 112)
    #expect(plan.json["OwnPairs"]?.int == 17)
    #expect(plan.lines.last?.contains("258 invocations; at most 500 pairs") == true)
    let two = try PairRule.calibrated(
      tolerate: .onePercent, reject: .fivePercent, risk: .onePercent, tests: 2)
    #expect(two.share == rule.share / 2 && two.equalAt > 112)
  }

  @Test(
    "requirements are read as they are written",
    arguments: ["same", "latency=1.1", "latency=2", "memory=90%", "memory=0.5%"])
  func requirement(text: String) throws {
    #expect(try ComparisonRequirement(argument: text).text == text)
    #expect(try ComparisonRequirement(argument: "latency") == .latency(factor: 1.1))
  }

  @Test(
    "and refused when they are none",
    arguments: [
      "", "Same", "same=1", "latency=", "latency=0.9", "latency=1e3", "latency=nan", "memory=",
      "memory=0%", "memory=101%", "cost",
    ])
  func refused(text: String) {
    #expect(throws: ComparisonRequirement.SyntaxError.self) {
      try ComparisonRequirement(argument: text)
    }
  }
}
