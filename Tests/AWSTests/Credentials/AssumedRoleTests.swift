import AWS
import HTTP
import SigV4
import TestSupport
import Testing

/// Profiles that lead to one another, and the keys that sign on the way, or why there are none.
struct RoleCase: CustomTestStringConvertible, Sendable {
  let rule: String
  let config: String
  /// `AKB > RoleA`: the key id that starts, then each role in the order in which it is assumed; or
  /// a part of the error's words after `!`.
  let outcome: String

  var testDescription: String { rule }

  init(_ rule: String, _ config: String, _ outcome: String) {
    self.rule = rule
    self.config = config
    self.outcome = outcome
  }
}

/// A profile's role line.
private func role(_ name: String) -> String {
  "role_arn = arn:aws:iam::123456789012:role/\(name)\n"
}
private func keys(_ id: String) -> String {
  "aws_access_key_id = \(id)\naws_secret_access_key = secret-of-\(id)\n"
}

@Suite("A profile's role is assumed with the credentials of its source")
struct AssumedRoleTests {
  static let cases: [RoleCase] = [
    RoleCase(
      "a source with keys",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\n\(keys("AKB"))",
      "AKB > A"),
    RoleCase(
      "the profile's own keys are not used when it names a source",
      "[profile a]\n\(keys("AKA"))\(role("A"))source_profile = b\n[profile b]\n\(keys("AKB"))",
      "AKB > A"),
    RoleCase(
      "a profile may be its own source when it has keys",
      "[profile a]\n\(keys("AKA"))\(role("A"))source_profile = a", "AKA > A"),
    RoleCase(
      "a source may be a role itself",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\n\(role("B"))source_profile = c\n"
        + "[profile c]\n\(keys("AKC"))", "AKC > B > A"),
    RoleCase(
      "three roles in a row",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\n\(role("B"))source_profile = c\n"
        + "[profile c]\n\(role("C"))source_profile = d\n[profile d]\n\(keys("AKD"))",
      "AKD > C > B > A"),
    RoleCase(
      "the keys of a source win over its role",
      "[profile a]\n\(role("A"))source_profile = b\n"
        + "[profile b]\n\(role("B"))source_profile = c\n\(keys("AKB"))\n[profile c]\n\(keys("AKC"))",
      "AKB > A"),
    RoleCase(
      "a source with keys in the config file and a program goes by the program",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\n\(keys("AKB"))credential_process = give",
      "AKPROGRAM > A"),
    RoleCase(
      "the environment as the source", "[profile a]\n\(role("A"))credential_source = Environment",
      "AKENV > A"),
    RoleCase(
      "a source that runs a program",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\ncredential_process = give",
      "AKPROGRAM > A"),
    RoleCase(
      "a source with a web identity",
      "[profile a]\n\(role("A"))source_profile = b\n"
        + "[profile b]\n\(role("B"))web_identity_token_file = /jwt", "unsigned > B > A"),
    RoleCase(
      "a role beside a source and a web identity goes by the web identity",
      "[profile a]\n\(role("A"))source_profile = b\nweb_identity_token_file = /jwt\n"
        + "[profile b]\n\(keys("AKB"))", "unsigned > A"),
    RoleCase("a role without a source", "[profile a]\n\(role("A"))", "!neither source_profile"),
    RoleCase(
      "a role without a source but with keys", "[profile a]\n\(role("A"))\(keys("AKA"))",
      "!neither source_profile"),
    RoleCase(
      "a role with two sources",
      "[profile a]\n\(role("A"))source_profile = b\ncredential_source = Environment\n"
        + "[profile b]\n\(keys("AKB"))", "!both source_profile and credential_source"),
    RoleCase(
      "a source that is not there", "[profile a]\n\(role("A"))source_profile = b",
      "!'a' has source_profile = b, and there is no such profile"),
    RoleCase(
      "a source with a key id alone",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\naws_access_key_id = AKB",
      "!profile 'b' has aws_access_key_id and no aws_secret_access_key"),
    RoleCase(
      "a source with a secret alone",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\naws_secret_access_key = x",
      "!profile 'b' has aws_secret_access_key and no aws_access_key_id"),
    RoleCase(
      "an empty source", "[profile a]\n\(role("A"))source_profile = b\n[profile b]",
      "!source profile 'b' has no credentials"),
    RoleCase(
      "a circle of two",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\n\(role("B"))source_profile = a",
      "!a → b → a"),
    RoleCase(
      "a circle whose start has keys",
      "[profile a]\n\(keys("AKA"))\(role("A"))source_profile = b\n"
        + "[profile b]\n\(role("B"))source_profile = a", "!a → b → a"),
    RoleCase(
      "a circle further down",
      "[profile a]\n\(role("A"))source_profile = b\n[profile b]\n\(role("B"))source_profile = c\n"
        + "[profile c]\n\(role("C"))source_profile = b", "!a → b → c → b"),
    RoleCase(
      "its own source without keys", "[profile a]\n\(role("A"))source_profile = a", "!a → a"),
    RoleCase(
      "a machine source of another name",
      "[profile a]\n\(role("A"))credential_source = environment",
      "!it must be Environment, Ec2InstanceMetadata or EcsContainer"),
    RoleCase(
      "a container as the source where there is none",
      "[profile a]\n\(role("A"))credential_source = EcsContainer", "!are not set"),
    RoleCase(
      "an instance as the source where it is switched off",
      "[profile a]\n\(role("A"))credential_source = Ec2InstanceMetadata",
      "!AWS_EC2_METADATA_DISABLED is set"),
    RoleCase(
      "a session too short",
      "[profile a]\n\(role("A"))source_profile = b\nduration_seconds = 899\n[profile b]\n\(keys("AKB"))",
      "!must be 900 to 43200"),
    RoleCase(
      "a session whose length is no number",
      "[profile a]\n\(role("A"))source_profile = b\nduration_seconds = 1h\n[profile b]\n\(keys("AKB"))",
      "!'1h'"),
    RoleCase(
      "a role assumed by a role for more than an hour",
      "[profile a]\n\(role("A"))source_profile = b\nduration_seconds = 3601\n"
        + "[profile b]\n\(role("B"))source_profile = c\n[profile c]\n\(keys("AKC"))",
      "!lasts 3600 at most"),
    RoleCase(
      "a session name that STS would refuse",
      "[profile a]\n\(role("A"))source_profile = b\nrole_session_name = a b\n[profile b]\n\(keys("AKB"))",
      "!role session name 'a b'"),
    RoleCase("no role at all", "[profile a]\nregion = eu-west-1", "!no credentials"),
  ]

