package import AWS

extension ReleaseRecord {
  /// The alias as the last command left it, or nil when none has touched it.
  package var alias: AliasConfiguration? {
    guard let alias = json["Alias"], let name = alias["Name"]?.string,
      let version = alias["FunctionVersion"]?.string
    else { return nil }
    var weights: [String: String] = [:]
    for member in alias["RoutingConfig"]?["AdditionalVersionWeights"]?.members ?? [] {
      weights[member.name] = member.value.numeral
    }
    return AliasConfiguration(
      name: name, functionVersion: version, additionalVersionWeights: weights,
      revisionID: alias["RevisionId"]?.string ?? "")
  }

  /// The name of the alias, when the record tells it.
  package var aliasName: String? { json["Alias"]?["Name"]?.string }

  /// Writes the alias as it is now; `RoutingConfig` is left out when there are no weights, as AWS does.
  package mutating func set(alias: AliasConfiguration) {
    var value: JSONValue = [
      "Name": .string(alias.name), "FunctionVersion": .string(alias.functionVersion),
    ]
    if !alias.additionalVersionWeights.isEmpty {
      let weights = alias.additionalVersionWeights.sorted { $0.key < $1.key }
      let members = weights.map { JSONMember($0.key, .number($0.value)) }
      value["RoutingConfig"] = ["AdditionalVersionWeights": .object(members)]
    }
    if !alias.revisionID.isEmpty { value["RevisionId"] = .string(alias.revisionID) }
    set("Alias", value)
  }
}
