import AWS
import HTTP
import TestSupport

/// A scripted world in which STS answers, and whatever else a test adds; the credentials of a role
/// tell by their key id which role it was.
final class PlayedServices {
  /// One call of STS: its parameters, and the key that signed it.
  struct Call: Equatable {
    var parameters: [String: String]
    var signer: String?
  }

  let script = WorldScript()
  private(set) var calls: [Call] = []
  /// The answers by `METHOD host/path`, without the query; each is asked before STS is.
  var answers: [String: (HTTPRequest) -> ScriptedHTTP.Answer] = [:]
  /// What STS answers instead of credentials, call by call.
  var refusals: [ScriptedHTTP.Answer] = []
  /// Seconds that a role's session lasts.
  var lifetime = 3600.0
  private(set) lazy var http = ScriptedHTTP { [unowned self] request, _ in answer(request) }

  /// Puts text into a file.
  func file(_ path: String, _ text: String) {
    script.files.contents[path] = Array(text.utf8)
  }

  /// The chain in this world.
  func chain(
    _ options: ConfigurationOptions = ConfigurationOptions(region: "eu-west-1"),
    environment: [String: String] = [:], config: String = "", credentials: String = ""
  ) throws(ConfigurationError) -> CredentialChain {
    if !config.isEmpty { file("/home/ci/.aws/config", config) }
    if !credentials.isEmpty { file("/home/ci/.aws/credentials", credentials) }
    let world = World.scripted(
      script, http: http,
      environment: ["HOME": "/home/ci", "AWS_EC2_METADATA_DISABLED": "true"]
        .merging(environment) { _, ours in ours })
    return CredentialChain(try Configuration.load(options, world: world), world: world)
  }

  /// The words of the failure of a chain.
  func failure(_ make: @autoclosure () throws -> CredentialChain) -> String {
    do {
      let found = try make().credentials()
      return "found \(found.source)"
    } catch let error as CredentialsError {
      return error.message.description
    } catch {
      return "\(error)"
    }
  }

  private func answer(_ request: HTTPRequest) -> ScriptedHTTP.Answer? {
    let path = request.target.prefix { $0 != "?" }
    if let play = answers["\(request.method) \(request.host)\(path)"] { return play(request) }
    guard request.host.hasPrefix("sts.") else { return nil }
    return sts(request)
  }

  private func sts(_ request: HTTPRequest) -> ScriptedHTTP.Answer {
    guard case .bytes(let body) = request.body else { return .answer(400) }
    var parameters: [String: String] = [:]
    for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      parameters[String(parts[0])] = decoded(parts[1])
    }
    let signature = request.headers.first { $0.name == "Authorization" }?.value
    let signer = signature?.split(separator: "=")[1].prefix { $0 != "/" }
    calls.append(Call(parameters: parameters, signer: signer.map(String.init)))
    if !refusals.isEmpty { return refusals.removeFirst() }
    let role = parameters["RoleArn"] ?? ""
    let name = role.split(separator: "/").last ?? ""
    let end = script.clock.now.advanced(by: lifetime).iso8601
    return .answer(
      200,
      """
      <Response><Result><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/\(name)/s\
      </Arn></AssumedRoleUser><Credentials><AccessKeyId>AK-\(name)</AccessKeyId>
      <SecretAccessKey>secret-of-\(name)</SecretAccessKey><SessionToken>token-of-\(name)\
      </SessionToken><Expiration>\(end)</Expiration></Credentials></Result></Response>
      """)
  }

  private func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
