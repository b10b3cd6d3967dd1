import AWS
import CommandSupport
import Release

extension PublishCommand {
  /// Reads the record's own version when no package is given.
  func confirm(_ session: Session, _ record: inout ReleaseRecord) throws(ReleaseFailure)
    -> Act
  {
    guard let version = record.version, version != .latest else {
      throw session.lacking(
        .record(
          "no package: \(session.noRecord(of: "upload"))"
            + "pass --zip-file, --bucket and --key, or --image-uri"))
    }
    let target = try session.target(record)
    let alias = try session.alias(self.alias, target, record)
    let found = try target.lambda.configuration(of: version, target.function)
    let isInDoubt = record.alias == nil && (create || record.missingAlias != nil)
    try record.confirm(found, region: target.region, alias: alias)
    if isInDoubt {
      let publication = Publication(client: target.lambda, world: session.world, timeout: 0)
      try noteMissing(alias, of: target, by: publication, in: &record)
    }
    session.say(
      "\(target.name): version \(version) is published already, nothing new was published")
    sayMissing(record, session)
    return .published(record, changed: false)
  }

  /// Writes into the record that the alias does not exist, if it does not.
  func noteMissing(
    _ alias: String?, of target: Target, by publication: Publication, in record: inout ReleaseRecord
  ) throws(ReleaseFailure) {
    guard let alias else { return }
    if try publication.live(target.function, alias, create: create) == nil {
      record.set(missingAlias: alias)
    }
  }

  /// Tells the user that the alias does not exist yet, and what that means.
  func sayMissing(_ record: ReleaseRecord, _ session: Session) {
    guard let alias = record.missingAlias, let version = record.version else { return }
    session.say(
      "alias \(alias) does not exist yet: version \(version) gets all traffic when it is promoted, "
        + "and there is nothing to go back to")
  }
}
