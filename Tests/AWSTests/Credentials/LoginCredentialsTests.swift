import AWS
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

  private func kept(until end: String = "2015-08-30T12:51:00Z", without name: String = "") -> String
  {
    var value: JSONValue = [
      "accessToken": [
        "accessKeyId": "AKLOGIN", "secretAccessKey": "login-secret", "sessionToken": "t",
        "accountId": "012345678910", "expiresAt": .string(end),
      ],
      "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "refresh-1",
      "dpopKey": "-----BEGIN EC PRIVATE KEY-----",
    ]
    value[name] = nil
    return value.serialized
  }

  @Test("while they last they are used")
  func unexpired() throws {
    let play = PlayedServices()
    play.file(file, kept())
    let found = try play.chain(config: config).credentials()
    #expect(found.credentials.accessKeyId == "AKLOGIN" && found.accountID == "012345678910")
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
}