  @Test("by the profiles on the way", arguments: cases)
  func chain(_ example: RoleCase) throws {
    let play = PlayedServices()
    play.file("/jwt", "token")
    play.script.program = { _ in
      ProgramResult(
        status: 0,
        output: Array(#"{"Version":1,"AccessKeyId":"AKPROGRAM","SecretAccessKey":"s"}"#.utf8))
    }
    // The environment's keys are there for credential_source alone: --profile passes them by.
    let chain = try play.chain(
      ConfigurationOptions(profile: "a", region: "eu-west-1"),
      environment: ["AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "s"],
      config: example.config)
    guard !example.outcome.hasPrefix("!") else {
      let words = play.failure(chain)
      #expect(words.contains(example.outcome.dropFirst()), "\(words)")
      return
    }
    let found = try chain.credentials()
    let roles = play.calls.map { $0.parameters["RoleArn"]?.split(separator: "/").last ?? "" }
    let steps = [Substring(play.calls.first?.signer ?? "unsigned")] + roles
    #expect(steps.joined(separator: " > ") == example.outcome)
    #expect(found.credentials.accessKeyId == "AK-\(roles.last ?? "")")
    for (call, before) in zip(play.calls.dropFirst(), roles) {
      #expect(call.signer == "AK-\(before)")
    }
  }

  private let base = "\n[profile b]\naws_access_key_id = AKB\naws_secret_access_key = s\n"
  private let options = ConfigurationOptions(profile: "a", region: "eu-west-1")

  @Test("the profile's words go into the call, which goes to the region's STS")
  func parameters() throws {
    let play = PlayedServices()
    let chain = try play.chain(
      options,
      config: """
        [profile a]
        role_arn = arn:aws:iam::123456789012:role/A
        source_profile = b
        external_id = x y&z
        duration_seconds = 7200
        role_session_name = deploy@ci
        """ + base)
    _ = try chain.credentials()
    #expect(
      play.calls.first?.parameters == [
        "Action": "AssumeRole", "Version": "2011-06-15",
        "RoleArn": "arn:aws:iam::123456789012:role/A", "RoleSessionName": "deploy@ci",
        "ExternalId": "x y&z", "DurationSeconds": "7200",
      ])
    let request = try #require(play.http.requests.first)
    #expect(request.host == "sts.eu-west-1.amazonaws.com")
    #expect(request.method == "POST" && request.target == "/")
    let signature = request.headers.first { $0.name == "Authorization" }?.value ?? ""
    #expect(signature.contains("/eu-west-1/sts/aws4_request"))
  }

  @Test("a session without a name of its own tells the tool and the second")
  func sessionName() throws {
    let play = PlayedServices()
    let text = "[profile a]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = b" + base
    _ = try play.chain(options, config: text).credentials()
    #expect(play.calls.first?.parameters["RoleSessionName"] == "lambda-release-1440938160")
  }

  @Test("an endpoint that is given catches STS as well")
  func endpoint() throws {
    let play = PlayedServices()
    play.answers["POST localhost/"] = { _ in .answer(403, "<Error><Code>No</Code></Error>") }
    let text = "[profile a]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = b" + base
    let words = play.failure(
      try play.chain(
        options, environment: ["AWS_ENDPOINT_URL": "http://localhost:4566"], config: text))
    #expect(words.contains("cannot assume arn:aws:iam::1:role/A"))
    #expect(play.http.requests.map(\.port) == [4566])
  }

  @Test("STS's refusal is told with whose credentials were used")
  func refused() throws {
    let play = PlayedServices()
    play.refusals = [
      .answer(
        403,
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
          + "<Message>User: x is not authorized</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
      )
    ]
    let text = "[profile a]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = b" + base
    let chain = try play.chain(options, config: text)
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(
      error?.message.description
        == "cannot assume arn:aws:iam::1:role/A with the credentials of profile 'b' in "
        + "~/.aws/config: AccessDenied: User: x is not authorized (request r-1)")
    #expect(error?.refused == true)
  }

  private let mfa =
    "[profile a]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = b\n"
    + "mfa_serial = arn:aws:iam::1:mfa/me"

  @Test("an MFA code is asked for at the terminal, and the session is kept for the next command")
  func multiFactor() throws {
    let play = PlayedServices()
    play.script.reply = { _ in " 123456\n" }
    let first = try play.chain(options, config: mfa + base).credentials()
    #expect(play.script.questions == ["Enter MFA code for arn:aws:iam::1:mfa/me: "])
    #expect(play.calls.first?.parameters["TokenCode"] == "123456")
    #expect(play.calls.first?.parameters["SerialNumber"] == "arn:aws:iam::1:mfa/me")
    #expect(!first.renewable)
    let second = try play.chain(options).credentials()
    #expect(second.credentials == first.credentials && second.source == first.source)
    #expect(second.expiration == first.expiration)
    #expect(play.script.questions.count == 1 && play.calls.count == 1)
    play.script.clock.advance(by: 3301)
    _ = try play.chain(options).credentials()
    #expect(play.script.questions.count == 2)
  }

  @Test("without a terminal an MFA code is an error at once")
  func noTerminal() throws {
    let play = PlayedServices()
    let words = play.failure(try play.chain(options, config: mfa + base))
    #expect(words.contains("no terminal to ask at"))
    #expect(play.calls.isEmpty)
    play.script.reply = { _ in "12345" }
    #expect(play.failure(try play.chain(options)).contains("six digits"))
  }

  @Test(
    "another word in a profile, another endpoint, or a refusal by AWS passes the kept session by")
  func cacheKey() throws {
    let play = PlayedServices()
    let text = "[profile a]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = b"
    _ = try play.chain(options, config: text + base).credentials()
    _ = try play.chain(options, config: text + base).credentials()
    #expect(play.calls.count == 1)
    _ = try play.chain(options, config: text + "\nexternal_id = x" + base).credentials()
    #expect(play.calls.count == 2)
    let other = base.replacing("AKB", with: "AKC")
    _ = try play.chain(options, config: text + other).credentials()
    #expect(play.calls.count == 3)
    let west = ConfigurationOptions(profile: "a", region: "us-west-2")
    _ = try play.chain(west, config: text + base).credentials()
    #expect(play.calls.count == 4)
    let chain = try play.chain(options, config: text + base)
    _ = try chain.credentials()
    #expect(play.calls.count == 4)
    chain.expireNow()
    _ = try chain.credentials()
    #expect(play.calls.count == 5)
    #expect(play.script.files.writes.allSatisfy { $0.hasPrefix("/home/ci/.cache/lambda-release/") })
  }

  @Test("the folder for sessions is XDG's; one that cannot be written is no failure")
  func cacheFolder() throws {
    let play = PlayedServices()
    let text = "[profile a]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = b" + base
    _ = try play.chain(options, environment: ["XDG_CACHE_HOME": "/x"], config: text).credentials()
    let file = try #require(play.script.files.writes.first)
    #expect(file.hasPrefix("/x/lambda-release/sessions/") && file.hasSuffix(".json"))
    play.script.files.unusable[file] = "Read-only file system"
    _ = try play.chain(options, environment: ["XDG_CACHE_HOME": "/x"], config: text).credentials()
    #expect(play.calls.count == 2)
    play.script.files.unusable = [:]
    play.file(file, "{")
    _ = try play.chain(options, environment: ["XDG_CACHE_HOME": "/x"], config: text).credentials()
    #expect(play.calls.count == 3)
  }
}
