import AWS
import HTTP
import SigV4
import TestSupport
import Testing

/// Settings of the metadata service, and where it is then asked; nil where that is an error.
struct MetadataPlace: CustomTestStringConvertible, Sendable {
  let rule: String
  var environment: [String: String] = [:]
  var profile = ""
  let address: String?

  var testDescription: String { rule }
}

@Suite("An instance's credentials come from its metadata service, version 2")
struct InstanceCredentialsTests {
  private let on = ["AWS_EC2_METADATA_DISABLED": "false"]
  private let path = "/latest/meta-data/iam/security-credentials/"

  private func play(
    host: String = "169.254.169.254", roles: String = "web\nother",
    document: String =
      #"{"Code":"Success","AccessKeyId":"AKROLE","SecretAccessKey":"role-secret","#
      + #""Token":"role-token","Expiration":"2015-08-30T18:36:00Z"}"#
  ) -> PlayedServices {
    let play = PlayedServices()
    play.answers["PUT \(host)/latest/api/token"] = { _ in .answer(200, "imds-token") }
    play.answers["GET \(host)\(path)"] = { _ in .answer(200, roles) }
    play.answers["GET \(host)\(path)web"] = { _ in .answer(200, document) }
    return play
  }

  @Test("a token first, then the role's name, then its credentials")
  func success() throws {
    let play = play()
    let found = try play.chain(environment: on).credentials()
    #expect(found.credentials.accessKeyId == "AKROLE")
    #expect(found.credentials.sessionToken == "role-token")
    #expect(found.source == "role web of the instance")
    #expect(found.renewable && found.expiration?.iso8601 == "2015-08-30T18:36:00Z")
    let requests = play.http.requests
    #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
    #expect(
      requests[0].headers.contains(HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")))
    #expect(
      requests.dropFirst().allSatisfy {
        $0.headers.contains(HTTPHeader("x-aws-ec2-metadata-token", "imds-token"))
      })
    #expect(requests.allSatisfy { !$0.mayUseProxy && $0.timeouts.connect == 1 })
  }

  static let places: [MetadataPlace] = [
    MetadataPlace(rule: "by default", address: "169.254.169.254 http nil"),
    MetadataPlace(
      rule: "mode IPv4", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv4"],
      address: "169.254.169.254 http nil"),
    MetadataPlace(
      rule: "mode IPv6 in any case",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipV6"],
      address: "fd00:ec2::254 http nil"),
    MetadataPlace(
      rule: "mode of the profile", profile: "ec2_metadata_service_endpoint_mode = IPv6",
      address: "fd00:ec2::254 http nil"),
    MetadataPlace(
      rule: "the variable's mode over the profile's",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv4"],
      profile: "ec2_metadata_service_endpoint_mode = IPv6", address: "169.254.169.254 http nil"),
    MetadataPlace(
      rule: "another mode", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv7"],
      address: nil),
    MetadataPlace(
      rule: "an empty mode", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": ""],
      address: "169.254.169.254 http nil"),
    MetadataPlace(
      rule: "an endpoint of a variable",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[::1]:1338/"],
      address: "::1 http 1338"),
    MetadataPlace(
      rule: "an endpoint of the profile", profile: "ec2_metadata_service_endpoint = https://imds:2",
      address: "imds https 2"),
    MetadataPlace(
      rule: "the variable's endpoint over the profile's",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://one"],
      profile: "ec2_metadata_service_endpoint = http://two", address: "one http nil"),
    MetadataPlace(
      rule: "an endpoint over the mode",
      environment: [
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://one",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6",
      ], address: "one http nil"),
    MetadataPlace(
      rule: "the profile's endpoint over the variable's mode",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"],
      profile: "ec2_metadata_service_endpoint = http://two", address: "two http nil"),
    MetadataPlace(
      rule: "an endpoint that is no URL",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "169.254.169.254"], address: nil),
    MetadataPlace(
      rule: "an endpoint with a path",
      environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://one/base/"],
      address: "one http nil"),
  ]

  @Test("where it is asked", arguments: places)
  func place(_ example: MetadataPlace) throws {
    let play = PlayedServices()
    for host in ["169.254.169.254", "fd00:ec2::254", "::1", "imds", "one", "two"] {
      for base in ["", "/base"] {
        play.answers["PUT \(host)\(base)/latest/api/token"] = { _ in .answer(404) }
      }
    }
    let chain = try play.chain(
      environment: on.merging(example.environment) { _, b in b },
      config: "[default]\n" + example.profile)
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    guard let address = example.address else {
      #expect(error?.message.contains("it must be") == true)
      #expect(play.http.requests.isEmpty)
      return
    }
    let request = try #require(play.http.requests.first)
    let port = request.port.map(String.init) ?? "nil"
    #expect("\(request.host) \(request.scheme) \(port)" == address)
    #expect(error?.hints.last?.hasPrefix("instance: ") == true)
  }

  @Test("it is switched off by true in any case", arguments: ["true", "TRUE", "True"])
  func disabled(word: String) throws {
    let play = PlayedServices()
    let chain = try play.chain(environment: ["AWS_EC2_METADATA_DISABLED": word])
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.hints.last == "instance: AWS_EC2_METADATA_DISABLED is set")
  }

  @Test("the time and the number of attempts are the user's")
  func attempts() throws {
    let play = PlayedServices()
    play.answers["PUT 169.254.169.254/latest/api/token"] = { _ in .answer(503) }
    let environment = on.merging([
      "AWS_METADATA_SERVICE_TIMEOUT": "3", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "4",
    ]) { _, b in b }
    #expect(play.failure(try play.chain(environment: environment)) == "no credentials")
    #expect(play.http.requests.count == 4)
    #expect(play.http.requests.allSatisfy { $0.timeouts.total == 3 })
  }

  @Test("what is wrong is told in the list of what was tried")
  func reasons() throws {
    func reason(_ play: PlayedServices) throws -> String {
      let chain = try play.chain(environment: on)
      let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
      return error?.hints.last?.description ?? ""
    }
    let absent = PlayedServices()
    absent.answers["PUT 169.254.169.254/latest/api/token"] = { _ in .broken(.connect, "no route") }
    #expect(try reason(absent).contains("no instance metadata service"))
    let hops = PlayedServices()
    hops.answers["PUT 169.254.169.254/latest/api/token"] = { _ in .broken(.timeout) }
    #expect(try reason(hops).contains("HttpPutResponseHopLimit"))
    #expect(try reason(play(roles: "")).contains("no role"))
    let roleless = play()
    roleless.answers["GET 169.254.169.254\(path)"] = { _ in .answer(404) }
    #expect(try reason(roleless).contains("404"))
    let failing = play(document: #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"no trust"}"#)
    #expect(try reason(failing).contains("AssumeRoleUnauthorizedAccess: no trust"))
    #expect(try reason(play(document: "oops")).contains("no JSON"))
  }

  @Test("credentials that ended are used all the same, and said")
  func stale() throws {
    let play = play(
      document: #"{"AccessKeyId":"AK","SecretAccessKey":"s","Token":"t","#
        + #""Expiration":"2015-08-30T12:00:00Z"}"#)
    #expect(try play.chain(environment: on).credentials().credentials.accessKeyId == "AK")
    #expect(play.script.lines.contains { $0.contains("2015-08-30T12:00:00Z") })
  }
}
