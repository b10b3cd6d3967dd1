import AWS
import HTTP
import Release
import TestSupport
import Testing

@Suite("Of two runs of one release exactly one goes on") struct RivalRunsTests {
  private let aws = SimulatedLambda(
    ["7": "c7", "8": "c8", "$LATEST": "c8"],
    alias: AliasConfiguration(
      name: "live", functionVersion: "7", description: "prod", revisionId: "t"))

  private func shift(_ percent: Int, run: String?, known: AliasConfiguration? = nil)
    throws(ReleaseFailure) -> AliasConfiguration
  {
    try TrafficShift(client: aws, world: .scripted()).shift(
      TrafficShift.Request(
        function: "f", alias: "live", version: "8", codeSha256: "c8",
        weight: Weight(percent: percent) ?? .none, known: known, health: (.healthy, "8"), run: run)
    ).alias
  }

  private func conflict(_ act: () throws(ReleaseFailure) -> Void) -> String? {
    do throws(ReleaseFailure) {
      try act()
    } catch {
      if case .conflict(let words, _) = error { return words.description }
    }
    return nil
  }

  @Test("The run whose share was taken over ends, and the message names the other and since when")
  func takenOver() throws {
    let first = try shift(10, run: "a")
    let second = try shift(10, run: "b")
    let words = conflict { () throws(ReleaseFailure) in
      _ = try shift(50, run: "a", known: first)
    }
    #expect(words?.contains("run b since 2015-08-30T12:36Z") == true)
    // The touch of the run that ended does not stop the other.
    #expect(try shift(50, run: "b", known: second).additionalVersionWeights == ["8": "0.5"])
  }

  @Test("A touch by somebody else does not end a run that owns the share")
  func touched() throws {
    let first = try shift(10, run: "a")
    _ = try aws.updateAlias("f", "live", AliasUpdate())
    #expect(try shift(50, run: "a", known: first).additionalVersionWeights == ["8": "0.5"])
  }

  @Test("Two first shares at once: the one whose token is stale leaves the alias alone")
  func atOnce() throws {
    var isFirst = true
    aws.before = { update in
      guard isFirst, update != AliasUpdate() else { return }
      isFirst = false
      // The other run's touch and write come in between.
      _ = try? shift(10, run: "b")
    }
    #expect(conflict { () throws(ReleaseFailure) in _ = try shift(10, run: "a") } != nil)
    #expect(aws.state == "7 8=0.1 | prod [7; run b since 2015-08-30T12:36Z]")
  }

  @Test("Without a note a stale token ends a run only when the weight is not its own any more")
  func withoutNote() throws {
    let first = try shift(10, run: nil)
    #expect(aws.state == "7 8=0.1 | prod")
    _ = try aws.updateAlias("f", "live", AliasUpdate())
    let second = try shift(50, run: nil, known: first)
    _ = try aws.updateAlias("f", "live", AliasUpdate(additionalVersionWeights: ["8": "0.2"]))
    #expect(
      conflict { () throws(ReleaseFailure) in _ = try shift(100, run: nil, known: second) } != nil)
  }

  @Test("A check of another version permits no share")
  func otherVersion() {
    let found = failure { () throws(ReleaseFailure) in
      _ = try TrafficShift(client: aws, world: .scripted()).shift(
        TrafficShift.Request(
          function: "f", alias: "live", version: "8", codeSha256: "c8",
          weight: Weight(percent: 10) ?? .none, health: (.healthy, "1"), run: "a"))
    }
    #expect(found == "record")
    #expect(aws.writes == 0)
  }

  /// What an answer claims instead of the truth.
  enum Lie: CaseIterable { case version, weight, name }

  @Test(
    "A rollback whose answer shows another state is confirmed by a touch, or not at all",
    arguments: Lie.allCases, [false, true])
  func falsified(_ lie: Lie, _ isTouchTrue: Bool) throws {
    _ = try shift(10, run: "a")
    var isWritten = false
    aws.falsify = { update, answer in
      isWritten = isWritten || update != AliasUpdate()
      guard isWritten, update != AliasUpdate() || !isTouchTrue else { return answer }
      var answer = answer
      switch lie {
      case .version: answer.functionVersion = "6"
      case .weight: answer.additionalVersionWeights = ["8": "0.1"]
      case .name: answer.name = "other"
      }
      return answer
    }
    var done: Rollback.RolledBack?
    let found = failure { () throws(ReleaseFailure) in
      done = try Rollback(client: aws, world: .scripted()).rollback(
        Rollback.Request(function: "f", alias: "live"))
    }
    switch (lie, isTouchTrue) {
    case (_, true): #expect(done?.alias == aws.alias && done?.from == "8")
    // What AWS says twice is reported as it says.
    case (.version, false): #expect(done?.to == "6")
    default: #expect(found == "unconfirmedRollback")
    }
  }

  @Test("--wait goes on until AWS can be reached, and reports about once a minute")
  func patience() throws {
    _ = try shift(10, run: "a")
    let script = WorldScript()
    let client = Unreachable(aws, until: script.clock.now.advanced(by: 600), script)
    let rollback = Rollback(client: client, world: .scripted(script))
    let request = Rollback.Request(function: "f", alias: "live", patience: 900)
    #expect(try rollback.rollback(request).from == "8")
    #expect(script.waits.allSatisfy { $0.what == "alias live" })
    #expect(
      script.waits.contains {
        $0.state.hasPrefix("not confirmed yet, no answer, giving up in 7 min ")
      })
    // A log that shows one a minute gets one a minute.
    #expect(zip(script.waits, script.waits.dropFirst()).allSatisfy { $1.at - $0.at < 60 })
    let hopeless = Rollback.Request(function: "f", alias: "live", patience: 60)
    let never = Unreachable(aws, until: script.clock.now.advanced(by: 6000), script)
    let found = failure { () throws(ReleaseFailure) in
      _ = try Rollback(client: never, world: .scripted(script)).rollback(hopeless)
    }
    #expect(found == "service")
  }
}

/// AWS that cannot be reached until a moment.
private final class Unreachable: ReleaseClient {
  private let client: SimulatedLambda
  private let end: Timestamp
  private let script: WorldScript

  init(_ client: SimulatedLambda, until end: Timestamp, _ script: WorldScript) {
    self.client = client
    self.end = end
    self.script = script
  }

  private func reach() throws(ServiceError) {
    guard script.clock.now < end else { return }
    let error = TransferError(stage: .connect, code: 7, message: "refused")
    throw .transfer(error, operation: "")
  }

  func getFunctionConfiguration(_ function: String, qualifier: String?) throws(ServiceError)
    -> FunctionConfiguration
  {
    try reach()
    return try client.getFunctionConfiguration(function, qualifier: qualifier)
  }

  func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  { try client.updateFunctionCode(function, code, dryRun: dryRun) }

  func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  { try client.publishVersion(function, codeSha256: codeSha256, description: description) }

  func getAlias(_ function: String, _ alias: String) throws(ServiceError) -> AliasConfiguration {
    try client.getAlias(function, alias)
  }

  func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    try reach()
    return try client.updateAlias(function, alias, update)
  }

  func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  { try client.createAlias(function, alias, version: version) }
}
