import AWS

extension Rollback {
  /// What a rollback would do after shifts to a version that is yet to be published.
  ///
  /// Throws `missing` when there is no such alias.
  package func words(ofRollbackOf alias: String, function: String) throws(ReleaseFailure) -> String
  {
    let writer = AliasWriter(client: client, world: world, function: function, alias: alias)
    let now = AliasState(try writer.read())
    return "would take the new version's traffic away: alias \(alias) is at \(now.words)"
  }
}
