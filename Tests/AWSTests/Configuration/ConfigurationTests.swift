import AWS
import HTTP
import TestSupport
import Testing

/// The environment of most cases: a home and nothing else, no instance around it.
private let bare = ["HOME": "/home/ci", "AWS_EC2_METADATA_DISABLED": "true"]

private func load(
  _ options: ConfigurationOptions = ConfigurationOptions(), arnRegion: String? = nil,
  environment: [String: String] = [:], config: String = "", credentials: String = "",
  script: WorldScript = WorldScript()
) throws(ConfigurationError) -> Configuration {
  if !config.isEmpty { script.files.contents["/home/ci/.aws/config"] = Array(config.utf8) }
  if !credentials.isEmpty {
    script.files.contents["/home/ci/.aws/credentials"] = Array(credentials.utf8)
  }
  let world = World.scripted(
    script, environment: bare.merging(environment) { _, ours in ours })
  return try Configuration.load(options, functionArnRegion: arnRegion, world: world)
}

@Suite("The region is the one that the AWS CLI would find")
struct RegionTests {
  @Test("each source in its order")
  func order() throws {
    let config = "[default]\nregion = eu-west-4\n[profile p]\nregion = eu-west-5"
    var environment = ["AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"]
    let options = ConfigurationOptions(region: "eu-west-1")
    #expect(try load(options, environment: environment, config: config).region.name == "eu-west-1")
    #expect(try load(environment: environment, config: config).region.name == "eu-west-2")
    environment["AWS_REGION"] = " "
    #expect(try load(environment: environment, config: config).region.name == "eu-west-3")
    environment["AWS_DEFAULT_REGION"] = nil
    #expect(try load(environment: environment, config: config).region.name == "eu-west-4")
    let named = ConfigurationOptions(profile: "p")
    #expect(try load(named, config: config).region.name == "eu-west-5")
    #expect(try load(arnRegion: "eu-west-6").region.name == "eu-west-6")
  }

  @Test("none is an error that says where to put one")
  func none() {
    let error = #expect(throws: ConfigurationError.self) { try load() }
    #expect(error?.message.contains("--region") == true)
    #expect(error?.message.contains("AWS_REGION") == true)
  }

  @Test(
    "a region that is no DNS label is refused",
    arguments: ["a.b", "eu west", "-x", "x-", "é", "a/b", "a@b"])
  func injection(name: String) {
    #expect(throws: ConfigurationError.self) { try load(ConfigurationOptions(region: name)) }
  }

  @Test("--region that contradicts the function's ARN is refused")
  func contradiction() {
    let error = #expect(throws: ConfigurationError.self) {
      try load(ConfigurationOptions(region: "eu-west-1"), arnRegion: "eu-west-2")
    }
    #expect(error?.message.contains("contradicts") == true)
  }

  @Test("the function's ARN wins over the environment and the profile, and says so")
  func arnWins() throws {
    let script = WorldScript()
    let configuration = try load(
      arnRegion: "eu-west-2", environment: ["AWS_REGION": "eu-west-1"], script: script)
    #expect(configuration.region.name == "eu-west-2")
    #expect(script.lines.count == 1)
    #expect(script.lines.first?.contains("AWS_REGION eu-west-1 is not used") == true)
    for name in ["fips-us-west-2", "fips-eu-west-2"] {
      let fips = try load(arnRegion: "eu-west-2", environment: ["AWS_REGION": name])
      #expect(fips.region.name == "eu-west-2" && fips.usesFIPS)
    }
    let same = WorldScript()
    _ = try load(arnRegion: "eu-west-2", environment: ["AWS_REGION": "eu-west-2"], script: same)
    #expect(same.lines.isEmpty)
  }

  @Test(
    "old pseudo regions stand for a region and FIPS",
    arguments: [
      ("fips-us-east-1", "us-east-1", true), ("us-gov-west-1-fips", "us-gov-west-1", true),
      ("aws-global", "us-east-1", false), ("aws-cn-global", "cn-northwest-1", false),
    ])
  func pseudo(name: String, region: String, fips: Bool) throws {
    let configuration = try load(ConfigurationOptions(region: name))
    #expect(configuration.region.name == region)
    #expect(configuration.usesFIPS == fips)
  }

  @Test("on an instance the region is the instance's")
  func instance() throws {
    let http = ScriptedHTTP { request, _ in
      switch request.target {
      case "/latest/api/token": .answer(200, "token")
      case "/latest/meta-data/placement/region": .answer(200, "eu-south-1")
      default: nil
      }
    }
    let world = World.scripted(http: http, environment: ["HOME": "/home/ci"])
    #expect(
      try Configuration.load(ConfigurationOptions(), world: world).region.name == "eu-south-1")
    #expect(http.requests.map(\.method) == ["PUT", "GET"])
    #expect(http.requests.allSatisfy { !$0.mayUseProxy && $0.timeouts.total == 1 })
    #expect(http.requests.allSatisfy { $0.host == "169.254.169.254" })
    #expect(
      http.requests.last?.headers.contains(HTTPHeader("x-aws-ec2-metadata-token", "token")) == true)
  }
}

@Suite("The profile is the one that was asked for")
struct ProfileChoiceTests {
  private let config =
    "[default]\nregion = r-0\n[profile a]\nregion = r-1\n[profile b]\nregion = r-2\n[profile c]\nregion = r-3"

