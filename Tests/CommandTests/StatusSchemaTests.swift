import AWS
import CommandSupport
import Release
import TestSupport
import Testing

@Suite("What release-status --json prints is as its --schema says") struct StatusSchemaTests {
  private static func alias(
    _ live: FunctionVersion, _ weights: [FunctionVersion: String] = [:], _ description: String?
  ) -> AliasConfiguration {
    AliasConfiguration(
      name: "live", aliasArn: "arn", functionVersion: live, additionalVersionWeights: weights,
      description: description, revisionId: "t")
  }

  private static func status(
    _ alias: AliasConfiguration, deleted: Set<FunctionVersion> = [], denied: [String] = []
  ) -> AliasStatus {
    let versions = (["$LATEST", "7", "8", "9"] as [FunctionVersion]).map {
      FunctionConfiguration(
        functionName: "f", functionArn: "", version: $0, codeSha256: "c", codeSize: 1,
        lastModified: Timestamp(milliseconds: 0))
    }
    return AliasStatus(
      functionName: "f", region: "r-1", alias: alias,
      configurations: versions.filter { !deleted.contains($0.version) }, deleted: deleted,
      notPermitted: denied)
  }

  private static let note = "x [8 since 2026-11-27T10:12Z, before 7, not 9"

  @Test(
    "In every state",
    arguments: [
      status(alias("8", ["9": "0.1"], note + "; run k3 since 2026-11-28T09:30Z]")),
      status(alias("8", [:], "[8 since 2026-11-27T10:12Z, before 7]"), deleted: ["7"]),
      status(alias("8", ["7": "0.1"], "[8 since 2026-11-27T10:12Z, before 7]")),
      status(alias("9", [:], note + "]")), status(alias("8", [:], note + "]")),
      status(alias("$LATEST", [:], "")),
      status(alias("8", [:], nil), denied: ["lambda:GetAlias"]),
      status(
        alias("8", ["9": "0.1"], ""), deleted: ["8", "9"],
        denied: ["lambda:GetFunctionConfiguration"]),
    ])
  func conforms(_ status: AliasStatus) throws {
    let schema = try JSONValue.parse(Array(StatusSchema.text.utf8))
    #expect(Self.problems(status.json, schema, in: schema, at: "") == [])
    // The check itself finds what is wrong.
    var wrong = status.json
    wrong["Traffic"] = "slow"
    wrong["Other"] = 1
    wrong["Region"] = nil
    #expect(Self.problems(wrong, schema, in: schema, at: "").count == 3)
  }

  /// What does not conform: members that are not named, lack, or have another value than is listed.
  private static func problems(
    _ value: JSONValue, _ schema: JSONValue, in root: JSONValue, at place: String
  ) -> [String] {
    if let name = schema["$ref"]?.string?.split(separator: "/").last,
      let referred = root["$defs"]?[String(name)]
    {
      return problems(value, referred, in: root, at: place)
    }
    if let constant = schema["const"], constant != value { return ["\(place) is \(value)"] }
    if let listed = schema["enum"]?.array, !listed.contains(value) { return ["\(place): \(value)"] }
    var found: [String] = []
    for name in schema["required"]?.array?.compactMap(\.string) ?? [] where value[name] == nil {
      found.append("\(place) has no \(name)")
    }
    if let each = schema["items"] {
      found += (value.array ?? []).flatMap { problems($0, each, in: root, at: place) }
    }
    guard let properties = schema["properties"] else { return found }
    for member in value.members ?? [] {
      guard let schema = properties[member.name] else {
        found.append("\(place)/\(member.name)")
        continue
      }
      found += problems(member.value, schema, in: root, at: "\(place)/\(member.name)")
    }
    return found
  }
}
