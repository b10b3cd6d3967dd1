import AWS
import HTTP
import TestSupport
import Testing

@Suite("What AWS refuses for now is asked for again as long as there is patience")
struct PatienceTests {
  private static let throttled = ScriptedHTTP.Answer.answer(
    429, #"{"message":"Rate exceeded"}"#,
    headers: [HTTPHeader("x-amzn-ErrorType", "TooManyRequestsException")])
  private static let pending = ScriptedHTTP.Answer.answer(
    409,
    #"{"message":"The operation cannot be performed at this time. An update is in progress"}"#,
    headers: [HTTPHeader("x-amzn-ErrorType", "ResourceConflictException")])
  private static let done = ScriptedHTTP.Answer.answer(200, "{}")

  private static func calls(
    _ answers: [ScriptedHTTP.Answer], _ patience: RetryPolicy.Patience = .init(),
    random: Double = 0.5
  ) -> PlayedCalls {
    PlayedCalls(answers, patience: patience, random: random)
  }

  @Test("a throttled call is repeated for two minutes, with pauses that grow and differ")
  func twoMinutes() {
    let calls = Self.calls(Array(repeating: Self.throttled, count: 100))
    let start = calls.script.clock.now.seconds
    #expect(calls.failure()?.fault?.code == "TooManyRequestsException")
    #expect(abs(calls.script.clock.now.seconds - start - 120) < 0.2)
    #expect(calls.script.sleeps.prefix(5) == [0.5, 1, 2, 4, 8])
    #expect(calls.script.sleeps.allSatisfy { $0 <= 8 })
    #expect(calls.quota.tokens == 500)
    let others = Self.calls([Self.throttled, Self.throttled, Self.done], random: 0.9)
    #expect(throws: Never.self) { try others.send() }
    #expect(others.script.sleeps == [0.9, 1.8])
  }

  @Test("it is said once after the first seconds, and told at each pause")
  func said() throws {
    let quick = Self.calls([Self.throttled, Self.throttled, Self.done])
    _ = try quick.send()
    #expect(quick.script.lines.isEmpty)
    let slow = Self.calls(Array(repeating: Self.throttled, count: 9) + [Self.done])
    _ = try slow.send()
    #expect(slow.script.lines.count == 1)
    #expect(
      slow.script.lines[0].hasPrefix("UpdateAlias: throttled (TooManyRequestsException): trying"))
    #expect(slow.script.waits.count == 9)
  }

  @Test("a command's own wait counts in place of the two minutes")
  func deadline() {
    let end = PlayedCalls([]).script.clock.now.seconds + 10
    let calls = Self.calls(Array(repeating: Self.throttled, count: 50), .init(deadline: end))
    _ = calls.failure()
    #expect(abs(calls.script.clock.now.seconds - end) < 0.2)
    let over = Self.calls(Array(repeating: Self.throttled, count: 50), .init(deadline: end - 60))
    _ = over.failure()
    #expect(over.http.requests.count == 3)
  }

  @Test("an update in progress is waited for, and a throttled write is not one in doubt")
  func notNow() throws {
    let calls = Self.calls([Self.pending, Self.throttled, Self.pending, Self.done])
    #expect(try calls.send(.unlessApplied).status == 200)
    let never = Self.calls(Array(repeating: Self.pending, count: 100))
    #expect(never.failure(.unlessApplied)?.mayHaveTakenEffect == false)
    #expect(never.http.requests.count > 10)
  }

  @Test("a caller that waits for an update by itself hears of none of its attempts")
  func ownWait() {
    let calls = Self.calls(Array(repeating: Self.pending, count: 3))
    let client = LambdaClient(calls.client)
    _ = try? client.publishVersion("f", codeSha256: "c", description: "d")
    #expect(calls.http.requests.count == 3)
    #expect(calls.script.lines.isEmpty)
  }

  @Test("an answer that is lost among throttled ones is lost as ever")
  func lost() {
    let calls = Self.calls([Self.throttled, .broken(.answer)])
    #expect(calls.failure(.unlessApplied)?.mayHaveTakenEffect == true)
    #expect(calls.http.requests.count == 2)
    let never = Self.calls([Self.throttled])
    #expect(never.failure(.never)?.fault?.status == 429)
  }

  @Test("whoever sets the number of attempts gets that number")
  func attempts() {
    let calls = PlayedCalls(Array(repeating: Self.throttled, count: 5), attempts: 2)
    _ = calls.failure()
    #expect(calls.http.requests.count == 2)
  }

  @Test("no write asks for a version to be published elsewhere, or at once")
  func publishTo() {
    let refused = ScriptedHTTP.Answer.answer(400, #"{"__type":"ValidationException"}"#)
    let calls = PlayedCalls([refused, refused])
    let client = LambdaClient(calls.client)
    _ = try? client.updateFunctionCode("f", .image(uri: "x"), dryRun: false)
    _ = try? client.publishVersion("f", codeSha256: "c", description: "d")
    let bodies = calls.http.requests.map { request in
      guard case .bytes(let bytes) = request.body else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(bodies == [#"{"ImageUri":"x"}"#, #"{"CodeSha256":"c","Description":"d"}"#])
  }
}
