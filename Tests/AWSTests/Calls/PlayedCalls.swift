import AWS
import HTTP
import SigV4
import TestSupport

/// Calls to an endpoint that a script plays, and what became of them.
struct PlayedCalls {
  let script = WorldScript()
  let http: ScriptedHTTP
  let credentials = PlayedCredentials()
  let quota = RetryQuota()
  let client: ServiceClient

  /// Plays answers in their order; `random` is every random number.
  init(
    _ answers: [ScriptedHTTP.Answer], attempts: Int = 3, patience: RetryPolicy.Patience? = nil,
    random: Double = 1
  ) {
    http = ScriptedHTTP(answers)
    var world = World.scripted(script, http: http)
    world.random = { random }
    client = ServiceClient(
      endpoint: Endpoint(
        host: "lambda.eu-central-1.amazonaws.com", signingRegion: "eu-central-1",
        signingName: "lambda"),
      credentials: credentials, world: world,
      policy: RetryPolicy(maxAttempts: attempts, patience: patience),
      quota: quota, userAgent: "test/1")
  }

  /// Sends a call.
  func send(_ repetition: ServiceCall.Repetition = .always) throws(ServiceError) -> HTTPResponse {
    try client.send(Self.call(repetition))
  }

  /// Sends a call that is to fail, and gives its failure; nil when it went well.
  func failure(_ repetition: ServiceCall.Repetition = .always) -> ServiceError? {
    do throws(ServiceError) {
      _ = try send(repetition)
      return nil
    } catch {
      return error
    }
  }

  /// A call like those of a release.
  static func call(_ repetition: ServiceCall.Repetition = .always) -> ServiceCall {
    ServiceCall(
      operation: "UpdateAlias", method: "PUT", path: "/2015-03-31/functions/f/aliases/live",
      headers: [HTTPHeader("Content-Type", "application/json")], body: .bytes(Array("{}".utf8)),
      repetition: repetition)
  }
}

/// Credentials that are others after each time they were said to be expired.
final class PlayedCredentials: CredentialSource {
  /// How often they were said to be expired.
  private(set) var renewals = 0
  /// Why there are none, if so.
  var refusal: CredentialsError?

  func credentials() throws(CredentialsError) -> ResolvedCredentials {
    if let refusal { throw refusal }
    return ResolvedCredentials(
      credentials: Credentials(
        accessKeyId: "AKID\(renewals)", secretAccessKey: "the-secret-\(renewals)",
        sessionToken: "the-token"),
      source: "a test")
  }

  func expireNow() { renewals += 1 }
}

extension HTTPRequest {
  /// The first value of a header field.
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
