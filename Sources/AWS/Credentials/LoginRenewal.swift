import Cryptography
import HTTP

/// Renews the credentials of `aws login`, which last a quarter of an hour.
///
/// The token endpoint of AWS Sign-In takes the refresh token with a proof that the caller holds the
/// key that the sign-in was bound to (RFC 9449, DPoP).
struct LoginRenewal {
  let context: CredentialContext

  /// Seconds before their end from which the credentials are renewed.
  static let window = 300.0

  /// The kept sign-in with new credentials and a new refresh token.
  ///
  /// `CreateOAuth2Token` of AWS Sign-In. Fails when the sign-in cannot be renewed; `again` says
  /// what a person must run then.
  func renewed(_ kept: JSONValue, again: String) throws(CredentialsError) -> JSONValue {
    guard let key = kept["dpopKey"]?.string.flatMap({ P256PrivateKey(pem: $0) }) else {
      throw CredentialsError("the key of the sign-in cannot be read: \(again)")
    }
    let client = try context.client(.signin)
    let endpoint = client.endpoint
    let url = "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.pathPrefix)/v1/token"
    let body: JSONValue = [
      "clientId": kept["clientId"] ?? .null, "grantType": "refresh_token",
      "refreshToken": kept["refreshToken"] ?? .null,
    ]
    let call = ServiceCall(
      operation: "CreateOAuth2Token", method: "POST", path: "/v1/token",
      headers: [
        HTTPHeader("Content-Type", "application/json"), HTTPHeader("DPoP", proof(key, for: url)),
      ],
      body: .bytes(Array(body.serialized.utf8)), proof: [kept["refreshToken"]?.string])
    let response: HTTPResponse
    do throws(ServiceError) {
      response = try client.send(call, alsoAccepting: [400, 401, 403])
    } catch {
      throw CredentialsError(error, cannot: "renew the console sign-in")
    }
    let answer = try? JSONValue.parse(response.body)
    guard response.status == 200 else { throw Self.refusal(answer, response, again: again) }
    if let answer { context.world.secrets.add(in: answer) }
    return try Self.merged(kept, answer, at: context.world.now(), again: again)
  }

  private static func refusal(
    _ answer: JSONValue?, _ response: HTTPResponse, again: String
  ) -> CredentialsError {
    switch answer?["error"]?.string {
    case "TOKEN_EXPIRED": CredentialsError("the console sign-in ended: \(again)", refused: true)
    case "USER_CREDENTIALS_CHANGED":
      CredentialsError(
        "the user's password or keys changed after the console sign-in: \(again)", refused: true)
    case "INSUFFICIENT_PERMISSIONS":
      CredentialsError(
        "the user may not renew a console sign-in: signin:CreateOAuth2Token is missing",
        refused: true)
    default:
      CredentialsError(
        ServiceError.fault(FaultReader.fault(in: response, operation: "CreateOAuth2Token")),
        cannot: "renew the console sign-in")
    }
  }

  private static func merged(
    _ kept: JSONValue, _ answer: JSONValue?, at now: Timestamp, again: String
  ) throws(CredentialsError) -> JSONValue {
    guard var token = kept["accessToken"], let new = answer?["accessToken"],
      let seconds = answer?["expiresIn"]?.double, let refresh = answer?["refreshToken"]?.string
    else {
      throw CredentialsError(
        "the answer to CreateOAuth2Token lacks a token: \(again)", refused: true)
    }
    for name in ["accessKeyId", "secretAccessKey", "sessionToken"] { token[name] = new[name] }
    token["expiresAt"] = .string(now.advanced(by: seconds).iso8601)
    var result = kept
    result["accessToken"] = token
    result["refreshToken"] = .string(refresh)
    return result
  }

  /// A DPoP proof for one POST to a URL: a JSON web token signed with the key of the sign-in.
  private func proof(_ key: P256PrivateKey, for url: String) -> String {
    let (x, y) = key.publicCoordinates
    let header: JSONValue = [
      "typ": "dpop+jwt", "alg": "ES256",
      "jwk": [
        "kty": "EC", "x": .string(Base64.encode(x, as: .urlSafe)),
        "y": .string(Base64.encode(y, as: .urlSafe)), "crv": "P-256",
      ],
    ]
    let claims: JSONValue = [
      "htm": "POST", "htu": .string(url),
      "iat": .number(String(context.world.now().milliseconds / 1000)),
      "jti": .string(identifier()),
    ]
    let text = [header, claims].map { Base64.encode(Array($0.serialized.utf8), as: .urlSafe) }
      .joined(separator: ".")
    return text + "." + Base64.encode(key.signature(of: Array(text.utf8)), as: .urlSafe)
  }

  /// A random UUID of version 4.
  private func identifier() -> String {
    let digits = Array("0123456789abcdef")
    var text = ""
    for place in 0..<32 {
      if [8, 12, 16, 20].contains(place) { text += "-" }
      let digit = Int(context.world.random() * 16) & 15
      text.append(digits[place == 12 ? 4 : place == 16 ? 8 | digit & 3 : digit])
    }
    return text
  }
}
