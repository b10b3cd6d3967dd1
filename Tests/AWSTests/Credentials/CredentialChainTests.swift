import AWS
import HTTP
import SigV4
import TestSupport
import Testing

@Suite("Credentials come from the environment first, then from the profile")
struct CredentialChainTests {
  private func chain(
    _ options: ConfigurationOptions = ConfigurationOptions(region: "eu-west-1"),
    environment: [String: String] = [:], config: String = "", credentials: String = "",
    script: WorldScript = WorldScript()
  ) throws(ConfigurationError) -> CredentialChain {
    script.files.contents["/home/ci/.aws/config"] = Array(config.utf8)
    script.files.contents["/home/ci/.aws/credentials"] = Array(credentials.utf8)
    let world = World.scripted(
      script,
      environment: ["HOME": "/home/ci", "AWS_EC2_METADATA_DISABLED": "true"]
        .merging(environment) { _, ours in ours })
    return CredentialChain(try Configuration.load(options, world: world), world: world)
  }

  private let keys = [
    "AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "env-secret",
    "AWS_SESSION_TOKEN": "env-token",
  ]
  private let file = "[default]\naws_access_key_id = AKFILE\naws_secret_access_key = file-secret"

  @Test("the environment's keys")
  func environment() throws {
    let found = try chain(environment: keys, credentials: file).credentials()
    #expect(
      found.credentials
        == Credentials(
          accessKeyId: "AKENV", secretAccessKey: "env-secret", sessionToken: "env-token"))
    #expect(!found.renewable && found.expiration == nil)
  }

  @Test("blank variables are as good as none")
  func blank() throws {
    let blank = ["AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": "\t", "AWS_SESSION_TOKEN": ""]
    let found = try chain(environment: blank, credentials: file).credentials()
    #expect(found.credentials.accessKeyId == "AKFILE")
    #expect(found.credentials.sessionToken == nil)
    #expect(found.source == "profile 'default' in ~/.aws/credentials")
  }

  @Test("a key id without its secret in the environment is an error and no fall-through")
  func keyAlone() throws {
    let chain = try chain(environment: ["AWS_ACCESS_KEY_ID": "x"], credentials: file)
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.message.hasPrefix("AWS_ACCESS_KEY_ID is set") == true)
  }

  @Test("a secret without its key id is passed over, as the AWS CLI does, and said")
  func secretAlone() throws {
    let script = WorldScript()
    let environment = ["AWS_SECRET_ACCESS_KEY": "x"]
    let chain = try chain(environment: environment, credentials: file, script: script)
    #expect(try chain.credentials().credentials.accessKeyId == "AKFILE")
    #expect(script.lines.first?.contains("AWS_ACCESS_KEY_ID is not") == true)
  }

  @Test("--profile passes the environment by")
  func explicitProfile() throws {
    let options = ConfigurationOptions(profile: "default", region: "eu-west-1")
    let found = try chain(options, environment: keys, credentials: file).credentials()
    #expect(found.credentials.accessKeyId == "AKFILE")
  }

  @Test("AWS_PROFILE does not, and one line says so once")
  func namedProfile() throws {
    let script = WorldScript()
    let environment = keys.merging(["AWS_PROFILE": "default"]) { a, _ in a }
    let chain = try chain(environment: environment, credentials: file, script: script)
    #expect(try chain.credentials().credentials.accessKeyId == "AKENV")
    chain.expireNow()
    _ = try chain.credentials()
    #expect(script.lines.count == 1)
    #expect(script.lines.first?.contains("AWS_PROFILE=default") == true)
  }

  @Test("credentials that ended are refused, those that end soon are warned about")
  func expiration() throws {
    var environment = keys
    environment["AWS_CREDENTIAL_EXPIRATION"] = "2015-08-30T12:35:59Z"
    let ended = try chain(environment: environment)
    let error = #expect(throws: CredentialsError.self) { try ended.credentials() }
    #expect(error?.message.contains("2015-08-30T12:35:59Z") == true)
    environment["AWS_CREDENTIAL_EXPIRATION"] = "2015-08-30T12:40:00Z"
    let script = WorldScript()
    let ending = try chain(environment: environment, script: script)
    #expect(try ending.credentials().expiration?.iso8601 == "2015-08-30T12:40:00Z")
    #expect(script.lines.first?.contains("end in 240 s") == true)
  }

  @Test("the legacy token variable is not used, and said")
  func legacyToken() throws {
    let script = WorldScript()
    let environment = keys.merging(["AWS_SECURITY_TOKEN": "old"]) { a, _ in a }
    let found = try chain(environment: environment, script: script).credentials()
    #expect(found.credentials.sessionToken == "env-token")
    #expect(script.lines.contains { $0.contains("AWS_SECURITY_TOKEN") })
  }

  @Test("the credentials file's keys win over the config file's")
  func bothFiles() throws {
    let config =
      "[default]\naws_access_key_id = AKCONFIG\naws_secret_access_key = c\naws_account_id = 1"
    let both = try chain(config: config, credentials: file).credentials()
    #expect(both.credentials.accessKeyId == "AKFILE")
    let one = try chain(config: config).credentials()
    #expect(one.credentials.accessKeyId == "AKCONFIG")
    #expect(one.source == "profile 'default' in ~/.aws/config")
  }

  @Test(
    "half a pair in a profile is an error",
    arguments: ["aws_access_key_id", "aws_secret_access_key"])
  func halfProfile(key: String) throws {
    let chain = try chain(credentials: "[default]\n\(key) = x")
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.message.contains("has \(key) and no ") == true)
  }

  @Test("nothing anywhere lists each source and why it was passed over")
  func nothing() throws {
    let chain = try chain()
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.message == "no credentials")
    #expect(error?.hints.contains("environment: AWS_ACCESS_KEY_ID is not set") == true)
    #expect(error?.hints.count { $0.hasPrefix("profile 'default'") } == 1)
    #expect(error?.hints.count == 5)
    #expect(error?.refused == false)
  }

  @Test("a long run is warned about when the credentials end in it and cannot be renewed")
  func longRun() throws {
    var environment = keys
    #expect(try chain(environment: environment).warning(forRunOf: 1e6) == nil)
    environment["AWS_CREDENTIAL_EXPIRATION"] = "2015-08-30T13:06:00Z"
    let chain = try chain(environment: environment)
    #expect(try chain.warning(forRunOf: 1700) == nil)
    let line = try #require(try chain.warning(forRunOf: 3600))
    #expect(line.contains("end in 30 min"))
    #expect(line.contains("may take 60 min"))
  }

  @Test("no secret is printed")
  func secrets() throws {
    let script = WorldScript()
    let found = try chain(environment: keys, script: script).credentials()
    let shown = "\(found) \(String(reflecting: found)) \(script.lines) \(script.debugLines)"
    #expect(!shown.contains("env-secret") && !shown.contains("env-token"))
  }
}
