package import HTTP
import SigV4

/// Sends signed calls to one endpoint of AWS, repeats them as the retry rules say, and tells
/// answers from refusals.
package final class ServiceClient {
  /// Where the calls go, and the scope they are signed for.
  package let endpoint: Endpoint
  private let credentials: any CredentialSource
  let world: World
  private let policy: RetryPolicy
  private let quota: RetryQuota
  private let userAgent: String
  /// Seconds that AWS's clock is ahead of this machine's, used for signing.
  private var clockOffset = 0.0
  private var keys = SigningKeyCache()

  /// Makes a client; the clients of one process share a quota.
  package init(
    endpoint: Endpoint, credentials: any CredentialSource, world: World,
    policy: RetryPolicy = RetryPolicy(), quota: RetryQuota = RetryQuota(), userAgent: String
  ) {
    self.endpoint = endpoint
    self.credentials = credentials
    self.world = world
    self.policy = policy
    self.quota = quota
    self.userAgent = userAgent
  }

  /// Sends a call until it is answered, refused for good, or out of attempts.
  ///
  /// Returns answers of status 2xx, and those whose status is among `alsoAccepting`.
  package func send(_ call: ServiceCall, alsoAccepting: Set<Int> = []) throws(ServiceError)
    -> HTTPResponse
  {
    let invocation = identifier()
    var repairs: Set<Repair> = []
    var attempt = 1
    var refusals = Refusals(policy)
    // A later attempt that surely had no effect says nothing of an earlier one.
    var ambiguous: ServiceError?
    while true {
      switch try self.attempt(attempt, call, invocation, alsoAccepting, &repairs) {
      case .answered(let response): return response
      case .repaired: continue
      case .failed(let failure, let asked):
        let kind = failure.kind
        if kind == .ambiguous { ambiguous = failure }
        if let pause = refusals.pause(after: failure, of: call, asked: asked, in: world) {
          world.sleep(pause)
          attempt += 1
          continue
        }
        let last =
          kind == .permanent ? failure.refusal(of: call, after: ambiguous) : ambiguous ?? failure
        guard policy.repeats(kind, call.repetition, attempt: attempt), quota.take(kind) else {
          throw last
        }
        let pause = RetryPolicy.delay(after: attempt, kind, random: world.random(), asked: asked)
        guard pause < world.timeLeft() else { throw last }
        // A caller that waits for it by itself says so by itself.
        if kind != .notNow || call.waitsOut.contains(kind) {
          say(call, failure.brief, "trying again in \(DecimalText.hundredths(pause)) s")
        }
        world.waiting("\(call.operation)", "\(failure.brief), attempt \(attempt) failed")
        world.sleep(pause)
        attempt += 1
      }
    }
  }

  /// Makes the request of a call, signed for this moment, for a caller that sends it by itself.
  package func request(for call: ServiceCall) throws(ServiceError) -> HTTPRequest {
    let request = try signed(call, invocation: identifier(), attempt: 1).request
    world.secrets.add(sentIn: request)
    return request
  }

  private func say(_ call: ServiceCall, _ what: Message, _ next: Message) {
    world.say("\(call.operation): \(what): \(next)")
  }

  private func trace(
    _ call: ServiceCall, _ request: HTTPRequest, attempt: Int, _ response: HTTPResponse
  ) {
    let path = request.target.prefix { $0 != "?" }
    let id = response.header("x-amzn-RequestId") ?? response.header("x-amz-request-id") ?? "-"
    world.debug(
      "\(call.operation) attempt \(attempt): \(request.method) \(endpoint.authority)\(path) "
        + "\(response.status) request \(id) in \(DecimalText.hundredths(response.seconds)) s")
  }

  /// A random UUID.
  ///
  /// Six of its bytes come of one number, since each is a call of the system.
  private func identifier() -> String {
    var bytes: [UInt8] = []
    while bytes.count < 16 {
      let bits = UInt64(world.random() * 0x1p48)
      for place in 0..<6 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * place))) }
    }
    bytes[6] = 0x40 | bytes[6] & 0x0F
    bytes[8] = 0x80 | bytes[8] & 0x3F
    var text = Hex.encode(Array(bytes[..<4]))
    for part in [4..<6, 6..<8, 8..<10, 10..<16] { text += "-" + Hex.encode(Array(bytes[part])) }
    return text
  }
}

// MARK: One attempt

extension ServiceClient {
  /// What came of one attempt.
  private enum Outcome {
    case answered(HTTPResponse)
    /// AWS refused for a reason that is repaired now: the attempt is made again at once.
    case repaired
    /// `asked` is how many seconds AWS asks to wait.
    case failed(ServiceError, asked: Double?)
  }

  /// What is repaired at most once a call.
  private enum Repair { case clock, credentials, question }

