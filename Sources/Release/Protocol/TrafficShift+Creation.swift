import AWS

extension TrafficShift {
  /// Makes the alias, with all its traffic on the version: there is no other version to keep a share.
  func create(_ request: Request, _ writer: AliasWriter) throws(ReleaseFailure) -> Shifted {
    try ShiftPermission.check(
      health: request.health?.verdict, aboutVersion: request.health?.version, to: request.version,
      currentWeight: .none, newWeight: .all, force: request.force)
    try announce(AliasState(primary: request.version))
    let alias: AliasConfiguration
    do throws(ServiceError) {
      alias = try client.createAlias(request.function, request.alias, version: request.version)
    } catch {
      guard error.mayHaveTakenEffect || error.fault?.status == 409 else {
        throw writer.refusal(error)
      }
      alias = try writer.read()
      guard AliasState(alias) == AliasState(primary: request.version) else {
        throw .conflict(
          "alias \(request.alias) was made by someone else: it is at \(AliasState(alias).words)")
      }
    }
    world.say("alias \(request.alias) is new: version \(request.version) has all its traffic")
    return Shifted(alias: alias, version: request.version, previousVersion: nil, changed: true)
  }
}
