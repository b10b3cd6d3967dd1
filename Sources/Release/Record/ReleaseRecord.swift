package import AWS

/// What is known of a release: one JSON object that the commands hand on to each other.
///
/// Members carry the AWS API's own names. A command replaces its own members and keeps every other
/// one, known or not, as it was. See release-record(5).
package struct ReleaseRecord: Sendable, Equatable {
  /// The whole record.
  package private(set) var json: JSONValue

  /// The longest record that is read, in bytes: 1 MiB.
  package static let sizeLimit = 1 << 20
  /// The longest record that a rollback reads, in bytes: 64 MiB.
  package static let rollbackSizeLimit = 64 << 20

  /// An empty record: the start of a release.
  package init() {
    json = [:]
  }

  /// Reads a record: exactly one JSON object of at most `limit` bytes, whose known members have
  /// their type.
  ///
  /// Throws `record`; `source` is the file or stream that the message names.
  package init(
    _ bytes: [UInt8], from source: String = "standard input", limit: Int = Self.sizeLimit
  ) throws(ReleaseFailure) {
    guard bytes.count <= limit else {
      throw .record("\(source): longer than \(limit >> 20) MiB: no release record")
    }
    do throws(JSONError) {
      json = try JSONValue.parse(bytes)
    } catch {
      throw .record("\(source): no release record: \(error)")
    }
    guard json.members != nil else {
      throw .record("\(source): no release record: not a JSON object")
    }
    if let problem { throw .record("\(source): \(problem)") }
  }

  /// The text of a member that is a string.
  package func text(_ name: String) -> String? { json[name]?.string }

  /// Replaces a member, or removes it when the value is nil.
  package mutating func set(_ name: String, _ value: JSONValue?) {
    json[name] = value
  }

  /// Replaces a member that is a string.
  package mutating func set(_ name: String, text: String?) {
    json[name] = text.map { .string($0) }
  }

  /// Replaces a member that is a version.
  package mutating func set(_ name: String, version: FunctionVersion?) {
    set(name, text: version?.description)
  }

  /// The function's name.
  package var functionName: String? { text("FunctionName") }
  /// The version that the release is about.
  package var version: FunctionVersion? { text("Version").flatMap { FunctionVersion($0) } }
  /// The version that had the traffic before.
  package var previousVersion: FunctionVersion? {
    text("PreviousVersion").flatMap { FunctionVersion($0) }
  }
  /// The names of the settings in which the version differs from `PreviousVersion`.
  package var differences: [String] { (json["Differences"]?.array ?? []).compactMap(\.string) }
  /// The SHA-256 of the release's code as Lambda spells it: that of the package, when there is one.
  package var codeSha256: String? { text("CodeSha256") ?? json["Package"]?["CodeSha256"]?.string }

  /// Which known member has a wrong type; nil when none has.
  private var problem: String? {
    let texts = [
      "FunctionName", "FunctionArn", "AliasArn", "Region", "Version", "CodeSha256",
      "PreviousVersion",
    ]
    for name in texts {
      if let value = json[name], value.string?.isEmpty ?? true {
        return "\(name) must be a string that is not empty"
      }
    }
    for name in ["Version", "PreviousVersion"] {
      if let text = text(name), FunctionVersion(text) == nil {
        return "\(name) must be a version number such as 7"
      }
    }
    for name in ["Package", "Alias", "Health", "Shifting", "Pace"] {
      if let value = json[name], value.members == nil { return "\(name) must be an object" }
    }
    if json["Configuration"]?["FunctionArn"] != nil, json["Version"] == nil {
      return "this is what aws lambda get-function prints; pass --function NAME instead"
    }
    if let value = json["DryRun"], value != .bool(true) { return "DryRun must be true" }
    if let value = json["Differences"], value.array == nil { return "Differences must be an array" }
    if let value = json["History"], value.array == nil { return "History must be an array" }
    if let value = json["Alias"], value["FunctionVersion"] != nil, alias == nil {
      return "Alias must have a Name and version numbers such as 7"
    }
    return aliasArnProblem
  }
}
