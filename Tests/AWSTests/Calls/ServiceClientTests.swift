import AWS
import HTTP
import TestSupport
import Testing

@Suite("A call is repeated as the retry rules say, and every repeat is visible")
struct ServiceClientTests {
  private static let unavailable = ScriptedHTTP.Answer.answer(503, "{}")
  private static let throttled = ScriptedHTTP.Answer.answer(
    429, #"{"message":"Rate exceeded","Reason":"CallerRateLimitExceeded"}"#,
    headers: [HTTPHeader("x-amzn-ErrorType", "TooManyRequestsException")])
  private static let done = ScriptedHTTP.Answer.answer(200, "{}")

  @Test("a failure of the service is met by three attempts in all, no more")
  func attempts() throws {
    let calls = PlayedCalls([Self.unavailable, Self.unavailable, Self.unavailable])
    #expect(calls.failure()?.fault?.status == 503)
    #expect(calls.http.requests.count == 3)
    #expect(calls.script.sleeps == [0.05, 0.1])
    let better = PlayedCalls([Self.unavailable, Self.unavailable, Self.done])
    #expect(try better.send().status == 200)
  }

  @Test("the pauses double from 50 ms, throttled from 1 s, up to 20 s")
  func pauses() {
    let calls = PlayedCalls(Array(repeating: Self.unavailable, count: 12), attempts: 12)
    _ = calls.failure()
    #expect(
      calls.script.sleeps == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20, 20])
    let slower = PlayedCalls(Array(repeating: Self.throttled, count: 8), attempts: 8)
    _ = slower.failure()
    #expect(slower.script.sleeps == [1, 2, 4, 8, 16, 20, 20])
  }

  @Test("the pause is a random share of the longest one")
  func jitter() {
    let calls = PlayedCalls([Self.unavailable, Self.unavailable], attempts: 2, random: 0.5)
    _ = calls.failure()
    #expect(calls.script.sleeps == [0.025])
    let none = PlayedCalls([Self.unavailable, Self.unavailable], attempts: 2, random: 0)
    _ = none.failure()
    #expect(none.script.sleeps == [0])
  }

  @Test(
    "the pause that AWS asks for counts, up to five seconds beyond the own one",
    arguments: [
      ("x-amz-retry-after", "300", 0.3), ("x-amz-retry-after", "10", 0.05),
      ("x-amz-retry-after", "60000", 5.05), ("x-amz-retry-after", "-1", 0.05),
      ("x-amz-retry-after", "soon", 0.05), ("Retry-After", "2", 2.0),
      ("Retry-After", "3600", 5.05), ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", 0.05),
    ])
  func asked(header: String, value: String, pause: Double) throws {
    let calls = PlayedCalls([
      .answer(503, headers: [HTTPHeader(header, value)]), Self.done,
    ])
    _ = try calls.send()
    #expect(calls.script.sleeps == [pause])
  }

  @Test("a refusal that would be repeated is not asked for twice", arguments: [400, 403, 404, 412])
  func permanent(status: Int) {
    let calls = PlayedCalls([.answer(status, #"{"__type":"SomeException"}"#)])
    #expect(calls.failure()?.fault?.status == status)
    #expect(calls.script.sleeps.isEmpty)
  }

  @Test(
    "what may have been done is repeated only where a repeat is as good as one request",
    arguments: [
      (ServiceCall.Repetition.always, 2), (.unlessApplied, 1), (.never, 1),
    ])
  func ambiguous(repetition: ServiceCall.Repetition, sent: Int) {
    for lost in [ScriptedHTTP.Answer.broken(.answer), .broken(.timeout), Self.unavailable] {
      let calls = PlayedCalls([lost, lost], attempts: 2)
      #expect(calls.failure(repetition)?.mayHaveTakenEffect == true)
      #expect(calls.http.requests.count == sent)
    }
  }

  @Test("a refusal after an attempt to write without an answer tells that it may have happened")
  func refusedAfterLoss() {
    let refused = ScriptedHTTP.Answer.answer(403, #"{"__type":"AccessDeniedException"}"#)
    let lost = PlayedCalls([.broken(.answer), refused], attempts: 2).failure(.always)
    #expect(lost?.fault?.status == 403)
    #expect(lost?.fault?.hints.first?.contains("may have happened") ?? false)
    let unsent = PlayedCalls([.broken(.connect), refused], attempts: 2).failure(.always)
    #expect(unsent?.fault?.status == 403 && unsent?.fault?.hints.isEmpty ?? false)
  }

  @Test(
    "what surely was not done is repeated, unless the caller decides",
    arguments: [
      (ServiceCall.Repetition.always, 2), (.unlessApplied, 2), (.never, 1),
    ])
  func unsent(repetition: ServiceCall.Repetition, sent: Int) {
    for failure in [ScriptedHTTP.Answer.broken(.connect), .broken(.handshake), Self.throttled] {
      let calls = PlayedCalls([failure, failure], attempts: 2)
      #expect(calls.failure(repetition)?.mayHaveTakenEffect == false)
      #expect(calls.http.requests.count == sent)
    }
  }

  @Test("a certificate that is not accepted is not asked for twice")
  func certificate() {
    let calls = PlayedCalls([.broken(.certificate)])
    #expect(calls.failure() != nil)
    #expect(calls.http.requests.count == 1)
  }

  @Test("a process that has spent its quota fails at once")
  func quota() {
    let calls = PlayedCalls(Array(repeating: Self.unavailable, count: 100), attempts: 100)
    _ = calls.failure()
    // 500 tokens, 14 a retry: 35 retries.
    #expect(calls.http.requests.count == 36)
    #expect(calls.quota.tokens == 10)
    #expect(calls.failure() != nil)
    #expect(calls.http.requests.count == 37)
  }

  @Test("a success gives back what its retry cost, or one token")
  func refund() throws {
    let calls = PlayedCalls([Self.throttled, Self.done, Self.unavailable, Self.done, Self.done])
    _ = try calls.send()
    #expect(calls.quota.tokens == 500)
    #expect(calls.quota.take(.ambiguous))
    #expect(calls.quota.tokens == 486)
    _ = try calls.send()
    #expect(calls.quota.tokens == 486)
    _ = try calls.send()
    #expect(calls.quota.tokens == 487)
  }

  @Test("each attempt says its number, and all have one invocation id")
  func numbered() throws {
    let calls = PlayedCalls([Self.unavailable, Self.unavailable, Self.done])
    _ = try calls.send()
    #expect(
      calls.http.requests.map { $0.header("amz-sdk-request") }
        == ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"])
    #expect(Set(calls.http.requests.map { $0.header("amz-sdk-invocation-id") }).count == 1)
    let signed = calls.http.requests[0].header("Authorization") ?? ""
    #expect(signed.contains("amz-sdk-invocation-id;amz-sdk-request"))
    #expect(!signed.contains("user-agent"))
  }

  @Test("each repeat is said in one line, with the error, the request and the pause")
  func said() throws {
    let calls = PlayedCalls([
      .answer(
        429, #"{"message":"no"}"#,
        headers: [
          HTTPHeader("x-amzn-ErrorType", "TooManyRequestsException"),
          HTTPHeader("x-amzn-RequestId", "id-1"),
        ]), Self.done,
    ])
    _ = try calls.send()
    #expect(
      calls.script.lines
        == ["UpdateAlias: TooManyRequestsException, request id-1: trying again in 1.00 s"])
  }

  @Test("neither a key, a token nor a signature is in the lines of --debug")
  func redacted() throws {
    let calls = PlayedCalls([Self.unavailable, .broken(.answer, "connection closed"), Self.done])
    _ = try calls.send()
    let text = calls.script.debugLines.joined(separator: "\n")
    #expect(calls.script.debugLines.count >= 3)
    #expect(
      text.contains("UpdateAlias attempt 1: PUT lambda.eu-central-1.amazonaws.com/2015-03-31"))
    for secret in ["the-secret", "the-token", "Signature", "Authorization"] {
      #expect(!text.contains(secret))
    }
  }

  @Test(
    "credentials that AWS calls expired or unknown are read again, once",
    arguments: [
      "ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId",
      "UnrecognizedClientException", "InvalidAccessKeyId",
    ])
  func expired(code: String) throws {
    let refusal = ScriptedHTTP.Answer.answer(403, #"{"__type":"\#(code)"}"#)
    let calls = PlayedCalls([refusal, Self.done])
    _ = try calls.send(.never)
    #expect(calls.credentials.renewals == 1)
    #expect(calls.http.requests[0].header("Authorization")?.contains("AKID0/") == true)
    #expect(calls.http.requests[1].header("Authorization")?.contains("AKID1/") == true)
    #expect(calls.script.sleeps.isEmpty)
    let twice = PlayedCalls([refusal, refusal])
    #expect(twice.failure()?.fault?.code == code)
    #expect(twice.credentials.renewals == 1)
  }

  @Test("a clock that is off is put right by AWS's, and the request signed again, once")
  func skew() throws {
    let refusal = ScriptedHTTP.Answer.answer(
      403, #"{"message":"Signature expired"}"#,
      headers: [
        HTTPHeader("x-amzn-ErrorType", "InvalidSignatureException"),
        HTTPHeader("Date", "Sun, 30 Aug 2015 12:46:00 GMT"),
      ])
    let calls = PlayedCalls([refusal, Self.done, Self.done])
    _ = try calls.send(.never)
    #expect(
      calls.http.requests.map { $0.header("x-amz-date") } == [
        "20150830T123600Z", "20150830T124600Z",
      ])
    #expect(
      calls.script.lines == [
        "UpdateAlias: InvalidSignatureException: signing again by AWS's clock: "
          + "this machine's clock is 10 minutes behind AWS"
      ])
    // What was learned counts for the calls that follow.
    _ = try calls.send(.never)
    #expect(calls.http.requests[2].header("x-amz-date") == "20150830T124600Z")
    let twice = PlayedCalls([refusal, refusal])
    #expect(twice.failure()?.fault?.hints == ["this machine's clock is 10 minutes behind AWS"])
  }

  @Test(
    "an answer that cannot tell the time moves no clock",
    arguments: [
      [HTTPHeader("Date", "Sun, 30 Aug 2015 12:37:00 GMT")],
      [HTTPHeader("Date", "Sun, 30 Aug 2015 12:46:00 GMT"), HTTPHeader("Age", "3")],
      [HTTPHeader("Date", "yesterday")], [],
    ])
  func noSkew(headers: [HTTPHeader]) {
    let calls = PlayedCalls([
      .answer(
        403, "{}", headers: headers + [HTTPHeader("x-amzn-ErrorType", "InvalidSignatureException")])
    ])
    #expect(calls.failure()?.fault?.code == "InvalidSignatureException")
    #expect(calls.http.requests.count == 1)
  }

  @Test("an answer that took more than 15 minutes moves no clock")
  func slowAnswer() {
    let calls = PlayedCalls([
      .answer(
        403, "{}",
        headers: [
          HTTPHeader("x-amzn-ErrorType", "InvalidSignatureException"),
          HTTPHeader("Date", "Sun, 30 Aug 2015 14:00:00 GMT"),
        ], seconds: 901)
    ])
    #expect(calls.failure()?.fault?.hints == [])
    #expect(calls.http.requests.count == 1)
  }

  @Test(
    "a request that was sent long after it was signed is signed again, once",
    arguments: [600, 2000] as [Double])
  func slept(seconds: Double) throws {
    let refusal = ScriptedHTTP.Answer.answer(
      403, #"{"message":"Signature expired: it is now earlier than it was"}"#,
      headers: [
        HTTPHeader("x-amzn-ErrorType", "InvalidSignatureException"),
        HTTPHeader("Date", "Sun, 30 Aug 2015 12:45:59 GMT"),
      ], seconds: seconds)
    let calls = PlayedCalls([refusal, Self.done])
    _ = try calls.send(.never)
    let second = seconds == 600 ? "20150830T124600Z" : "20150830T130920Z"
    #expect(calls.http.requests.map { $0.header("x-amz-date") } == ["20150830T123600Z", second])
    #expect(calls.script.lines == ["UpdateAlias: InvalidSignatureException: signing again"])
    let twice = PlayedCalls([refusal, refusal])
    #expect(twice.failure()?.fault?.code == "InvalidSignatureException")
    #expect(twice.http.requests.count == 2)
  }

  @Test("statuses that the caller accepts are answers")
  func accepted() throws {
    let calls = PlayedCalls([.answer(412)])
    #expect(try calls.client.send(PlayedCalls.call(), alsoAccepting: [412]).status == 412)
  }
}
