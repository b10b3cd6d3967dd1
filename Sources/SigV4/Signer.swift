/// Signs requests to one service in one region with Signature Version 4.
///
/// It has no clock and keeps no state: each attempt of a request is signed anew, at its own date,
/// from the same unsigned request.
public struct Signer: Sendable {
  /// The credentials that sign.
  public let credentials: Credentials
  /// The region in the credential scope, such as `us-east-1`.
  public let region: String
  /// The service's name in the credential scope, such as `lambda`.
  public let service: String
  /// What this service does in its own way.
  public let rules: SigningRules

  /// Makes a signer.
  ///
  /// - Throws: `SigningError` when a part is empty or holds a byte that would leave its place in a
  ///   header or in the credential scope.
  public init(credentials: Credentials, region: String, service: String) throws(SigningError) {
    try Refusals.check(credentials)
    try Refusals.check(scopePart: region, .region)
    try Refusals.check(scopePart: service, .service)
    self.credentials = credentials
    self.region = region
    self.service = service
    rules = SigningRules.rules(forService: service)
  }

  /// Signs a request by headers: `X-Amz-Date`, `X-Amz-Security-Token` when there is a token,
  /// `x-amz-content-sha256` where the service wants it, and `Authorization`.
  ///
  /// Every header of the request is signed but for those that proxies and HTTP libraries change,
  /// such as `User-Agent` and `Expect`. What is added after signing is not signed.
  ///
  /// - Parameters:
  ///   - request: The request as it will be sent, without signing headers.
  ///   - date: The moment of this attempt.
  /// - Returns: The request to send, and the stages of its signature.
  /// - Throws: `SigningError` when the request cannot be sent as it stands or is already signed.
  public func sign(_ request: SignableRequest, at date: SignatureDate) throws(SigningError)
    -> SignedRequest
  {
    var keys = SigningKeyCache()
    return try sign(request, at: date, keys: &keys)
  }

  /// Signs a request by headers, with the key of a request before it where that is the same.
  package func sign(
    _ request: SignableRequest, at date: SignatureDate, keys: inout SigningKeyCache
  ) throws(SigningError) -> SignedRequest {
    try Refusals.check(request)
    guard date.isWritable else { throw .dateOutOfRange }
    let payloadHash = request.payload.hash
    let moment = moment(date)
    var sent = request
    sent.headers.append(.init("X-Amz-Date", moment.timestamp))
    if let token = credentials.sessionToken {
      sent.headers.append(.init("X-Amz-Security-Token", token))
    }
    if rules.alwaysSendsPayloadHash || request.payload == .unsigned {
      sent.headers.append(.init("x-amz-content-sha256", payloadHash))
    }
    let stages = stages(sent, payloadHash: payloadHash, moment: moment, keys: &keys)
    sent.headers.append(
      .init(
        "Authorization",
        StringToSign.algorithm + " Credential=" + credentials.accessKeyId + "/" + moment.scope.text
          + ", SignedHeaders=" + stages.signedHeaders + ", Signature=" + stages.signature))
    return stages.signed(sent)
  }

  /// Signs a request by its query, so that its URL alone can be handed out.
  ///
  /// A URL for S3 leaves the body open (`UNSIGNED-PAYLOAD`). The headers of the request are signed
  /// and must be sent with it; a URL for a browser has `Host` alone.
  ///
  /// - Parameters:
  ///   - request: The request as it will be sent, without signing parameters.
  ///   - date: The moment from which the URL is good.
  ///   - seconds: For how many seconds it is good, from 1 to 604800 (7 days).
  /// - Returns: The request with its signature in the query of the target.
  /// - Throws: `SigningError` as `sign(_:at:)` does, and when `seconds` is out of range.
  public func presign(
    _ request: SignableRequest, at date: SignatureDate, expires seconds: Int
  ) throws(SigningError) -> SignedRequest {
    try Refusals.check(request)
    guard date.isWritable else { throw .dateOutOfRange }
    guard (1...604_800).contains(seconds) else { throw .expiryOutOfRange(seconds: seconds) }
    let moment = moment(date)
    var parameters = [
      (key: "X-Amz-Algorithm", value: StringToSign.algorithm),
      (key: "X-Amz-Credential", value: credentials.accessKeyId + "/" + moment.scope.text),
      (key: "X-Amz-Date", value: moment.timestamp),
      (key: "X-Amz-Expires", value: String(seconds)),
      (key: "X-Amz-SignedHeaders", value: CanonicalHeaders(request.headers).signedHeaders),
    ]
    if let token = credentials.sessionToken {
      parameters.append((key: "X-Amz-Security-Token", value: token))
    }
    var sent = request
    sent.target = Self.adding(URIEncoding.query(parameters), to: request.target)
    let payload = rules.presignsUnsignedPayload ? .unsigned : request.payload
    var keys = SigningKeyCache()
    let stages = stages(sent, payloadHash: payload.hash, moment: moment, keys: &keys)
    sent.target += "&X-Amz-Signature=" + stages.signature
    return stages.signed(sent)
  }

  /// A date as a signature has it: written out once, though it stands in several places.
  private typealias Moment = (timestamp: String, scope: CredentialScope)

  private func moment(_ date: SignatureDate) -> Moment {
    (date.timestamp, CredentialScope(day: date.day, region: region, service: service))
  }

  private func stages(
    _ request: SignableRequest, payloadHash: String, moment: Moment, keys: inout SigningKeyCache
  ) -> Stages {
    let canonical = CanonicalRequest(request, rules: rules, payloadHash: payloadHash)
    let text = canonical.text
    let toSign = StringToSign(text, timestamp: moment.timestamp, scope: moment.scope)
    let key = keys.key(secretAccessKey: credentials.secretAccessKey, scope: moment.scope)
    return Stages(
      canonicalRequest: text, stringToSign: toSign.text,
      signedHeaders: canonical.headers.signedHeaders, signature: key.signature(of: toSign))
  }

  /// The text of each stage.
  private struct Stages {
    var canonicalRequest: String
    var stringToSign: String
    var signedHeaders: String
    var signature: String

    func signed(_ request: SignableRequest) -> SignedRequest {
      SignedRequest(
        request: request, canonicalRequest: canonicalRequest, stringToSign: stringToSign,
        signedHeaders: signedHeaders, signature: signature)
    }
  }

  /// The target with more pairs at the end of its query.
  private static func adding(_ query: String, to target: String) -> String {
    guard target.utf8.contains(UInt8(ascii: "?")) else { return target + "?" + query }
    let isOpen =
      CanonicalQuery.part(of: target).isEmpty || target.utf8.last == UInt8(ascii: "&")
    return target + (isOpen ? "" : "&") + query
  }
}
