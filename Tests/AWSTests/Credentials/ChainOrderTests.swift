import AWS
import Cryptography
import HTTP
import SigV4
import TestSupport
import Testing

/// Everything that gives credentials at once, each under a key id that tells where it is from.
private final class Everything {
  let play = PlayedServices()
  var environment = [
    "AWS_EC2_METADATA_DISABLED": "false",
    "AWS_ACCESS_KEY_ID": "AK-environment", "AWS_SECRET_ACCESS_KEY": "s3cr3t-environment",
    "AWS_ROLE_ARN": "arn:aws:iam::1:role/identity", "AWS_WEB_IDENTITY_TOKEN_FILE": "/jwt",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/creds",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "s3cr3t-header",
  ]
  /// The lines of the default profile, from the strongest to the weakest.
  var profile = [
    "role_arn = arn:aws:iam::1:role/assumed\nsource_profile = source",
    "sso_account_id = 1\nsso_role_name = r\nsso_region = eu-north-1\nsso_start_url = https://x",
    "login_session = session",
    "credential_process = give",
    "aws_access_key_id = AK-config\naws_secret_access_key = s3cr3t-config",
  ]
  var credentials = "[default]\naws_access_key_id = AK-file\naws_secret_access_key = s3cr3t-file\n"

  init() {
    play.file("/jwt", "s3cr3t-jwt")
    let token =
      #"{"accessKeyId":"AK-login","secretAccessKey":"s3cr3t-login","sessionToken":"s3cr3t-t","#
      + #""accountId":"1","expiresAt":"2015-08-30T20:00:00Z"}"#
    play.file(
      "/home/ci/.aws/login/cache/\(Hex.encode(Digest.sha256("session"))).json",
      #"{"accessToken":\#(token),"clientId":"c","refreshToken":"s3cr3t-refresh","dpopKey":"s3cr3t-k"}"#
    )
    play.file(
      "/home/ci/.aws/sso/cache/\(Hex.encode(Digest.sha1(Array("https://x".utf8)))).json",
      #"{"accessToken":"s3cr3t-access","expiresAt":"2015-08-30T20:00:00Z"}"#)
    play.script.program = { _ in
      ProgramResult(status: 0, output: Array(Self.document("AK-program", version: 1).utf8))
    }
    play.answers["GET portal.sso.eu-north-1.amazonaws.com/federation/credentials"] = { _ in
      .answer(
        200,
        #"{"roleCredentials":{"accessKeyId":"AK-sso","secretAccessKey":"s3cr3t-sso","#
          + #""sessionToken":"s3cr3t-sso-token","expiration":1440941760000}}"#)
    }
    play.answers["GET localhost/creds"] = { _ in .answer(200, Self.document("AK-container")) }
    let metadata = "169.254.169.254/latest/meta-data/iam/security-credentials/"
    play.answers["PUT 169.254.169.254/latest/api/token"] = { _ in .answer(200, "s3cr3t-imds") }
    play.answers["GET \(metadata)"] = { _ in .answer(200, "web") }
    play.answers["GET \(metadata)web"] = { _ in .answer(200, Self.document("AK-instance")) }
  }

  private static func document(_ id: String, version: Int = 0) -> String {
    #"{"Version":\#(version),"AccessKeyId":"\#(id)","SecretAccessKey":"s3cr3t-x","#
      + #""Token":"s3cr3t-token","SessionToken":"s3cr3t-token","Expiration":"2015-08-30T18:36:00Z"}"#
  }

  func chain(profile name: String? = nil) throws -> CredentialChain {
    let source =
      "[profile source]\naws_access_key_id = AK-source\naws_secret_access_key = s3cr3t-s\n"
    return try play.chain(
      ConfigurationOptions(profile: name, region: "eu-west-1"), environment: environment,
      config: source + "[default]\n" + profile.joined(separator: "\n"), credentials: credentials)
  }

  func accessKeyId(profile name: String? = nil) throws -> String {
    try chain(profile: name).credentials().credentials.accessKeyId
  }
}

@Suite("The sources are asked in the AWS CLI's order")
struct ChainOrderTests {
  @Test("from the environment's keys down to the instance, as each stronger one is taken away")
  func order() throws {
    let all = Everything()
    #expect(try all.accessKeyId() == "AK-environment")
    all.environment["AWS_ACCESS_KEY_ID"] = nil
    all.environment["AWS_SECRET_ACCESS_KEY"] = nil
    #expect(try all.accessKeyId() == "AK-assumed")
    all.profile.removeFirst()
    #expect(try all.accessKeyId() == "AK-identity")
    all.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = nil
    #expect(try all.accessKeyId() == "AK-sso")
    all.profile.removeFirst()
    #expect(try all.accessKeyId() == "AK-file")
    all.credentials = "# none"
    #expect(try all.accessKeyId() == "AK-login")
    all.profile.removeFirst()
    #expect(try all.accessKeyId() == "AK-program")
    all.profile.removeFirst()
    #expect(try all.accessKeyId() == "AK-config")
    all.profile.removeFirst()
    #expect(try all.accessKeyId() == "AK-container")
    all.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = nil
    #expect(try all.accessKeyId() == "AK-instance")
  }

  @Test("with --profile the profile alone, whatever else there is")
  func explicitProfile() throws {
    let all = Everything()
    #expect(try all.accessKeyId(profile: "source") == "AK-source")
    #expect(try all.accessKeyId(profile: "default") == "AK-assumed")
    all.credentials = "[bare]\nregion = eu-west-1"
    let chain = try all.chain(profile: "bare")
    let error = #expect(throws: CredentialsError.self) { try chain.credentials() }
    #expect(error?.hints.count == 1)
    #expect(all.play.http.requests.allSatisfy { $0.host.hasPrefix("sts.") })
  }

  @Test("no source says a secret: to the user, to --debug, in an error or in its own words")
  func secrets() throws {
    let all = Everything()
    var shown: [String] = []
    func look() throws {
      let chain = try all.chain()
      do {
        let found = try chain.credentials()
        shown += ["\(found)", String(reflecting: found), found.source]
        shown.append("\(try chain.warning(forRunOf: 1e9)?.description ?? "")")
        var text = ""
        dump(found, to: &text)
        shown.append(text)
      } catch {
        shown += ["\(error)", String(reflecting: error)]
      }
    }
    try look()
    all.environment["AWS_ACCESS_KEY_ID"] = nil
    try look()
    all.environment["AWS_SECRET_ACCESS_KEY"] = nil
    while !all.profile.isEmpty {
      try look()
      all.play.refusals = [.answer(403, "<Error><Code>AccessDenied</Code></Error>")]
      try look()
      all.play.refusals = []
      all.profile.removeFirst()
      if all.profile.count == 3 { all.credentials = "# none" }
      if all.profile.count == 4 { all.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = nil }
    }
    try look()
    all.play.answers["GET localhost/creds"] = { _ in .answer(200, #"{"SecretAccessKey":"s3cr3t"}"#)
    }
    try look()
    all.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = nil
    try look()
    let everything = shown + all.play.script.lines + all.play.script.debugLines
    #expect(everything.count > 30)
    #expect(everything.filter { $0.contains("s3cr3t") } == [])
  }
}
