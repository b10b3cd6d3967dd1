package import AWS

extension ReleaseRecord {
  /// The alias as the last command left it, or nil when none has touched it.
  package var alias: AliasConfiguration? { json["Alias"].flatMap { AliasConfiguration(json: $0) } }

  /// The name of the alias, when the record tells it.
  package var aliasName: String? { json["Alias"]?["Name"]?.string }

  /// Writes the alias as it is now.
  package mutating func set(alias: AliasConfiguration) {
    set("Alias", alias.json)
  }
}
