package import HTTP
import SigV4

/// One call of an AWS operation, before it is signed.
package struct ServiceCall: Sendable {
  /// After which failures the request may be sent once more.
  package enum Repetition: Sendable {
    /// After any transient failure: sending it twice is as good as once.
    case always
    /// Only when it surely had no effect: no connection, or throttled.
    case unlessApplied
    /// Never: the caller decides.
    case never
  }

  /// The operation's name in AWS's words, such as `UpdateAlias`.
  package var operation: String
  /// The HTTP method.
  package var method: String
  /// The path on the wire, percent-encoded, without the endpoint's prefix.
  package var path: String
  /// The query as decoded pairs.
  package var query: [(name: String, value: String)]
  /// The headers of this operation; `Host` and those of the signature are added.
  package var headers: [HTTPHeader]
  /// The body.
  package var body: HTTPRequest.Body
  /// The SHA-256 of a body that is a file, in hexadecimal; other bodies are hashed here.
  package var payloadSHA256: String?
  /// After which failures it may be sent once more.
  package var repetition: Repetition
  /// Which refusals are waited out as `RetryPolicy.patience` says.
  package var waitsOut: Set<FailureKind> = [.throttling, .notNow]
  /// How long to wait.
  package var timeouts: HTTPTimeouts
  /// The secrets that prove the caller's identity in place of a signature; nil signs the call.
  ///
  /// No message shows them.
  package var proof: [String?]?
  /// Whether the call is signed.
  package var isSigned: Bool { proof == nil }

  /// Makes a call.
  package init(
    operation: String, method: String, path: String, query: [(name: String, value: String)] = [],
    headers: [HTTPHeader] = [], body: HTTPRequest.Body = .none, payloadSHA256: String? = nil,
    repetition: Repetition = .always, timeouts: HTTPTimeouts = HTTPTimeouts(),
    proof: [String?]? = nil
  ) {
    self.operation = operation
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.payloadSHA256 = payloadSHA256
    self.repetition = repetition
    self.timeouts = timeouts
    self.proof = proof
  }

  /// The query as it goes on the wire: encoded pairs, `=` always there, a blank as `%20`.
  package var encodedQuery: String {
    query.map { URIEncoding.encode($0.name) + "=" + URIEncoding.encode($0.value) }
      .joined(separator: "&")
  }
}