  private func attempt(
    _ number: Int, _ call: ServiceCall, _ invocation: String, _ accepted: Set<Int>,
    _ repairs: inout Set<Repair>
  ) throws(ServiceError) -> Outcome {
    var (request, signedFor, source) = try signed(call, invocation: invocation, attempt: number)
    request.mayAskFirst = !repairs.contains(.question)
    let sent = world.now()
    let response: HTTPResponse
    do throws(TransferError) {
      response = try world.send(request) {
        world.waiting(
          "\(call.operation)", "no answer yet, attempt \(number) of \(policy.maxAttempts)")
      }
    } catch {
      world.debug("\(call.operation) attempt \(number): \(error.message)")
      var failure = error
      failure.hints = ServiceAdvice(endpoint: endpoint, world.environment).hints(about: error)
      return .failed(.transfer(failure, operation: call.operation), asked: nil)
    }
    trace(call, request, attempt: number, response)
    if (200..<300).contains(response.status) || accepted.contains(response.status) {
      quota.succeed()
      return .answered(response)
    }
    // A proxy that does not take `Expect: 100-continue`: it has forwarded nothing.
    if response.status == 417, repairs.insert(.question).inserted { return .repaired }
    var fault = FaultReader.fault(in: response, operation: call.operation)
    let skew = ClockSkew.measured(by: response, sent: sent, received: world.now())
    if repair(fault, skew, call, &repairs) { return .repaired }
    fault.hints = hint(for: fault, skew: skew, signedFor: signedFor).map { [$0] } ?? []
    if fault.hints.isEmpty {
      fault.hints = ServiceAdvice(endpoint: endpoint, world.environment)
        .hints(about: fault, source: source)
    }
    return .failed(.fault(fault), asked: response.retryAfter)
  }

  /// Repairs what made AWS refuse: a clock that is off, or credentials that AWS rejects.
  private func repair(
    _ fault: ServiceFault, _ skew: Double?, _ call: ServiceCall, _ repairs: inout Set<Repair>
  ) -> Bool {
    if let skew, ClockSkew.codes.contains(fault.code),
      abs(skew - clockOffset) > ClockSkew.tolerance, repairs.insert(.clock).inserted
    {
      clockOffset = skew
      say(call, "\(fault.code)", "signing again by AWS's clock: \(ClockSkew.words(skew))")
      return true
    }
    if fault.isSignedAtWrongTime, repairs.insert(.clock).inserted {
      say(call, "\(fault.code)", "signing again")
      return true
    }
    guard fault.credentialsRejected, call.isSigned, repairs.insert(.credentials).inserted
    else { return false }
    credentials.expireNow()
    say(call, "\(fault.code)", "reading the credentials again")
    return true
  }
}

// MARK: Signing

extension ServiceClient {
  private func signed(_ call: ServiceCall, invocation: String, attempt: Int) throws(ServiceError)
    -> (request: HTTPRequest, signedFor: SignedRequest?, source: String?)
  {
    var target = endpoint.pathPrefix + call.path
    if !call.query.isEmpty { target += "?" + call.encodedQuery }
    var headers = [
      HTTPHeader("Host", endpoint.authority), HTTPHeader("User-Agent", userAgent),
      HTTPHeader("amz-sdk-invocation-id", invocation),
      HTTPHeader("amz-sdk-request", "attempt=\(attempt); max=\(max(attempt, policy.maxAttempts))"),
    ]
    headers += call.headers
    var request = HTTPRequest(
      method: call.method, scheme: endpoint.scheme, host: endpoint.host, port: endpoint.port,
      target: target, headers: headers, body: call.body, timeouts: call.timeouts)
    for secret in call.proof ?? [] { world.secrets.add(secret) }
    guard call.isSigned else { return (request, nil, nil) }
    let resolved: ResolvedCredentials
    do throws(CredentialsError) {
      resolved = try credentials.credentials()
    } catch {
      throw .credentials(error)
    }
    world.secrets.add(resolved.credentials)
    world.debug("\(call.operation): credentials from \(resolved.source)")
    do throws(SigningError) {
      let signer = try Signer(
        credentials: resolved.credentials, region: endpoint.signingRegion,
        service: endpoint.signingName)
      let moment = world.now().advanced(by: clockOffset)
      let result = try signer.sign(
        SignableRequest(
          method: call.method, target: target,
          headers: headers.map { SignableRequest.Header($0.name, $0.value) },
          payload: Self.payload(of: call)),
        at: SignatureDate(secondsSince1970: moment.milliseconds / 1000), keys: &keys)
      request.headers = result.request.headers.map { HTTPHeader($0.name, $0.value) }
      return (request, result, resolved.source)
    } catch {
      throw .request("\(error)", operation: call.operation)
    }
  }

  private static func payload(of call: ServiceCall) -> SignableRequest.Payload {
    if let hash = call.payloadSHA256 { return .sha256(hex: hash) }
    guard case .bytes(let bytes) = call.body else { return .bytes([]) }
    return .bytes(bytes)
  }

  /// What a person should look at when the signature was refused.
  private func hint(for fault: ServiceFault, skew: Double?, signedFor: SignedRequest?) -> Message? {
    if let skew, fault.status == 403, abs(skew) > ClockSkew.tolerance {
      return "\(ClockSkew.words(skew))"
    }
    guard let signedFor, let theirs = fault.details["CanonicalRequest"],
      let mismatch = SignatureMismatch.first(ours: signedFor.canonicalRequest, theirs: theirs)
    else { return nil }
    return "\(mismatch)"
  }
}
