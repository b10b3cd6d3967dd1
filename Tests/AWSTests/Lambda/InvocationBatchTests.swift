import AWS
import HTTP
import TestSupport
import Testing

@Suite("Invocations of a batch are signed one by one and never repeated")
struct InvocationBatchTests {
  private static func batch(of calls: PlayedCalls) -> InvocationBatch {
    InvocationBatch(client: LambdaClient(calls.client), function: "f", version: "8", parallel: 2)
  }

  private static let ran = [HTTPHeader("X-Amz-Executed-Version", "8")]

  @Test("an answer that does not tell which version ran is not Lambda's")
  func page() throws {
    let batch = Self.batch(of: PlayedCalls([.answer(200, "<html>Sign in</html>")]))
    try batch.start([], seconds: 18)
    guard case .impossible(.unreadable)? = batch.next(within: 0)?.answer else {
      return #expect(Bool(false), "believed")
    }
  }

  @Test("answers come in the order of arrival, and a wait takes no longer than it may")
  func order() throws {
    let calls = PlayedCalls([
      .answer(200, "0", headers: Self.ran, seconds: 3),
      .answer(200, "1", headers: Self.ran, seconds: 1),
    ])
    let batch = Self.batch(of: calls)
    try batch.start(Array("{}".utf8), seconds: 18)
    try batch.start(Array("{}".utf8), seconds: 18)
    #expect(batch.next(within: 0.5) == nil)
    let answers = (0..<2).map { _ in batch.next(within: 60) }
    #expect(answers.map { $0?.number } == [1, 0])
    guard case .replied(let reply, let seconds)? = answers[0]?.answer else {
      Issue.record("no reply")
      return
    }
    #expect(reply.payload == Array("1".utf8))
    #expect(seconds == 1)
    for request in calls.http.requests {
      #expect(request.target == "/2015-03-31/functions/f/invocations?Qualifier=8")
      #expect(request.header("Authorization") != nil)
      #expect(request.timeouts.total == 18)
    }
  }

  @Test("a refusal and a lost connection are answers, not repeated")
  func failures() throws {
    func unwatched(_ stage: TransferError.Stage) -> TransferError {
      var error = TransferError(stage: stage, code: 0, message: "")
      error.isUnwatched = true
      return error
    }
    let calls = PlayedCalls([
      .answer(
        429,
        headers: [
          HTTPHeader("x-amzn-ErrorType", "TooManyRequestsException"),
          HTTPHeader("Retry-After", "7"),
        ]), .broken(.answer), .broken(.timeout, "18000 ms"), .broken(.certificate),
      .failure(unwatched(.timeout)), .failure(unwatched(.connect)),
      .failure(unwatched(.certificate)),
    ])
    let batch = Self.batch(of: calls)
    for _ in 0..<7 { try batch.start([], seconds: 18) }
    let answers = (0..<7).compactMap { _ in batch.next(within: 0)?.answer }
    let words = answers.map { answer in
      switch answer {
      case .replied: "replied"
      case .refused(let fault, let asked): "\(fault.code) \(asked ?? 0)"
      case .timedOut(let message): message
      case .lost: "lost"
      case .unwatched: "unwatched"
      case .impossible: "impossible"
      }
    }
    #expect(
      words == [
        "TooManyRequestsException 7.0", "lost", "18000 ms", "impossible", "unwatched", "unwatched",
        "impossible",
      ])
    #expect(calls.http.requests.count == 7)
  }

  @Test("an invocation that cannot be signed is not sent")
  func unsigned() {
    let calls = PlayedCalls([])
    calls.credentials.refusal = CredentialsError("none")
    #expect(throws: ServiceError.self) { try Self.batch(of: calls).start([], seconds: 18) }
    #expect(calls.http.requests.isEmpty)
  }
}
