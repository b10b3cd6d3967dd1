/// The settings that a version freezes beside its code, for comparing two versions.
///
/// Environment values are compared, never stored or printed.
/// [FunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html)
package struct FunctionSettings: Sendable, Equatable {
  /// AWS's digest of the configuration: equal digests prove equal settings, different ones nothing.
  private let digest: String?
  /// Each setting in a form that two answers for equal settings share.
  private let members: [String: Shape]

  /// Settings that AWS did not tell: equal to each other.
  package init() {
    digest = nil
    members = [:]
  }

  /// Reads the settings out of an answer.
  init(_ answer: JSONValue) {
    digest = answer["ConfigSha256"]?.string
    var members: [String: Shape] = [:]
    for name in Self.plain { members[name] = answer[name].flatMap { Shape($0) } }
    for name in ["SubnetIds", "SecurityGroupIds"] {
      members[name] = (answer["VpcConfig"]?[name]).flatMap { Shape(unordered: $0) }
    }
    members["Architectures"] = answer["Architectures"].flatMap { Shape($0) }
    members["Layers"] = (answer["Layers"]?.array).flatMap { layers in
      Shape(.array(layers.compactMap { $0["Arn"] }))
    }
    members["SnapStart"] = answer["SnapStart"]?["ApplyOn"].flatMap { Shape($0) }
    let image = answer["ImageConfigResponse"]?["ImageConfig"] ?? answer["ImageConfig"]
    members["ImageConfig"] = image.flatMap { Shape($0) }
    self.members = members
  }

  /// The members whose value alone decides.
  private static let plain = [
    "Runtime", "Handler", "Role", "MemorySize", "Timeout", "Environment", "DeadLetterConfig",
    "TracingConfig", "EphemeralStorage", "LoggingConfig", "FileSystemConfigs", "KMSKeyArn",
    "TenancyConfig", "CapacityProviderConfig", "DurableConfig", "RuntimeConfig",
    "AcceleratorConfig",
  ]

  /// The settings that AWS wants equal in two versions that share an alias's traffic.
  package static let shared: Set<String> = ["DeadLetterConfig", "Role"]

  /// Whether two versions have the same settings.
  package static func == (a: FunctionSettings, b: FunctionSettings) -> Bool {
    a.hasDigest(of: b) || a.members == b.members
  }

  private func hasDigest(of other: FunctionSettings) -> Bool {
    digest != nil && digest == other.digest
  }

  /// The names of the members that are not the same, in the alphabet's order.
  package func differences(from other: FunctionSettings) -> [String] {
    if hasDigest(of: other) { return [] }
    return Set(members.keys).union(other.members.keys)
      .filter { members[$0] != other.members[$0] }.sorted()
  }

  /// A value without the order of its members; what is empty is left out.
  private indirect enum Shape: Sendable, Hashable {
    case value(JSONValue)
    case list([Shape])
    case members([String: Shape])

    init?(_ json: JSONValue) {
      switch json {
      case .null, .string(""): return nil
      case .array(let values):
        guard !values.isEmpty else { return nil }
        self = .list(values.map { Shape($0) ?? .value(.null) })
      case .object(let members):
        let shapes = members.compactMap { member in
          Shape(member.value).map { (member.name, $0) }
        }
        guard !shapes.isEmpty else { return nil }
        self = .members(Dictionary(shapes) { $1 })
      default: self = .value(json)
      }
    }

    init?(unordered json: JSONValue) {
      let texts = (json.array ?? []).compactMap(\.string).sorted()
      self.init(.array(texts.map { .string($0) }))
    }
  }
}
