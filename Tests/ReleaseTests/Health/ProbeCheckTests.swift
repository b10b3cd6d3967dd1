import AWS
import Release
import TestSupport
import Testing

@Suite("Probing decides with no more probes than the rule needs")
struct ProbeCheckTests {
  static func rule(_ maxProbes: Int? = nil) throws -> ProbeRule {
    try ProbeRule.calibrated(
      tolerate: Rate(argument: "1%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"),
      maxProbes: maxProbes)
  }

  static func check(
    _ target: SimulatedTarget, payload: ProbePayload = .empty, parallel: Int = 1,
    rule: ProbeRule? = nil, expectation: ProbeExpectation = ProbeExpectation()
  ) throws -> HealthReport {
    let check = ProbeCheck(
      version: "8", rule: try rule ?? Self.rule(), payload: payload, expectation: expectation,
      parallel: parallel)
    return try check.report(on: target, in: target.world)
  }

  static func payload(lines: Int) throws -> ProbePayload {
    let text = (1...lines).map { #"{"n":\#($0)}"# }.joined(separator: "\n")
    return try ProbePayload(Array(text.utf8), name: "p")
  }

  @Test("a spotless version is healthy after exactly 112 probes", arguments: [1, 2, 10, 64])
  func spotless(parallel: Int) throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: .good, seconds: 0.01 + Double(number % 7) * 0.01)
    }
    let report = try Self.check(target, parallel: parallel)
    #expect(report.verdict == .healthy)
    #expect(report.reason == "score +112 reached")
    #expect(target.sent.count == 112)
    #expect(target.widest == parallel)
    #expect(report.evidence["Probes"]?.int == 112)
    #expect(report.evidence["Failed"]?.int == 0)
  }

  @Test("a slow answer, and a version that is not ready, are told of every few seconds")
  func silence() throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .good, seconds: 95) }
    target.configurations = [FunctionConfiguration.active.with(state: "Pending"), .active]
    var lines: [String] = []
    let check = ProbeCheck(version: "8", rule: try ProbeRule.all(of: 1))
    _ = try check.report(on: target, in: target.world) { lines.append($0) }
    #expect(lines.first == "its state is Pending: giving up in 10 min")
    #expect(lines[1...9].allSatisfy { $0 == "0 probes, 0 failed, score 0 of +1, 1 in flight" })
    #expect(lines.count == 11)
  }

  @Test("a dead version is unhealthy after three probes and three seconds")
  func dead() throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .crash, seconds: 0) }
    let start = target.now
    let report = try Self.check(target)
    #expect(report.verdict == .unhealthy)
    #expect(report.reason == "score -117, at or below -99")
    #expect(target.sent.map(\.at) == [start, start + 1, start + 3])
    let failure = try #require(report.evidence["Failures"]?.array?.first)
    #expect(
      failure.serialized
        == #"{"Probe":1,"Line":1,"Why":"Unhandled: KeyError: 'name'","RequestId":"r-1","#
        + #""LogLine":"KeyError: 'name'"}"#)
  }

  @Test("after a failure the pause grows to 8 seconds, and a success ends that")
  func pauses() throws {
    let bad: Set<Int> = [5, 6, 7, 8, 9, 11]
    let target = SimulatedTarget { number, _, _ in
      .init(answer: bad.contains(number) ? .crash : .good, seconds: 0)
    }
    _ = try Self.check(
      target,
      rule: ProbeRule.calibrated(
        tolerate: Rate(argument: "5%"), reject: Rate(argument: "10%"), risk: Rate(argument: "1%")))
    let gaps = zip(target.sent, target.sent.dropFirst()).map { $1.at - $0.at }
    #expect(Array(gaps[4...12]) == [0, 1, 2, 4, 8, 8, 0, 1, 0])
  }

  @Test("probes count in the order in which they were sent: a slow failure keeps its place")
  func order() throws {
    // By arrival the score would be at +112 long before the first probe's failure is known.
    let target = SimulatedTarget { number, _, _ in
      number == 0 ? .init(answer: .crash, seconds: 60) : .init(answer: .good, seconds: 0.01)
    }
    let start = target.now
    let report = try Self.check(target, parallel: 16)
    #expect(report.evidence["Failed"]?.int == 1)
    #expect(report.evidence["Probes"]?.int == 152)
    // Nothing was sent far ahead of it, and what was is set aside.
    let ahead = target.sent.filter { $0.at < start + 60 }.count - 1
    #expect(ahead == 31)
    #expect(report.evidence["SetAside"]?.int == ahead)
    #expect(target.sent.count == 152 + ahead)
  }

  @Test(
    "a hiccup counts once a pause, however many probes are in flight", arguments: [1, 4, 16, 64])
  func parallelHiccup(parallel: Int) throws {
    let target = SimulatedTarget { _, _, now in
      .init(
        answer: (1_000_000.35..<1_000_002.35).contains(now) ? .crash : .good, seconds: 0.1)
    }
    let report = try Self.check(target, parallel: parallel)
    #expect(report.verdict == .healthy)
    #expect(try #require(report.evidence["Failed"]?.int) <= 2)
  }

  @Test("a dead version is probed one at a time after its first failure")
  func deadInParallel() throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .crash, seconds: 0.1) }
    let report = try Self.check(target, parallel: 10)
    #expect(report.verdict == .unhealthy)
    #expect(report.evidence["Probes"]?.int == 3)
    #expect(target.sent.count == 12)
  }

  @Test(
    "429, faults of the service and lost connections are no evidence, and are tried again",
    arguments: [
      InvokeAnswer.refusal(429, "TooManyRequestsException"), .refusal(500, "ServiceException"),
      .refusal(502, "EC2ThrottledException"), .refusal(503, ""),
      .lost,
    ])
  func noEvidence(answer: InvokeAnswer) throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number % 10 == 4 ? answer : .good)
    }
    let report = try Self.check(target)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["Probes"]?.int == 112)
    #expect(report.evidence["Unjudged"]?.int == target.sent.count - 112)
    #expect(target.sent.count > 120)
  }

  @Test("too many answers without evidence end inconclusive", arguments: [1, 10])
  func throttled(parallel: Int) throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number % 2 == 0 ? .refusal(429, "TooManyRequestsException") : .good)
    }
    let all = SimulatedTarget { _, _, _ in
      .init(answer: .refusal(429, "TooManyRequestsException"))
    }
    let some = try Self.check(target, parallel: parallel, rule: Self.rule(90))
    #expect(some.verdict == .inconclusive)
    #expect(some.reason == "19 answers were no evidence (TooManyRequestsException 19)")
    let start = all.now
    let none = try Self.check(all, parallel: parallel)
    #expect(none.verdict == .inconclusive)
    #expect(none.reason.contains("TooManyRequestsException"))
    #expect(all.now - start < 90)
  }

  @Test("a probe during which the machine slept is sent again, and says nothing")
  func slept() throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number % 50 == 7 ? .unwatched : .good)
    }
    let report = try Self.check(target)
    #expect(report.reason == "score +112 reached")
    #expect(target.sent.count == 115)
    #expect(report.evidence["Failed"]?.int == 0)
  }

  @Test("Retry-After is waited for")
  func retryAfter() throws {
    let fault = ServiceFault(
      operation: "Invoke", status: 429, code: "TooManyRequestsException", message: "")
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number == 0 ? .refused(fault, retryAfter: 7) : .good, seconds: 0)
    }
    _ = try Self.check(target)
    #expect(target.sent[1].at - target.sent[0].at == 7)
  }

  @Test("a read time-out is a failure, and the probe is not sent again")
  func readTimeout() throws {
    let target = SimulatedTarget { number, payload, _ in
      .init(
        answer: number == 2
          ? .timedOut("18000 ms") : .good,
        seconds: number == 2 ? 18 : 0)
    }
    let payload = try Self.payload(lines: 5)
    let report = try Self.check(target, payload: payload)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["Failed"]?.int == 1)
    #expect(target.readTimeout == 18)
    #expect(target.sent[2].payload == #"{"n":3}"#)
    #expect(target.sent[3].payload == #"{"n":4}"#)
  }

  @Test(
    "one line of many that always fails is found and named, sooner or later",
    arguments: [(10, 1), (100, 1), (200, 1), (200, 8), (600, 1)])
  func brokenLine(lines: Int, parallel: Int) throws {
    let broken = lines / 2
    let target = SimulatedTarget { _, payload, _ in
      .init(answer: payload == #"{"n":\#(broken)}"# ? .crash : .good)
    }
    let rule = try ProbeRule.calibrated(
      tolerate: Rate(argument: "1%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"),
      payloadLines: lines)
    let report = try Self.check(
      target, payload: Self.payload(lines: lines), parallel: parallel, rule: rule)
    #expect(report.verdict == .unhealthy)
    if lines >= 100 {
      #expect(report.reason == "payload line \(broken) failed 3 times and never succeeded")
    }
  }

  @Test("healthy waits until every line has succeeded, and sends only the missing ones")
  func everyLine() throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .good) }
    let report = try Self.check(target, payload: Self.payload(lines: 300), parallel: 5)
    #expect(report.verdict == .healthy)
    #expect(target.sent.count == 300)
    #expect(Set(target.sent.map(\.payload)).count == 300)
    #expect(report.evidence["LinesSucceeded"]?.int == 300)
    #expect(report.details[0].contains("300 of 300 payload lines succeeded"))
  }

  @Test("a fixed number of probes: all pass or the first failure decides")
  func fixed() throws {
    let good = SimulatedTarget { _, _, _ in .init(answer: .good) }
    let report = try Self.check(good, rule: ProbeRule.all(of: 10))
    #expect(report.verdict == .healthy)
    #expect(report.reason == "all of 10 probes passed")
    #expect(good.sent.count == 10)
    let bad = SimulatedTarget { number, _, _ in .init(answer: number == 4 ? .crash : .good) }
    #expect(try Self.check(bad, rule: ProbeRule.all(of: 10)).verdict == .unhealthy)
    #expect(bad.sent.count == 5)
  }

  @Test("another version's answer, a refusal and a bad payload end the check with their reason")
  func stops() throws {
    func failure(_ answer: InvokeAnswer) -> ReleaseFailure? {
      let target = SimulatedTarget { _, _, _ in .init(answer: answer) }
      return #expect(throws: ReleaseFailure.self) { try Self.check(target) }
    }
    guard case .refused(let text, _) = failure(.reply(version: "7")) else {
      Issue.record("another version's answer was taken")
      return
    }
    #expect(text == "version 8 was invoked and version 7 answered")
    guard case .service(.fault(let fault)) = failure(.refusal(403, "AccessDeniedException")) else {
      Issue.record("a refusal was taken")
      return
    }
    #expect(fault.code == "AccessDeniedException")
    guard case .package(let payload, _) = failure(.refusal(400, "InvalidRequestContentException"))
    else {
      Issue.record("a bad payload was taken")
      return
    }
    #expect(payload.hasPrefix("payload line 1: Lambda does not take it"))
  }

  @Test("the probes in flight at the verdict are abandoned")
  func abandons() throws {
    let target = SimulatedTarget { number, _, _ in
      number == 0
        ? .init(answer: .refusal(502, "InvalidRuntimeException")) : .init(answer: .good, seconds: 9)
    }
    #expect(try Self.check(target, parallel: 10).verdict == .unhealthy)
    #expect(target.sent.count == 10)
    #expect(target.abandoned == 9)
  }

  @Test("expired credentials are read again and cost nothing")
  func expired() throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number == 50 ? .refusal(403, "ExpiredTokenException") : .good)
    }
    let report = try Self.check(target)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["Failed"]?.int == 0)
    #expect(target.reads == 2)
  }

  @Test("a hiccup of two seconds that hits every version does not reject a good one")
  func blip() throws {
    let target = SimulatedTarget { _, _, now in
      let phase = (now - 1_000_000).truncatingRemainder(dividingBy: 600)
      return .init(answer: (5..<7).contains(phase) ? .crash : .good, seconds: 0.1)
    }
    let report = try Self.check(target)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["Failed"]?.int == 2)
  }

  @Test("the record's Health has the shape of the manual")
  func shape() throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number == 36 ? .reply(#"{"statusCode":500}"#) : .good)
    }
    let report = try Self.check(target)
    let names = try #require(report.json.members?.map(\.name))
    #expect(names == ["Verdict", "Reason", "Source", "Version", "Rule", "Evidence"])
    #expect(report.json["Verdict"] == "healthy")
    #expect(report.json["Source"] == "probe")
    #expect(report.json["Version"] == "8")
    #expect(
      report.evidence["Failures"]?.serialized
        == #"[{"Probe":37,"Line":1,"Why":"statusCode 500","RequestId":"r-1"}]"#)
    #expect(report.summary(function: "f").count <= 5)
    #expect(report.summary(function: "f")[0] == "f:8: healthy: score +112 reached")
  }
}
