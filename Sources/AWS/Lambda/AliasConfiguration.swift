/// An alias: the version it points to and the share of traffic that goes to a second one.
///
/// [AliasConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html)
package struct AliasConfiguration: Sendable, Equatable {
  /// The alias's name.
  package var name: String
  /// The alias's ARN.
  package var aliasArn: String
  /// The version that gets the traffic which no weight takes: digits, or `$LATEST`.
  package var functionVersion: String
  /// The weight of each second version as AWS spelled it, such as `["8": "0.1"]`; at most one.
  package var additionalVersionWeights: [String: String]
  /// The description.
  package var description: String
  /// The token that guards writes: every UpdateAlias, even an empty one, makes a new one.
  package var revisionID: String

  /// Makes an alias.
  package init(
    name: String, aliasArn: String = "", functionVersion: String,
    additionalVersionWeights: [String: String] = [:], description: String = "",
    revisionID: String
  ) {
    self.name = name
    self.aliasArn = aliasArn
    self.functionVersion = functionVersion
    self.additionalVersionWeights = additionalVersionWeights
    self.description = description
    self.revisionID = revisionID
  }
}
