import AWS
import Cryptography
import HTTP
import SigV4
import TestSupport
import Testing

private let role = "arn:aws:iam::123456789012:role/Deploy"

@Suite("A role is assumed with a web identity token, unsigned")
struct WebIdentityTests {
  private let environment = ["AWS_ROLE_ARN": role, "AWS_WEB_IDENTITY_TOKEN_FILE": "/jwt"]

  @Test("by the environment; the token's line end is taken off, no signature is sent")
  func fromEnvironment() throws {
    let play = PlayedServices()
    play.file("/jwt", "e.y.J\n")
    let found = try play.chain(
      environment: environment.merging(["AWS_ROLE_SESSION_NAME": "job-7"]) { a, _ in a }
    ).credentials()
    #expect(found.credentials.accessKeyId == "AK-Deploy")
    #expect(found.source == "\(role) by the web identity token in /jwt")
    #expect(found.renewable)
    #expect(
      play.calls == [
        PlayedServices.Call(
          parameters: [
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": role,
            "RoleSessionName": "job-7", "WebIdentityToken": "e.y.J",
          ], signer: nil)
      ])
  }

  @Test("the token is read anew for each session, and a session is renewed before its end")
  func renewal() throws {
    let play = PlayedServices()
    play.file("/jwt", "one")
    let chain = try play.chain(environment: environment)
    _ = try chain.credentials()
    play.script.clock.advance(by: 3299)
    _ = try chain.credentials()
    #expect(play.calls.count == 1)
    play.file("/jwt", "two")
    play.script.clock.advance(by: 2)
    _ = try chain.credentials()
    #expect(play.calls.map { $0.parameters["WebIdentityToken"] } == ["one", "two"])
    #expect(try chain.warning(forRunOf: 36_000) == nil)
  }

  @Test(
    "a token that ends before the session, by its own claims, is no promise of another",
    arguments: [(1_440_938_160 + 3599, false), (1_440_938_160 + 3601, true)])
  func tokenLifetime(end: Int, isRenewable: Bool) throws {
    let play = PlayedServices()
    let claims = Base64.encode(
      Array(#"{"aud":"sts.amazonaws.com","exp":\#(end)}"#.utf8), as: .urlSafe)
    play.file("/jwt", "e30.\(claims).c2ln")
    let chain = try play.chain(environment: environment)
    #expect(try chain.credentials().renewable == isRenewable)
    #expect((try chain.warning(forRunOf: 7200) == nil) == isRenewable)
  }

  @Test("a failed renewal leaves those at hand until their end, and is not repeated at once")
  func failedRenewal() throws {
    let play = PlayedServices()
    play.file("/jwt", "one")
    let chain = try play.chain(environment: environment)
    _ = try chain.credentials()
    play.script.clock.advance(by: 3400)
    play.refusals = Array(
      repeating: .answer(403, "<Error><Code>AccessDenied</Code></Error>"), count: 9)
    #expect(try chain.credentials().credentials.accessKeyId == "AK-Deploy")
    _ = try chain.credentials()
    #expect(play.calls.count == 2)
    play.script.clock.advance(by: 61)
    _ = try chain.credentials()
    #expect(play.calls.count == 3)
    play.script.clock.advance(by: 200)
    #expect(throws: CredentialsError.self) { try chain.credentials() }
  }

  /// The part of a token that holds these claims, and a whole token of it.
  private func token(_ claims: String) -> String {
    "e30.\(Base64.encode(Array(claims.utf8), as: .urlSafe)).c2lnbmF0dXJl"
  }

  @Test(
    "a role, a provider or a key that STS does not know yet is tried again for 15 seconds",
    arguments: [(400, "InvalidIdentityToken"), (403, "AccessDenied")])
  func eventualConsistency(status: Int, code: String) throws {
    let play = PlayedServices()
    play.file("/jwt", "one")
    let unknown = ScriptedHTTP.Answer.answer(
      status, "<Error><Code>\(code)</Code><Message>not known</Message></Error>")
    play.refusals = Array(repeating: unknown, count: 5)
    #expect(try play.chain(environment: environment).credentials().renewable)
    #expect(play.calls.count == 6 && play.script.sleeps == [1, 2, 3, 4, 5])
    #expect(
      play.script.lines == ["cannot assume \(role) yet: \(code): trying again for up to 15 s"])
    #expect(play.script.waits.count == 5)
    play.refusals = Array(repeating: unknown, count: 6)
    #expect(play.failure(try play.chain(environment: environment)).contains("not known"))
    #expect(play.refusals.isEmpty && play.calls.count == 12)
    play.refusals = [unknown, unknown]
    let few = environment.merging(["AWS_MAX_ATTEMPTS": "2"]) { a, _ in a }
    #expect(play.failure(try play.chain(environment: few)).contains("not known"))
  }

  @Test("another refusal is not tried again")
  func refused() throws {
    let play = PlayedServices()
    play.file("/jwt", "one")
    play.refusals = [.answer(400, "<Error><Code>ExpiredTokenException</Code></Error>")]
    #expect(
      play.failure(try play.chain(environment: environment)).contains("ExpiredTokenException"))
    #expect(play.calls.count == 1)
  }

  @Test(
    "a refusal that lasts names what the token carries, and nothing else of it",
    arguments: [
      (
        #"{"sub":"repo:o/r:ref:refs/heads/main","aud":"sts.amazonaws.com","jti":"x"}"#,
        "sub 'repo:o/r:ref:refs/heads/main', aud 'sts.amazonaws.com':"
      ),
      (
        #"{"iss":"https://gitlab.com","sub":"p:g/p","aud":["a","b"]}"#,
        "sub 'p:g/p', aud 'a' and 'b', iss 'https://gitlab.com':"
      ),
      (#"{"sub":"a\n::error::b\u001b[31m"}"#, #"sub 'a\n::error::b\u{1b}[31m':"#),
      (#"{"sub":7}"#, nil), ("[]", nil),
    ])
  func claims(claims: String, words: String?) throws {
    let play = PlayedServices()
    play.file("/jwt", token(claims))
    for code in ["AccessDenied", "InvalidIdentityToken", "IDPRejectedClaim"] {
      play.refusals = Array(
        repeating: .answer(403, "<Error><Code>\(code)</Code></Error>"), count: 6)
      let chain = try play.chain(environment: environment)
      let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
      let hints = error?.hints.map(\.description) ?? []
      #expect(hints.count == (words == nil ? 0 : 1))
      #expect(words.map { hints.first?.hasPrefix("the token carries " + $0) == true } != false)
      #expect(!hints.joined().contains("c2lnbmF0dXJl"))
    }
  }

  @Test("an unreachable identity provider is tried again")
  func unreachableProvider() throws {
    let play = PlayedServices()
    play.file("/jwt", "one")
    play.refusals = [.answer(400, "<Error><Code>IDPCommunicationError</Code></Error>")]
    #expect(try play.chain(environment: environment).credentials().renewable)
    #expect(play.calls.count == 2)
  }

  @Test("a token file without a role, a missing and an empty file are errors that name them")
  func misconfigured() throws {
    let play = PlayedServices()
    #expect(
      play.failure(try play.chain(environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/jwt"]))
        .contains("AWS_ROLE_ARN is not"))
    #expect(play.failure(try play.chain(environment: environment)).contains("/jwt is missing"))
    play.file("/jwt", " \n")
    #expect(play.failure(try play.chain(environment: environment)).contains("/jwt is empty"))
    play.file("/jwt", "x")
    let name = environment.merging(["AWS_ROLE_SESSION_NAME": "a/b"]) { a, _ in a }
    #expect(play.failure(try play.chain(environment: name)).contains("'a/b'"))
  }

  @Test("by a profile; the environment's role does not complete a profile's token file")
  func fromProfile() throws {
    let play = PlayedServices()
    play.file("/home/ci/jwt", "t")
    let config =
      "[default]\nrole_arn = \(role)\nweb_identity_token_file = ~/jwt\nrole_session_name = me"
    let found = try play.chain(config: config).credentials()
    #expect(found.source == "\(role) by the web identity token in /home/ci/jwt")
    #expect(play.calls.first?.parameters["RoleSessionName"] == "me")
    let partial = PlayedServices()
    #expect(
      partial.failure(
        try partial.chain(
          ConfigurationOptions(profile: "default", region: "eu-west-1"),
          environment: ["AWS_ROLE_ARN": role],
          config: "[default]\nweb_identity_token_file = /jwt")
      ).contains("web_identity_token_file and no role_arn"))
  }

  @Test("the environment's identity comes after a default profile's role and before its keys")
  func order() throws {
    let play = PlayedServices()
    play.file("/jwt", "t")
    let keys = "[default]\naws_access_key_id = AKFILE\naws_secret_access_key = s"
    let overKeys = try play.chain(environment: environment, credentials: keys).credentials()
    #expect(overKeys.credentials.accessKeyId == "AK-Deploy")
    let config = "[default]\nrole_arn = arn:aws:iam::1:role/Mine\nsource_profile = default"
    let underRole = try play.chain(environment: environment, config: config).credentials()
    #expect(underRole.credentials.accessKeyId == "AK-Mine")
  }

  @Test("a profile that AWS_PROFILE names comes before it, and one line says so")
  func namedProfile() throws {
    let play = PlayedServices()
    play.file("/jwt", "t")
    let named = environment.merging(["AWS_PROFILE": "p"]) { a, _ in a }
    let keys = "[p]\naws_access_key_id = AKP\naws_secret_access_key = s"
    let found = try play.chain(environment: named, credentials: keys).credentials()
    #expect(found.credentials.accessKeyId == "AKP")
    #expect(play.script.lines.count == 1)
    let empty = try play.chain(environment: named, credentials: "[p]\nregion = x").credentials()
    #expect(empty.credentials.accessKeyId == "AK-Deploy")
  }
}

@Suite("In a GitHub job the role is assumed with GitHub's own token")
struct GitHubIdentityTests {
  private let environment = [
    "AWS_ROLE_ARN": role,
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://pipelines.example/abc/idtoken?api-version=2.0",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-secret",
  ]
  private let place = "GET pipelines.example/abc/idtoken"

  @Test("the token is had for STS, anew for each session")
  func token() throws {
    let play = PlayedServices()
    var number = 0
    play.answers[place] = { _ in
      number += 1
      return .answer(200, #"{"count":1,"value":"jwt-\#(number)"}"#)
    }
    let chain = try play.chain(environment: environment)
    let found = try chain.credentials()
    #expect(found.source == "\(role) by GitHub's token of this job")
    #expect(found.renewable)
    let request = try #require(play.http.requests.first)
    #expect(request.target == "/abc/idtoken?api-version=2.0&audience=sts.amazonaws.com")
    #expect(request.headers.contains(HTTPHeader("Authorization", "bearer request-secret")))
    #expect(request.mayUseProxy)
    play.script.clock.advance(by: 3301)
    _ = try chain.credentials()
    #expect(play.calls.map { $0.parameters["WebIdentityToken"] } == ["jwt-1", "jwt-2"])
    #expect(!"\(play.script.debugLines)\(play.script.lines)".contains("jwt-"))
  }

  @Test("a token file wins over it")
  func fileWins() throws {
    let play = PlayedServices()
    play.file("/jwt", "of-the-file")
    _ = try play.chain(
      environment: environment.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": "/jwt"]) { a, _ in a }
    ).credentials()
    #expect(play.calls.first?.parameters["WebIdentityToken"] == "of-the-file")
  }

  @Test("a passing failure is tried again, a refusal and an answer without a token are not")
  func failures() throws {
    let play = PlayedServices()
    var answers: [ScriptedHTTP.Answer] = [
      .answer(503), .broken(.timeout), .answer(200, #"{"value":"j"}"#),
    ]
    play.answers[place] = { _ in answers.removeFirst() }
    #expect(try play.chain(environment: environment).credentials().renewable)
    #expect(play.script.sleeps == [1, 2])
    answers = [.answer(401)]
    #expect(play.failure(try play.chain(environment: environment)).contains("status 401"))
    answers = [.answer(200, "{}")]
    #expect(play.failure(try play.chain(environment: environment)).contains("without value"))
  }

  @Test(
    "a job that is still starting, and an outage, are waited for; GitHub's words are shown",
    arguments: [
      (403, #"{"message":"The job is in 'Pending' state\u001b[1m"}"#),
      (401, #"{"error":{"message":"job not yet running"}}"#), (400, "job in 'Queued' state"),
      (429, ""), (503, "<html>"), (408, "{}"),
    ])
  func pending(status: Int, body: String) throws {
    let play = PlayedServices()
    var refusals = 5
    play.answers[place] = { _ in
      refusals -= 1
      return refusals < 0 ? .answer(200, #"{"value":"j"}"#) : .answer(status, body)
    }
    #expect(try play.chain(environment: environment).credentials().renewable)
    #expect(play.script.sleeps == [1, 2, 3, 4, 5])
    #expect(play.script.lines.count == 1)
    #expect(play.script.lines.first?.hasPrefix("no token of GitHub: status \(status)") == true)
    refusals = 6
    let words = play.failure(try play.chain(environment: environment))
    #expect(words.hasPrefix("GitHub gave no token for this job: status \(status)"))
    if body.contains("Pending") {
      #expect(words.hasSuffix(#": The job is in 'Pending' state\u{1b}[1m"#))
    }
    if body.contains("yet") { #expect(words.hasSuffix(": job not yet running")) }
  }

  @Test(
    "an address that GitHub would not set is refused",
    arguments: ["http://pipelines.example/x", "pipelines.example", "https://h/x y", "https://u@h/"])
  func address(url: String) throws {
    let play = PlayedServices()
    let odd = environment.merging(["ACTIONS_ID_TOKEN_REQUEST_URL": url]) { _, b in b }
    #expect(play.failure(try play.chain(environment: odd)).contains("as GitHub sets them"))
  }

  @Test("without the job's permission the chain goes on and says what is missing")
  func noPermission() throws {
    let play = PlayedServices()
    let chain = try play.chain(environment: ["AWS_ROLE_ARN": role])
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.hints.contains { $0.contains("permissions: id-token: write") } == true)
  }
}
