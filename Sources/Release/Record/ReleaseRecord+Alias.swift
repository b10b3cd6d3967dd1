package import AWS

extension ReleaseRecord {
  /// The alias as the last command left it, or nil when none has touched it.
  package var alias: AliasConfiguration? { json["Alias"].flatMap { AliasConfiguration(json: $0) } }

  /// The name of the alias, when the record tells it: of its `Alias`, of a shift whose answer is not
  /// known, or of the `AliasArn` that `aws lambda get-alias` prints.
  package var aliasName: String? {
    json["Alias"]?["Name"]?.string ?? json["Shifting"]?["Alias"]?.string ?? aliasArn?.qualifier
  }

  /// The function, region and alias of `AliasArn`.
  package var aliasArn: FunctionIdentifier? {
    text("AliasArn").flatMap { try? FunctionIdentifier($0) }
  }

  /// What is wrong with `AliasArn`: it must be one of an alias, and of the one that the record names
  /// besides; nil when it is right or absent.
  var aliasArnProblem: String? {
    guard text("AliasArn") != nil else { return nil }
    guard let arn = aliasArn, arn.region != nil, let alias = arn.qualifier,
      (try? AliasName.check(alias)) != nil
    else { return "AliasArn must be the ARN of an alias" }
    let names = [("Name", json["Name"]?.string), ("Alias.Name", json["Alias"]?["Name"]?.string)]
    for case (let member, let name?) in names where name != alias {
      return "AliasArn names the alias \(alias), \(member) another"
    }
    return nil
  }

  /// The alias that does not exist yet, so that the promotion is to make it; nil once it is known to
  /// exist.
  package var missingAlias: String? {
    guard json["Alias"]?["New"] == .bool(true), alias == nil else { return nil }
    return aliasName
  }

  /// Writes that there is no such alias yet.
  package mutating func set(missingAlias name: String) {
    set("Alias", ["Name": .string(name), "New": true])
  }

  /// Writes the alias as it is now.
  package mutating func set(alias: AliasConfiguration) {
    set("Alias", alias.json)
  }
}
