import AWS
import HTTP
import SigV4
import TestSupport
import Testing

@Suite("A call that fails names the setting that is probably wrong")
struct ServiceAdviceTests {
  /// What a call that fails so is answered with.
  private func hints(
    _ answer: ScriptedHTTP.Answer, source: String? = nil, environment: [String: String] = [:]
  ) -> [String] {
    let client = ServiceClient(
      endpoint: Endpoint(
        host: "lambda.eu-south-2.amazonaws.com", signingRegion: "eu-south-2", signingName: "lambda",
        explicit: source != nil, source: source),
      credentials: PlayedCredentials(),
      world: World.scripted(
        WorldScript(), http: ScriptedHTTP([answer, answer]), environment: environment),
      policy: RetryPolicy(maxAttempts: 1), userAgent: "test/1")
    do throws(ServiceError) {
      _ = try client.send(PlayedCalls.call())
      return []
    } catch {
      if case .transfer(let failure, _) = error { return failure.hints.map { "\($0)" } }
      return (error.fault?.hints ?? []).map { "\($0)" }
    }
  }

  private func refused(_ code: String, _ message: String) -> ScriptedHTTP.Answer {
    .answer(
      403, #"{"message":"\#(message)"}"#, headers: [HTTPHeader("x-amzn-ErrorType", code)])
  }

  private func noAnswer(_ code: UInt32) -> ScriptedHTTP.Answer {
    .failure(TransferError(stage: .connect, code: code, message: "no connection"))
  }

  @Test("no answer: the endpoint's setting, the proxy's variable, the region's name")
  func transfers() {
    #expect(
      hints(noAnswer(7), source: "AWS_ENDPOINT_URL_LAMBDA") == [
        "AWS_ENDPOINT_URL_LAMBDA names lambda.eu-south-2.amazonaws.com: "
          + "without it AWS itself is called"
      ])
    #expect(
      hints(noAnswer(7), environment: ["HTTPS_PROXY": "http://127.0.0.1:9"])[0].hasPrefix(
        "HTTPS_PROXY names the proxy"))
    #expect(
      hints(
        noAnswer(7),
        environment: ["https_proxy": "http://127.0.0.1:9", "no_proxy": "amazonaws.com"]) == [])
    #expect(hints(noAnswer(6))[0].contains("the region is eu-south-2"))
    #expect(hints(noAnswer(7)) == [])
  }

  @Test("credentials: expired, not known, of another region")
  func credentials() {
    #expect(hints(refused("ExpiredTokenException", "expired"))[0].contains("have expired: get new"))
    let unknown = hints(refused("UnrecognizedClientException", "The security token is invalid."))
    #expect(unknown[0].contains("AWS_SESSION_TOKEN") && unknown[0].contains("eu-south-2"))
    let scope = refused(
      "InvalidSignatureException", "Credential should be scoped to a valid region. ")
    #expect(hints(scope)[0].hasPrefix("the request was signed for region eu-south-2, and lambda."))
    #expect(hints(scope, source: "AWS_ENDPOINT_URL")[0].contains("AWS_ENDPOINT_URL, lambda."))
    #expect(hints(refused("InvalidSignatureException", "does not match")) == [])
  }
}
