import AWS
import HTTP
import Release
import TestSupport
import Testing

@Suite("A shift changes only an alias that is as it was seen") struct TrafficShiftTests {
  private func request(
    _ percent: Int, known: AliasConfiguration? = nil, force: Bool = true, create: Bool = false,
    wasLive: Bool = false
  ) -> TrafficShift.Request {
    TrafficShift.Request(
      function: "f", alias: "live", version: "8", codeSha256: "c2",
      weight: Weight(percent: percent) ?? .none, known: known, force: force, create: create,
      wasLive: wasLive)
  }

  private func outcome(_ calls: ScriptedCalls, _ request: TrafficShift.Request) -> String? {
    failure { () throws(ReleaseFailure) in _ = try calls.shift.shift(request) }
  }

  @Test("The first shift touches, the next goes by the record, the promotion is one call")
  func steps() throws {
    let calls = ScriptedCalls([
      .live("7", [:], "t1"), .live("7", ["8": "0.1"], "t2"), .live("7", ["8": "0.5"], "t3"),
      .live("8", [:], "t4"),
    ])
    let first = try calls.shift.shift(request(10))
    let second = try calls.shift.shift(request(50, known: first.alias))
    let third = try calls.shift.shift(request(100, known: second.alias))
    #expect(
      calls.calls == ["alias touch", "alias - {8=0.1} t1", "alias - {8=0.5} t2", "alias 8 {} t3"])
    #expect(third.previousVersion == "7")
    #expect(third.alias.revisionId == "t4")
  }

  @Test("A lost answer is asked for again, and settled by a touch")
  func lost() throws {
    let calls = ScriptedCalls([
      .live("7", [:], "t1"), .silence(.answer), .fault(412), .live("7", ["8": "0.10"], "t3"),
    ])
    #expect(try calls.shift.shift(request(10)).alias.revisionId == "t3")
    #expect(
      calls.calls == ["alias touch", "alias - {8=0.1} t1", "alias - {8=0.1} t1", "alias touch"])
  }

  @Test(
    "What cannot be shifted is left alone",
    arguments: [
      ([.live("$LATEST", [:], "t1")], "missing"),
      ([.fault(404)], "missing"),
      ([.live("7", [:], "t1"), .fault(412)], "conflict"),
      ([.live("7", ["9": "0.1"], "t1"), .version("9", code: "c9")], "conflict"),
      ([.live("7", ["6": "1"], "t1"), .version("6", code: "c6")], "conflict"),
      (
        [.live("7", [:], "t1"), .silence(.answer), .silence(.answer), .live("7", [:], "t2")],
        "service"
      ),
      ([.live("7", [:], "t1"), .silence(.answer), .fault(412), .live("9", [:], "t2")], "conflict"),
      ([.live("8", ["9": "0.1"], "t1", "[8, before 7]")], "conflict"),
    ] as [([ScriptedCalls.Answer], String)])
  func leaves(_ answers: [ScriptedCalls.Answer], _ expected: String) {
    #expect(outcome(ScriptedCalls(answers), request(10)) == expected)
  }

  @Test("A promotion whose answer is lost has happened though another rollout is over it")
  func lostPromotion() throws {
    let known = AliasConfiguration(
      name: "live", functionVersion: "7", additionalVersionWeights: ["8": "0.5"], revisionId: "t1")
    let calls = ScriptedCalls([.silence(.answer), .fault(412), .live("8", ["9": "0.1"], "t3")])
    #expect(try calls.shift.shift(request(100, known: known)).changed)
    #expect(calls.said.joined().contains("another rollout"))
  }

  @Test("A weight that AWS keeps after a promotion is named as settling")
  func settling() throws {
    let calls = ScriptedCalls([
      .live("8", ["7": "1"], "t1", "[8, before 7]")
    ])
    #expect(try !calls.shift.shift(request(100)).changed)
    #expect(calls.said.joined().contains("settling"))
  }

  @Test("A weight of the same code is adopted")
  func adoption() throws {
    let calls = ScriptedCalls([
      .live("7", ["6": "0.5"], "t1"), .version("6", code: "c2"), .version("8", code: "c2"),
      .live("7", ["6": "0.1"], "t2"),
    ])
    #expect(try calls.shift.shift(request(10, force: false)).version == "6")
  }

  @Test("A version that was live and is not any more is somebody else's matter")
  func overtaken() {
    let calls = ScriptedCalls([.live("9", [:], "t1")])
    #expect(outcome(calls, request(100, wasLive: true)) == "conflict")
    #expect(calls.calls == ["alias touch"])
  }

  @Test("An alias that does not exist is made only when that is asked for, with all traffic")
  func creation() throws {
    let calls = ScriptedCalls([.fault(404), .live("8", [:], "t1")])
    #expect(try calls.shift.shift(request(100, create: true)).previousVersion == nil)
    #expect(calls.calls == ["alias touch", "create 8"])
    let unchecked = ScriptedCalls([.fault(404)])
    #expect(outcome(unchecked, request(100, force: false, create: true)) == "record")
    // A share of what does not exist is none: it is never made more than was asked for.
    #expect(outcome(ScriptedCalls([.fault(404)]), request(10, create: true)) == "missing")
  }

  @Test("A share of an alias that does not exist waits for the promotion")
  func waiting() throws {
    let missing = ScriptedCalls([.fault(404), .version("8", code: "c2")])
    #expect(try missing.shift.waitsForPromotion(request(10, create: true)))
    #expect(missing.calls == ["alias touch", "get 8"])
    let there = ScriptedCalls([.live("7", [:], "t1")])
    #expect(try !there.shift.waitsForPromotion(request(10, create: true)))
    func outcome(_ answers: [ScriptedCalls.Answer], _ verdict: Verdict? = nil) -> String? {
      var request = request(10, force: false, create: true)
      request.health = verdict.map { ($0, "8") }
      let shift = ScriptedCalls(answers).shift
      return failure { () throws(ReleaseFailure) in _ = try shift.waitsForPromotion(request) }
    }
    #expect(outcome([.fault(404), .fault(404)]) == "missing")
    #expect(outcome([.fault(404), .version("8", code: "c2")], .unhealthy) == "unhealthy")
    #expect(outcome([.fault(403)]) == "service")
  }

  @Test("An alias that was missing and is there now is not promoted over at once")
  func madeMeanwhile() throws {
    var promotion = request(100, create: true)
    promotion.wasMissing = true
    #expect(outcome(ScriptedCalls([.live("7", [:], "t1")]), promotion) == "conflict")
    #expect(try !ScriptedCalls([.live("8", [:], "t1")]).shift.shift(promotion).changed)
    var share = request(10, create: true)
    share.wasMissing = true
    let calls = ScriptedCalls([.live("7", [:], "t1"), .live("7", ["8": "0.1"], "t2")])
    #expect(try calls.shift.shift(share).changed)
  }

  @Test(
    "A verdict permits or forbids a shift",
    arguments: [
      (nil, 0, 10, nil), (nil, 10, 50, "record"), (nil, 0, 100, "record"), (nil, 50, 10, nil),
      (.healthy, 10, 50, nil), (.healthy, 50, 100, nil), (.unhealthy, 0, 10, "unhealthy"),
      (.inconclusive, 0, 10, "inconclusive"), (.unhealthy, 10, 0, nil),
      (.inconclusive, 50, 100, "inconclusive"),
    ] as [(Verdict?, Int, Int, String?)])
  func permission(_ health: Verdict?, _ from: Int, _ to: Int, _ expected: String?) {
    let now = Weight(percent: from) ?? .none
    let new = Weight(percent: to) ?? .none
    for force in [false, true] {
      let found = failure { () throws(ReleaseFailure) in
        try ShiftPermission.check(
          health: health, aboutVersion: "8", to: "8", currentWeight: now, newWeight: new,
          force: force)
      }
      #expect(found == (force ? nil : expected))
    }
  }

  @Test(
    "A paced verdict permits as much as it says, and no promotion",
    arguments: [
      ("8", 1, 10, 33, nil), ("8", 1, 33, 33, nil), ("8", 1, 34, 33, "inconclusive"),
      ("8", 0, 10, 1, "inconclusive"), ("8", 50, 1, 1, nil), ("8", 50, 100, 100, "inconclusive"),
      ("8", 1, 2, nil, "inconclusive"), ("6", 1, 2, 33, "record"),
    ] as [(FunctionVersion, Int, Int, Int?, String?)])
  func paced(about: FunctionVersion, from: Int, to: Int, allowed: Int?, expected: String?) {
    let found = failure { () throws(ReleaseFailure) in
      try ShiftPermission.check(
        health: .paced, aboutVersion: about, to: "8",
        currentWeight: Weight(percent: from) ?? .none, newWeight: Weight(percent: to) ?? .none,
        force: false, paced: allowed.flatMap { Weight(percent: $0) })
    }
    #expect(found == expected)
  }

  @Test("A verdict about another version permits no more than none")
  func otherVersion() {
    let found = failure { () throws(ReleaseFailure) in
      try ShiftPermission.check(
        health: .healthy, aboutVersion: "6", to: "8", currentWeight: .none, newWeight: .all,
        force: false)
    }
    #expect(found == "record")
  }
}