  @Test("--profile, AWS_PROFILE, AWS_DEFAULT_PROFILE, default")
  func order() throws {
    var environment = ["AWS_PROFILE": "b", "AWS_DEFAULT_PROFILE": "c"]
    let options = ConfigurationOptions(profile: "a")
    #expect(try load(options, environment: environment, config: config).profile?.name == "a")
    #expect(try load(environment: environment, config: config).profile?.name == "b")
    environment["AWS_PROFILE"] = nil
    #expect(try load(environment: environment, config: config).profile?.name == "c")
    #expect(try load(config: config).profile?.name == "default")
    #expect(try load(ConfigurationOptions(region: "r")).profile == nil)
  }

  @Test(
    "a named profile that is in neither file is an error that names the files and what is there")
  func missing() {
    let error = #expect(throws: ConfigurationError.self) {
      try load(ConfigurationOptions(profile: "x", region: "r"), config: config)
    }
    let message = error?.message ?? ""
    #expect(message.contains("--profile x"))
    #expect(message.contains("~/.aws/config and ~/.aws/credentials"))
    #expect(message.contains("a, b, c, default"))
    #expect(throws: ConfigurationError.self) {
      try load(environment: ["AWS_PROFILE": "x", "AWS_REGION": "r"], config: config)
    }
  }

  @Test("the files are where the variables say, with ~ for the home")
  func locations() throws {
    let script = WorldScript()
    script.files.contents["/home/ci/c"] = Array("[profile a]\nregion = r-1".utf8)
    script.files.contents["/etc/k"] = Array("[a]\naws_access_key_id = AK".utf8)
    let configuration = try load(
      ConfigurationOptions(profile: "a"),
      environment: ["AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/etc/k"],
      script: script)
    #expect(configuration.profile?["region"] == "r-1")
    #expect(configuration.profile?["aws_access_key_id"] == "AK")
    #expect(script.files.reads == ["/home/ci/c", "/etc/k"])
  }

  @Test("without a home there are no files, and no crash")
  func homeless() throws {
    let world = World.scripted(environment: ["AWS_REGION": "eu-west-1"])
    let configuration = try Configuration.load(ConfigurationOptions(), world: world)
    #expect(configuration.profile == nil)
    #expect(configuration.files.names.contains("HOME is not set"))
  }

  @Test("a broken file is an error with its line, unless the environment holds keys and region")
  func broken() throws {
    let text = "[default]\nregion"
    let error = #expect(throws: ConfigurationError.self) {
      try load(environment: ["AWS_REGION": "r"], config: text)
    }
    #expect(error?.message.hasPrefix("~/.aws/config:2: ") == true)
    let keys = ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s"]
    let regionless = #expect(throws: ConfigurationError.self) {
      try load(environment: keys, config: text)
    }
    #expect(regionless?.message.hasPrefix("~/.aws/config:2: ") == true)
    let script = WorldScript()
    let complete = keys.merging(["AWS_REGION": "r"]) { a, _ in a }
    #expect(try load(environment: complete, config: text, script: script).profile == nil)
    #expect(script.lines.count == 1)
    #expect(throws: ConfigurationError.self) {
      try load(ConfigurationOptions(profile: "a"), environment: complete, config: text)
    }
  }

  @Test("a file that cannot be read is named with the system's reason")
  func unreadable() {
    let script = WorldScript()
    script.files.unusable["/home/ci/.aws/credentials"] = "Permission denied"
    let error = #expect(throws: ConfigurationError.self) {
      try load(ConfigurationOptions(region: "r"), script: script)
    }
    #expect(error?.message == "~/.aws/credentials cannot be read: Permission denied")
  }
}

@Suite("Settings come from a variable, else from the profile")
struct SettingsTests {
  private let region = ConfigurationOptions(region: "eu-west-1")

  @Test("the variable wins")
  func order() throws {
    let config = """
      [default]
      use_fips_endpoint = true
      use_dualstack_endpoint = TRUE
      max_attempts = 7
      ca_bundle = ~/ca.pem
      sdk_ua_app_id = shop
      s3 =
        addressing_style = path
      """
    let fromProfile = try load(region, config: config)
    #expect(fromProfile.usesFIPS && fromProfile.usesDualStack)
    #expect(fromProfile.maxAttempts == 7)
    #expect(fromProfile.caBundle == "/home/ci/ca.pem")
    #expect(fromProfile.userAgentAppID == "shop")
    #expect(fromProfile.s3AddressingStyle == .path)
    let fromVariables = try load(
      region,
      environment: [
        "AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "False",
        "AWS_MAX_ATTEMPTS": "2", "AWS_CA_BUNDLE": "/ca.pem",
        "AWS_SDK_UA_APP_ID": "other",
      ], config: config)
    #expect(!fromVariables.usesFIPS && !fromVariables.usesDualStack)
    #expect(fromVariables.maxAttempts == 2)
    #expect(fromVariables.caBundle == "/ca.pem")
    #expect(fromVariables.userAgentAppID == "other")
  }

  @Test("nothing given means the defaults")
  func defaults() throws {
    let configuration = try load(region)
    #expect(!configuration.usesFIPS && !configuration.usesDualStack)
    #expect(configuration.maxAttempts == nil)
    #expect(configuration.caBundle == nil)
    #expect(configuration.s3AddressingStyle == .auto)
  }

  @Test(
    "a value that is none is refused by its name",
    arguments: [
      ("AWS_USE_FIPS_ENDPOINT", "yes"), ("AWS_USE_DUALSTACK_ENDPOINT", "1"),
      ("AWS_MAX_ATTEMPTS", "0"), ("AWS_MAX_ATTEMPTS", "three"),
    ])
  func invalid(variable: String, value: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try load(region, environment: [variable: value])
    }
    #expect(error?.message.contains(variable) == true)
    #expect(error?.message.contains("'\(value)'") == true)
  }
}
