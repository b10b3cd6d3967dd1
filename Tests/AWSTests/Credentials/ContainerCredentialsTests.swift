import AWS
import HTTP
import SigV4
import TestSupport
import Testing

private let document =
  #"{"AccessKeyId":"AKTASK","SecretAccessKey":"task-secret","Token":"task-token","#
  + #""Expiration":"2015-08-30T18:36:00Z","AccountId":"123456789012"}"#

@Suite("A container's credentials come from the address that it is given")
struct ContainerCredentialsTests {
  private func play(_ place: String) -> PlayedServices {
    let play = PlayedServices()
    play.answers["GET \(place)"] = { _ in .answer(200, document) }
    return play
  }

  @Test("ECS: a relative address, its query kept, no proxy")
  func relative() throws {
    let play = play("169.254.170.2/v2/credentials/x")
    let found = try play.chain(
      environment: [
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x?id=1",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/other",
      ]
    ).credentials()
    #expect(found.credentials.accessKeyId == "AKTASK")
    #expect(found.credentials.sessionToken == "task-token")
    #expect(found.expiration?.iso8601 == "2015-08-30T18:36:00Z")
    #expect(found.renewable)
    let request = try #require(play.http.requests.first)
    #expect(request.target == "/v2/credentials/x?id=1")
    #expect(request.scheme == .http && !request.mayUseProxy && request.timeouts.total == 2)
    #expect(!request.headers.contains { $0.name == "Authorization" })
  }

  @Test("EKS: the token file, read each time, wins over the token variable")
  func podIdentity() throws {
    let play = play("169.254.170.23/v1/credentials")
    play.file("/var/token", "from-file")
    var environment = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic from-variable",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/var/token",
    ]
    let chain = try play.chain(environment: environment)
    _ = try chain.credentials()
    play.file("/var/token", "rotated")
    play.script.clock.advance(by: 6 * 3600 - 299)
    _ = try chain.credentials()
    environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = nil
    _ = try play.chain(environment: environment).credentials()
    let tokens = play.http.requests.map { $0.headers.last { $0.name == "Authorization" }?.value }
    #expect(tokens == ["from-file", "rotated", "Basic from-variable"])
  }

  @Test(
    "which full addresses are asked",
    arguments: [
      ("https://vault.example/creds", true), ("http://localhost:8080/creds", true),
      ("http://127.0.0.1/creds", true), ("http://127.9.9.9/creds", true),
      ("http://[::1]/creds", true), ("http://169.254.170.2/creds", true),
      ("http://[fd00:ec2::23]/creds", true), ("http://[FD00:EC2::23]/creds", true),
      ("http://vault.example/creds", false), ("http://169.254.169.254/creds", false),
      ("http://10.0.0.1/creds", false), ("http://localhost.example/creds", false),
      ("ftp://localhost/creds", false), ("localhost/creds", false),
      ("http://[::2]/creds", false), ("http://x@localhost/creds", false),
      ("http://localhost/a b", false),
    ])
  func fullAddress(url: String, isAsked: Bool) throws {
    let play = PlayedServices()
    for host in [
      "vault.example", "localhost", "127.0.0.1", "127.9.9.9", "::1", "169.254.170.2",
      "fd00:ec2::23",
    ] {
      play.answers["GET \(host)/creds"] = { _ in .answer(200, document) }
    }
    let chain = try play.chain(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
    if isAsked {
      #expect(try chain.credentials().credentials.accessKeyId == "AKTASK")
    } else {
      let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
      #expect(error?.message.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI") == true)
      #expect(play.http.requests.isEmpty)
    }
  }

  @Test("a token with a line end, and a token file that is missing, are errors")
  func tokens() throws {
    let play = PlayedServices()
    var environment = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/creds",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nX-Other: b",
    ]
    #expect(play.failure(try play.chain(environment: environment)).contains("line end"))
    environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/none"
    #expect(play.failure(try play.chain(environment: environment)).contains("/none is missing"))
    #expect(play.http.requests.isEmpty)
  }

  @Test("it is asked three times, a second apart, and then nobody else is")
  func failing() throws {
    let play = PlayedServices()
    play.answers["GET localhost/creds"] = { _ in .broken(.connect, "refused") }
    let chain = try play.chain(
      environment: [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/creds",
        "AWS_EC2_METADATA_DISABLED": "false",
      ])
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.message == "container credentials at localhost: refused")
    #expect(error?.refused == true)
    #expect(play.http.requests.count == 3 && play.script.sleeps == [1, 1])
    #expect(play.http.requests.allSatisfy { $0.host == "localhost" })
  }

  @Test("a refusal is not repeated, an answer without keys is an error without its content")
  func answers() throws {
    let play = PlayedServices()
    let environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/creds"]
    play.answers["GET localhost/creds"] = { _ in .answer(403, #"{"message":"not you"}"#) }
    #expect(play.failure(try play.chain(environment: environment)).contains("status 403: not you"))
    #expect(play.http.requests.count == 1)
    play.answers["GET localhost/creds"] = { _ in .answer(200, #"{"AccessKeyId":"AK"}"#) }
    let words = play.failure(try play.chain(environment: environment))
    #expect(words == "container credentials at localhost: an answer without SecretAccessKey")
    play.answers["GET localhost/creds"] = { _ in .answer(200, "<html>") }
    #expect(play.failure(try play.chain(environment: environment)).contains("no JSON"))
  }
}
