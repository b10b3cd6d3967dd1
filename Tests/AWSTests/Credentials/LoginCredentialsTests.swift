import AWS
import Cryptography
import HTTP
import SigV4
import TestSupport
import Testing

@Suite("aws login's credentials are those of its cache")
struct LoginCredentialsTests {
  private let session = "arn:aws:sts::012345678910:assumed-role/Admin/admin"
  private var config: String { "[default]\nlogin_session = \(session)" }
  /// Named by the SHA-256 of the session.
  private let file =
    "/home/ci/.aws/login/cache/4b0ba8f99f075c0633e122fd73346ce203a3faf18ea0310eb2d29df1bab2e255.json"

  // Made by OpenSSL for these tests alone.
  private let pem = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIK/6w/j0cMUfYNttS+lqi5aiHo7MxoXrf2UiI/6QiuNSoAoGCCqGSM49
    AwEHoUQDQgAEmE25BZuYSrUJuv8EPEQTNmHriAsP8QC9MokAFGd8Wtyg+ap7w8+I
    jv2wAug+7jvB8VNDY5RxOaLAYxZKw0YHOw==
    -----END EC PRIVATE KEY-----
    """

  private func kept(until end: String = "2015-08-30T12:51:00Z", without name: String = "") -> String
  {
    var value: JSONValue = [
      "accessToken": [
        "accessKeyId": "AKLOGIN", "secretAccessKey": "login-secret", "sessionToken": "t",
        "accountId": "012345678910", "expiresAt": .string(end),
      ],
      "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "refresh-1",
      "dpopKey": .string(pem), "idToken": "id",
    ]
    value[name] = nil
    return value.serialized
  }

  @Test("while they last they are used")
  func unexpired() throws {
    let play = PlayedServices()
    play.file(file, kept())
    let found = try play.chain(config: config).credentials()
    #expect(found.credentials.accessKeyId == "AKLOGIN")
    #expect(found.expiration?.iso8601 == "2015-08-30T12:51:00Z")
    #expect(play.http.requests.isEmpty)
  }

  @Test("the folder may be another")
  func folder() throws {
    let play = PlayedServices()
    play.file("/c/" + (file.split(separator: "/").last ?? ""), kept())
    let environment = ["AWS_LOGIN_CACHE_DIRECTORY": "/c"]
    #expect(
      try play.chain(environment: environment, config: config).credentials().expiration != nil)
  }

  @Test(
    "a file that lacks a part says which, and what to run",
    arguments: ["accessToken", "clientId", "refreshToken", "dpopKey"])
  func incomplete(name: String) throws {
    let play = PlayedServices()
    play.file(file, kept(without: name))
    let words = play.failure(try play.chain(config: config))
    #expect(words.contains(name) && words.contains("run: aws login --profile default"))
  }

  @Test("without a file nobody has signed in")
  func missing() throws {
    let play = PlayedServices()
    #expect(
      play.failure(try play.chain(config: config)).contains("nobody has signed in for \(session)"))
    play.file(file, "x")
    #expect(play.failure(try play.chain(config: config)).contains("is no JSON"))
  }

  private let place = "POST eu-west-1.signin.aws.amazon.com/v1/token"
  private let renewed =
    #"{"accessToken":{"accessKeyId":"AKNEW","secretAccessKey":"new-secret","sessionToken":"u"},"#
    + #""tokenType":"aws_sigv4","expiresIn":900,"refreshToken":"refresh-2"}"#

  @Test("with five minutes left they are renewed with a proof of the key, and written back")
  func renewal() throws {
    let play = PlayedServices()
    play.file(file, kept(until: "2015-08-30T12:41:00Z"))
    play.answers[place] = { [renewed] _ in .answer(200, renewed) }
    let found = try play.chain(config: config).credentials()
    #expect(
      found.credentials
        == Credentials(accessKeyId: "AKNEW", secretAccessKey: "new-secret", sessionToken: "u"))
    #expect(found.renewable)
    #expect(found.expiration?.iso8601 == "2015-08-30T12:51:00Z")
    let written = try JSONValue.parse(play.script.files.text(file) ?? "")
    var expected = try JSONValue.parse(kept())
    expected["refreshToken"] = "refresh-2"
    expected["accessToken"] = [
      "accessKeyId": "AKNEW", "secretAccessKey": "new-secret", "sessionToken": "u",
      "accountId": "012345678910", "expiresAt": "2015-08-30T12:51:00Z",
    ]
    #expect(written == expected)
    let request = try #require(play.http.requests.first)
    guard case .bytes(let body) = request.body else { return }
    #expect(
      try JSONValue.parse(body) == [
        "clientId": "arn:aws:signin:::devtools/same-device", "grantType": "refresh_token",
        "refreshToken": "refresh-1",
      ])
    #expect(!request.headers.contains { $0.name == "Authorization" })
  }

  @Test("the proof is a token for this one call, signed by the key that it shows")
  func proof() throws {
    let play = PlayedServices()
    play.file(file, kept(until: "2015-08-30T12:30:00Z"))
    play.answers[place] = { [renewed] _ in .answer(200, renewed) }
    _ = try play.chain(config: config).credentials()
    let header = play.http.requests.first?.headers.first { $0.name == "DPoP" }
    let parts = try #require(header?.value.split(separator: ".").map(String.init))
    try #require(parts.count == 3)
    let key = try #require(P256PrivateKey(pem: pem))
    let signature = try #require(Base64.decode(parts[2], as: .urlSafe))
    #expect(
      try ES256.accepts(signature, of: Array("\(parts[0]).\(parts[1])".utf8), by: pem))
    let shown = try JSONValue.parse(try #require(Base64.decode(parts[0], as: .urlSafe)))
    let claims = try JSONValue.parse(try #require(Base64.decode(parts[1], as: .urlSafe)))
    #expect(shown["typ"] == "dpop+jwt" && shown["alg"] == "ES256")
    #expect(shown["jwk"]?["kty"] == "EC" && shown["jwk"]?["crv"] == "P-256")
    let coordinates = key.publicCoordinates
    #expect(shown["jwk"]?["x"]?.string == Base64.encode(coordinates.x, as: .urlSafe))
    #expect(shown["jwk"]?["y"]?.string == Base64.encode(coordinates.y, as: .urlSafe))
    #expect(claims["htm"] == "POST" && claims["iat"] == 1_440_938_160)
    #expect(claims["htu"] == "https://eu-west-1.signin.aws.amazon.com/v1/token")
    #expect(claims["jti"]?.string?.utf8.count == 36)
  }

  @Test(
    "a refusal says what to do",
    arguments: [
      ("TOKEN_EXPIRED", 401, "ended: run: aws login"),
      ("USER_CREDENTIALS_CHANGED", 403, "changed after the console sign-in: run: aws login"),
      ("INSUFFICIENT_PERMISSIONS", 403, "signin:CreateOAuth2Token is missing"),
      ("OTHER", 400, "cannot renew the console sign-in"),
    ])
  func refused(code: String, status: Int, words: String) throws {
    let play = PlayedServices()
    play.file(file, kept(until: "2015-08-30T12:36:00Z"))
    play.answers[place] = { _ in .answer(status, #"{"error":"\#(code)","message":"m"}"#) }
    let failure = play.failure(try play.chain(config: config))
    #expect(failure.contains(words), "\(failure)")
    #expect(play.script.files.writes.isEmpty)
  }

  @Test("a failed renewal leaves those at hand until their end")
  func failedRenewal() throws {
    let play = PlayedServices()
    play.file(file, kept(until: "2015-08-30T12:38:00Z"))
    play.answers[place] = { _ in .broken(.connect) }
    let chain = try play.chain(config: config)
    #expect(try chain.credentials().credentials.accessKeyId == "AKLOGIN")
    play.script.clock.advance(by: 121)
    #expect(throws: CredentialsError.self) { try chain.credentials() }
  }

  @Test("a key that cannot be read is an error without the key")
  func key() throws {
    let play = PlayedServices()
    play.file(file, kept(until: "2015-08-30T12:36:00Z").replacing("MHc", with: "xxx"))
    let failure = play.failure(try play.chain(config: config))
    #expect(failure.hasPrefix("the key of the sign-in cannot be read: run: aws login"))
    #expect(!failure.contains("BEGIN"))
  }
}
