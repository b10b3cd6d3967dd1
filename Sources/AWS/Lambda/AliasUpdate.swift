/// What an UpdateAlias is to change; a member that is nil stays as it is.
///
/// With every member nil it is a *touch*: it reads the alias, and the new RevisionId it makes puts
/// every older token out of use.
/// [UpdateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html)
package struct AliasUpdate: Sendable, Equatable {
  /// The version that the alias is to point to.
  package var functionVersion: FunctionVersion?
  /// The weights to set, each spelled as a JSON number; an empty dictionary clears them.
  package var additionalVersionWeights: [FunctionVersion: String]?
  /// The Description to set, at most 256 UTF-16 units.
  package var description: String?
  /// The token that the alias must still have, or AWS answers 412 and changes nothing.
  package var revisionId: String?

  /// Makes an update; without arguments it is a touch.
  package init(
    functionVersion: FunctionVersion? = nil,
    additionalVersionWeights: [FunctionVersion: String]? = nil,
    description: String? = nil, revisionId: String? = nil
  ) {
    self.functionVersion = functionVersion
    self.additionalVersionWeights = additionalVersionWeights
    self.description = description
    self.revisionId = revisionId
  }
}
