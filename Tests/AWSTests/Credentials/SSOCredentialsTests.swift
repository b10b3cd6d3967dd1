import AWS
import HTTP
import SigV4
import TestSupport
import Testing

@Suite("IAM Identity Center gives a role's credentials for the token of aws sso login")
struct SSOCredentialsTests {
  private let session = """
    [default]
    sso_session = corp
    sso_account_id = 123456789012
    sso_role_name = Deploy
    [sso-session corp]
    sso_region = eu-north-1
    sso_start_url = https://corp.awsapps.com/start
    sso_registration_scopes = sso:account:access
    """
  private let legacy = """
    [default]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = eu-north-1
    sso_account_id = 123456789012
    sso_role_name = Deploy
    """
  /// SHA-1 of `corp`, and of the start URL.
  private let sessionFile = "/home/ci/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
  private let legacyFile = "/home/ci/.aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json"
  private let portal = "GET portal.sso.eu-north-1.amazonaws.com/federation/credentials"
  private let oidc = "POST oidc.eu-north-1.amazonaws.com/token"

  private func play(_ file: String, _ token: String) -> PlayedServices {
    let play = PlayedServices()
    play.file(file, token)
    play.answers[portal] = { _ in
      .answer(
        200,
        #"{"roleCredentials":{"accessKeyId":"AKSSO","secretAccessKey":"sso-secret","#
          + #""sessionToken":"sso-token","expiration":1440941760000}}"#)
    }
    return play
  }

  private func token(until expiration: String, more: String = "") -> String {
    #"{"startUrl":"u","region":"eu-north-1","accessToken":"token-1","expiresAt":"\#(expiration)"\#(more)}"#
  }

  private let renewable =
    #","clientId":"id","clientSecret":"client-secret","registrationExpiresAt":"2015-11-01T00:00:00Z","#
    + #""refreshToken":"refresh-1","extra":[1]"#

  @Test("by a session")
  func bySession() throws {
    let play = play(sessionFile, token(until: "2015-08-30T20:00:00Z"))
    let found = try play.chain(config: session).credentials()
    #expect(
      found.credentials
        == Credentials(
          accessKeyId: "AKSSO", secretAccessKey: "sso-secret", sessionToken: "sso-token"))
    #expect(found.expiration?.iso8601 == "2015-08-30T13:36:00Z")
    #expect(found.renewable)
    let request = try #require(play.http.requests.first)
    #expect(
      request.target == "/federation/credentials?account_id=123456789012&role_name=Deploy")
    #expect(request.headers.contains(HTTPHeader("x-amz-sso_bearer_token", "token-1")))
    #expect(!request.headers.contains { $0.name == "Authorization" })
    let shown = "\(play.script.lines) \(play.script.debugLines) \(found)"
    #expect(!shown.contains("token-1") && !shown.contains("sso-secret"))
  }

  @Test("in the older form, with UTC for Z")
  func byStartURL() throws {
    let play = play(legacyFile, token(until: "2015-08-30T20:00:00UTC"))
    #expect(try play.chain(config: legacy).credentials().credentials.accessKeyId == "AKSSO")
  }

  @Test("a token that ends soon is renewed and written back with all it had")
  func renewal() throws {
    let play = play(sessionFile, token(until: "2015-08-30T12:50:00Z", more: renewable))
    play.answers[oidc] = { _ in
      .answer(200, #"{"accessToken":"token-2","expiresIn":28800,"refreshToken":"refresh-2"}"#)
    }
    _ = try play.chain(config: session).credentials()
    let requests = play.http.requests
    #expect(requests.map(\.method) == ["POST", "GET"])
    #expect(requests[1].headers.contains(HTTPHeader("x-amz-sso_bearer_token", "token-2")))
    #expect(!requests[0].headers.contains { $0.name == "Authorization" })
    guard case .bytes(let body) = requests[0].body else { return }
    #expect(
      try JSONValue.parse(body) == [
        "grantType": "refresh_token", "clientId": "id", "clientSecret": "client-secret",
        "refreshToken": "refresh-1",
      ])
    let kept = try JSONValue.parse(play.script.files.text(sessionFile) ?? "")
    #expect(kept["accessToken"] == "token-2" && kept["refreshToken"] == "refresh-2")
    #expect(kept["expiresAt"] == "2015-08-30T20:36:00Z")
    #expect(kept["clientSecret"] == "client-secret" && kept["extra"] == [1])
  }

  @Test("a failed renewal leaves the token in use until its end, tried again after a minute")
  func failedRenewal() throws {
    let play = play(sessionFile, token(until: "2015-08-30T12:40:00Z", more: renewable))
    play.answers[oidc] = { _ in .answer(400, #"{"error":"invalid_grant"}"#) }
    let chain = try play.chain(config: session)
    #expect(try chain.credentials().credentials.accessKeyId == "AKSSO")
    chain.expireNow()
    _ = try chain.credentials()
    #expect(play.http.requests.map(\.method) == ["POST", "GET", "GET"])
    play.script.clock.advance(by: 61)
    chain.expireNow()
    _ = try chain.credentials()
    #expect(play.http.requests.count == 5)
    play.script.clock.advance(by: 300)
    chain.expireNow()
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.message.contains("run: aws sso login --sso-session corp") == true)
  }

  @Test("what cannot be renewed is not: no refresh token, or a registration that ended")
  func notRenewable() throws {
    for more in [
      "", renewable.replacing("refreshToken", with: "x"),
      renewable.replacing("2015-11", with: "2015-07"),
    ] {
      let play = play(sessionFile, token(until: "2015-08-30T12:40:00Z", more: more))
      let found = try play.chain(config: session).credentials()
      #expect(!found.renewable)
      #expect(play.http.requests.map(\.method) == ["GET"])
    }
  }

  @Test("nobody signed in, a token that ended, a token that is refused: each says what to run")
  func signIn() throws {
    let none = PlayedServices()
    #expect(
      none.failure(try none.chain(config: session))
        == "nobody has signed in for corp: run: aws sso login --sso-session corp")
    let spoken = session.replacing("sso_session = corp", with: "sso_session = FOO BAR's")
      .replacing("[sso-session corp]", with: #"[sso-session 'FOO BAR'"'"'s']"#)
    #expect(
      none.failure(try none.chain(config: spoken))
        == #"nobody has signed in for FOO BAR's: run: aws sso login --sso-session 'FOO BAR'\''s'"#)
    let signedIn = play(
      "/home/ci/.aws/sso/cache/2900222c8f2d101539bd2013a7e34b63b145dc50.json",
      token(until: "2015-08-30T20:00:00Z"))
    let found = try signedIn.chain(config: spoken).credentials()
    #expect(found.credentials.accessKeyId == "AKSSO")
    #expect(signedIn.http.requests.count == 1)
    let ended = play(legacyFile, token(until: "2015-08-30T12:36:00Z"))
    #expect(
      ended.failure(try ended.chain(config: legacy)).contains(
        "run: aws sso login --profile default"))
    let refused = play(sessionFile, token(until: "2015-08-30T20:00:00Z"))
    refused.answers[portal] = { _ in
      .answer(401, "{}", headers: [HTTPHeader("x-amzn-ErrorType", "UnauthorizedException")])
    }
    #expect(refused.failure(try refused.chain(config: session)).contains("aws sso login"))
    let forbidden = play(sessionFile, token(until: "2015-08-30T20:00:00Z"))
    forbidden.answers[portal] = { _ in
      .answer(
        403, #"{"message":"No access"}"#,
        headers: [HTTPHeader("x-amzn-ErrorType", "ForbiddenException")])
    }
    #expect(
      forbidden.failure(try forbidden.chain(config: session)).contains(
        "ForbiddenException: No access"))
    let broken = play(sessionFile, "{")
    #expect(broken.failure(try broken.chain(config: session)).contains("holds no access token"))
  }

  @Test(
    "settings that are missing or contradict are named",
    arguments: [
      ("sso_account_id = 123456789012\n", "", "no sso_account_id"),
      ("sso_role_name = Deploy\n", "", "no sso_role_name"),
      ("sso_region = eu-north-1\n", "", "[sso-session corp] has no sso_region"),
      ("sso_start_url = https://corp.awsapps.com/start\n", "", "has no sso_start_url"),
      ("[sso-session corp]", "[sso-session other]", "there is no [sso-session corp]"),
      (
        "sso_session = corp\n", "sso_session = corp\nsso_region = us-east-1\n",
        "sso_region of profile 'default' differs"
      ),
      ("sso_region = eu-north-1\n", "sso_region = a.b\n", "'a.b', which is no region"),
    ])
  func settings(part: String, other: String, words: String) throws {
    let play = PlayedServices()
    let config = session.replacing(part, with: other)
    let failure = play.failure(try play.chain(config: config))
    #expect(failure.contains(words), "\(failure)")
  }

  @Test("settings that agree in both places are fine, and a session without a role is none")
  func agreement() throws {
    let play = play(sessionFile, token(until: "2015-08-30T20:00:00Z"))
    let both = session.replacing(
      "sso_session = corp\n", with: "sso_session = corp\nsso_region = eu-north-1\n")
    #expect(try play.chain(config: both).credentials().credentials.accessKeyId == "AKSSO")
    let tokenOnly = "[default]\nsso_session = corp\n[sso-session corp]\nsso_region = eu-north-1"
    #expect(play.failure(try play.chain(config: tokenOnly)) == "no credentials")
  }
}
