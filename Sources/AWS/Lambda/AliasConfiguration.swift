/// An alias: the version it points to and the share of traffic that goes to a second one.
///
/// [AliasConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html)
package struct AliasConfiguration: Sendable, Equatable {
  /// The alias's name.
  package var name: String
  /// The alias's ARN; nil when it is absent.
  package var aliasArn: String?
  /// The version that gets the traffic that no weight takes.
  package var functionVersion: FunctionVersion
  /// The weight of each second version as AWS spelled it, such as `0.1`; at most one.
  package var additionalVersionWeights: [FunctionVersion: String]
  /// The alias's Description; nil when a record does not tell it.
  package var description: String?
  /// The token that guards writes: every UpdateAlias, even an empty one, makes a new one.
  ///
  /// Empty when it is not known: a record of `publish` has none.
  package var revisionId: String

  package init(
    name: String, aliasArn: String? = nil, functionVersion: FunctionVersion,
    additionalVersionWeights: [FunctionVersion: String] = [:], description: String? = nil,
    revisionId: String
  ) {
    self.name = name
    self.aliasArn = aliasArn
    self.functionVersion = functionVersion
    self.additionalVersionWeights = additionalVersionWeights
    self.description = description
    self.revisionId = revisionId
  }
}

extension AliasConfiguration {
  /// Reads an alias as Lambda answers it and as a record carries it; nil without `Name` or
  /// `FunctionVersion`, or when a version is not one.
  package init?(json: JSONValue) {
    guard let name = json["Name"]?.string,
      let version = json["FunctionVersion"]?.string.flatMap({ FunctionVersion($0) })
    else { return nil }
    self.init(
      name: name, aliasArn: json["AliasArn"]?.string, functionVersion: version,
      description: json["Description"]?.string,
      revisionId: json["RevisionId"]?.string ?? "")
    for member in json["RoutingConfig"]?["AdditionalVersionWeights"]?.members ?? [] {
      guard let second = FunctionVersion(member.name) else { return nil }
      additionalVersionWeights[second] = member.value.numeral
    }
  }

  /// The alias in Lambda's own members; `RoutingConfig` only with weights, as Lambda answers it.
  package var json: JSONValue {
    var json: JSONValue = ["Name": .string(name), "FunctionVersion": .string("\(functionVersion)")]
    json["Description"] = description.map { .string($0) }
    if !additionalVersionWeights.isEmpty {
      json["RoutingConfig"] = Self.routingConfig(additionalVersionWeights)
    }
    if !revisionId.isEmpty { json["RevisionId"] = .string(revisionId) }
    return json
  }

  /// The weights in Lambda's own members.
  ///
  /// [AliasRoutingConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_AliasRoutingConfiguration.html)
  static func routingConfig(_ weights: [FunctionVersion: String]) -> JSONValue {
    let members = weights.sorted { $0.key < $1.key }
    return [
      "AdditionalVersionWeights": .object(
        members.map { JSONMember("\($0.key)", .number($0.value)) })
    ]
  }
}
