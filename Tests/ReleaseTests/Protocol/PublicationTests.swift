import AWS
import HTTP
import Release
import TestSupport
import Testing

@Suite("A publication changes no live code and publishes only its own") struct PublicationTests {
  private let code = CodeLocation.s3(bucket: "b", key: "k", version: "1")

  private func publish(_ calls: ScriptedCalls, alias: String? = "live", description: String? = nil)
    throws(ReleaseFailure) -> Publication.Published
  {
    try calls.publication.publish(
      function: "f", alias: alias, code: code, codeSha256: "c2", description: description)
  }

  @Test("New code is sent, waited for and published with the description that was given")
  func newCode() throws {
    let calls = ScriptedCalls([
      .version("7"), .version("$LATEST"), .version("$LATEST", code: "c2", update: "InProgress"),
      .version("$LATEST", code: "c2", update: "InProgress"), .version("$LATEST", code: "c2"),
      .version("8", code: "c2"),
    ])
    let published = try publish(calls, description: "faster")
    #expect(
      calls.calls == [
        "get live", "get $LATEST", "update", "get $LATEST", "get $LATEST",
        "publish c2 faster",
      ])
    #expect(published.version == "8")
    #expect(published.functionArn == "arn:aws:lambda:r:1:function:f")
    #expect(published.previousVersion == "7")
    #expect(published.changed)
  }

  /// The calls of a publication of new code.
  private func releasing() -> ScriptedCalls {
    ScriptedCalls([
      .version("7"), .version("$LATEST"), .version("$LATEST", code: "c2"),
      .version("8", code: "c2"),
    ])
  }

  @Test("Code that is kept in the bucket stays there unless the caller says it, or may not see it")
  func storage() throws {
    let kept = CodeLocation.s3(bucket: "b", key: "k", version: "1", storage: .reference)
    let copied = CodeLocation.s3(bucket: "b", key: "k", version: "1", storage: .copy)
    let denied = ServiceError.fault(
      ServiceFault(
        operation: "GetFunction", status: 403, code: "AccessDeniedException", message: ""))
    for (storage, given, sent) in [
      (Result.success(.reference), code, kept), (.success(.copy), code, code),
      (.success(nil), code, code), (.failure(denied), code, code),
      (.success(.reference), copied, copied), (.success(.copy), kept, kept),
    ] as [(Result<CodeStorage?, ServiceError>, CodeLocation, CodeLocation)] {
      let calls = releasing()
      calls.storage = storage
      _ = try calls.publication.publish(
        function: "f", alias: "live", code: given, codeSha256: "c2", description: nil)
      #expect(calls.sent == [sent])
      #expect(calls.storageReads == (given == code ? 1 : 0))
      var isDenied = false
      if case .failure = storage { isDenied = true }
      #expect(calls.said.contains { $0.contains("GetFunction is not permitted") } == isDenied)
    }
    let throttled = releasing()
    throttled.storage = .failure(
      .fault(ServiceFault(operation: "GetFunction", status: 429, code: "", message: "")))
    #expect(failure { () throws(ReleaseFailure) in _ = try publish(throttled) } == "service")
    #expect(throttled.sent.isEmpty)
    let image = releasing()
    _ = try image.publication.publish(
      function: "f", alias: "live", code: .image(uri: "r/i:t"), codeSha256: nil, description: nil)
    #expect(image.storageReads == 0)
  }

  @Test(
    "Code that is live already in this configuration is neither sent nor published",
    arguments: ["c2", "c9"])
  func finished(_ latest: String) throws {
    let calls = ScriptedCalls([.version("7", code: "c2"), .version("$LATEST", code: latest)])
    let published = try publish(calls)
    #expect(!published.changed)
    #expect(published.version == "7" && published.liveVersion == "7")
    #expect(published.previousVersion == nil)
    #expect(calls.calls == ["get live", "get $LATEST"])
  }

  @Test("A version that an earlier run published is told from a new one", arguments: ["r", "s"])
  func earlierVersion(_ revision: String) throws {
    let calls = ScriptedCalls([
      .version("7"), .version("$LATEST", code: "c2"), .version("8", code: "c2"),
      .version("$LATEST", code: "c2", revision: revision),
    ])
    #expect(try publish(calls).changed == (revision == "s"))
  }

  @Test("An alias on $LATEST is pinned to its own code before that changes")
  func pin() throws {
    let calls = ScriptedCalls([
      .version("$LATEST"), .version("$LATEST"), .version("1"), .live("$LATEST", [:], "t1"),
      .live("1", [:], "t2"), .version("$LATEST"), .version("$LATEST", code: "c2"),
      .version("2", code: "c2"),
    ])
    let published = try publish(calls)
    #expect(
      calls.calls == [
        "get live", "get $LATEST", "publish c1 -", "alias touch", "alias 1 {} t1", "get $LATEST",
        "update", "publish c2 -",
      ])
    #expect(published.previousVersion == "1")
  }

  @Test("Waits grow by half from 100 ms to 2 s and end at the deadline")
  func waits() {
    let busy = ScriptedCalls.Answer.version("$LATEST", update: "InProgress")
    let calls = ScriptedCalls(Array(repeating: busy, count: 60))
    #expect(
      failure { () throws(ReleaseFailure) in _ = try publish(calls, alias: nil) } == "timedOut")
    #expect(
      calls.waits.first == "function f is still not ready: no reason given: giving up in 1 min")
    #expect(calls.waits.count == calls.pauses.count)
    #expect(calls.pauses.prefix(4).map { Int($0 * 10000) } == [1000, 1500, 2250, 3375])
    #expect(calls.pauses.max() == 2)
    #expect(abs(calls.pauses.reduce(0, +) - 60) < 0.001)
  }

  @Test("An update or a version that fails is refused with AWS's reason at once")
  func failed() {
    let update = ScriptedCalls([
      .version("$LATEST"), .version("$LATEST", code: "c2", update: "InProgress"),
      .version("$LATEST", update: "Failed", reason: "no role"),
    ])
    #expect(
      failure { () throws(ReleaseFailure) in _ = try publish(update, alias: nil) } == "refused")
    let version = ScriptedCalls([
      .version("$LATEST"), .version("$LATEST", code: "c2"),
      .version("8", code: "c2", state: "Pending"),
      .version("8", code: "c2", state: "Failed", reason: "no snapshot"),
    ])
    #expect(
      failure { () throws(ReleaseFailure) in _ = try publish(version, alias: nil) } == "refused")
  }

  @Test("A version that failed is found again by the next run, which the hint tells")
  func failedForEver() {
    let calls = ScriptedCalls([
      .version("$LATEST", code: "c2"), .version("8", code: "c2", state: "Failed", reason: "init"),
    ])
    do throws(ReleaseFailure) {
      _ = try publish(calls, alias: nil)
      Issue.record("published")
    } catch {
      guard case .refused(let text, let hints) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(text == "version 8 of function f has failed: init")
      #expect(hints.contains { $0.contains("no second version of the same code") })
    }
  }

  @Test("Somebody else's code in between is a conflict")
  func otherCode() {
    let published = ScriptedCalls([
      .version("$LATEST"), .version("$LATEST", code: "c2"),
      .fault(400, "CodeSHA256 (c2) is different from current CodeSHA256 in $LATEST (c3)."),
    ])
    #expect(
      failure { () throws(ReleaseFailure) in _ = try publish(published, alias: nil) } == "conflict")
    let updated = ScriptedCalls([
      .version("$LATEST"), .silence(.answer), .version("$LATEST", code: "c3"),
    ])
    #expect(
      failure { () throws(ReleaseFailure) in _ = try publish(updated, alias: nil) } == "conflict")
  }

  @Test("An update by someone else is waited for")
  func busy() throws {
    let words = "The operation cannot be performed at this time. An update is in progress"
    let calls = ScriptedCalls([
      .version("$LATEST"), .fault(409, words), .version("$LATEST"),
      .version("$LATEST", code: "c2"), .fault(409, words), .version("$LATEST", code: "c2"),
      .version("8", code: "c2"),
    ])
    #expect(try publish(calls, alias: nil).version == "8")
  }
}
