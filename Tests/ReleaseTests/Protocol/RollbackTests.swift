import AWS
import HTTP
import Release
import TestSupport
import Testing

@Suite("A rollback clears the weight, or says that a person must look") struct RollbackTests {
  private func request(
    mine: FunctionVersion? = nil, code: String? = nil,
    to: Rollback.Destination = .lastGood, from: FunctionVersion? = nil
  ) -> Rollback.Request {
    Rollback.Request(
      function: "f", alias: "live", mine: mine, codeSha256: code, destination: to,
      promotedFrom: from)
  }

  @Test("It names no version before a promotion, and does nothing the second time")
  func clears() throws {
    let calls = ScriptedCalls([
      .live("7", ["8": "0.5"], "t1"), .live("7", [:], "t2"), .live("7", [:], "t3"),
    ])
    let done = try calls.rollback.rollback(request(mine: "8"))
    #expect(done.from == "8")
    #expect(try !calls.rollback.rollback(request()).changed)
    #expect(calls.calls == ["alias touch", "alias - {} t1", "alias touch"])
  }

  @Test(
    "After a promotion it goes where it is told",
    arguments: [
      Rollback.Request(
        function: "f", alias: "live", mine: "8", isPromoted: true, promotedFrom: "7"),
      Rollback.Request(function: "f", alias: "live", destination: .version("7")),
      Rollback.Request(function: "f", alias: "live", destination: .previous),
    ])
  func promoted(_ request: Rollback.Request) throws {
    let calls = ScriptedCalls([
      .live("8", [:], "t1", "x [8 since 2026-11-27T10:12Z, before 7]"), .live("7", [:], "t2"),
    ])
    #expect(try calls.rollback.rollback(request).from == "8")
    #expect(calls.calls.last == "alias 7 {} t1")
  }

  @Test("A weight of the same code is its own, one of other code is not", arguments: ["c2", "c3"])
  func otherVersion(_ code: String) throws {
    let calls = ScriptedCalls([
      .live("7", ["6": "0.5"], "t1"), .version("6", code: code), .live("7", [:], "t2"),
    ])
    #expect(try calls.rollback.rollback(request(mine: "8", code: "c2")).changed == (code == "c2"))
  }

  @Test("It starts over when the alias moves or an answer is lost")
  func again() throws {
    let calls = ScriptedCalls([
      .live("7", ["8": "0.5"], "t1"), .fault(412), .live("7", ["8": "0.5"], "t2"),
      .silence(.answer), .live("7", [:], "t3"),
    ])
    #expect(try calls.rollback.rollback(request(mine: "8")).from == "8")
    #expect(calls.calls.count == 5)
  }

  @Test(
    "What does not work is told apart",
    arguments: [
      ([.fault(404)], "missing"), ([.fault(403)], "service"),
      (Array(repeating: .silence(.connect), count: 9), "service"),
      (Array(repeating: .silence(.answer), count: 9), "unconfirmedRollback"),
      (Array(repeating: .fault(503), count: 9), "unconfirmedRollback"),
      ([.live("8", [:], "t1")], "conflict"),
    ] as [([ScriptedCalls.Answer], String)])
  func fails(_ answers: [ScriptedCalls.Answer], _ expected: String) {
    let calls = ScriptedCalls(answers)
    let found = failure { () throws(ReleaseFailure) in
      _ = try calls.rollback.rollback(request(mine: "8"))
    }
    #expect(found == expected)
  }

  @Test("It does not promote: the version being rolled out is no place to go back to")
  func noPromotion() {
    let calls = ScriptedCalls([.live("7", ["8": "0.5"], "t1")])
    let found = failure { () throws(ReleaseFailure) in
      _ = try calls.rollback.rollback(request(to: .version("8")))
    }
    #expect(found == "usage")
  }
}
