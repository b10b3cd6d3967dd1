package import AWS

extension TrafficShift {
  /// What helps when an alias is missing.
  package static let createHint: Message = "--create makes it"

  /// Whether the alias is missing, so that a share must wait for the promotion, which makes it: then
  /// nothing is sent.
  ///
  /// Throws `missing` when the version does not exist either, and what `ShiftPermission` throws.
  package func waitsForPromotion(_ request: Request) throws(ReleaseFailure) -> Bool {
    let writer = AliasWriter(
      client: client, world: world, function: request.function, alias: request.alias)
    do throws(ServiceError) {
      _ = try writer.touch()
      return false
    } catch {
      guard error.isNotFound else { throw .service(error) }
    }
    do throws(ServiceError) {
      _ = try client.getFunctionConfiguration(
        request.function, qualifier: request.version.description)
    } catch {
      guard error.isNotFound else { throw .service(error) }
      throw .missing("version \(request.version) of function \(request.function) does not exist")
    }
    try permit(request, to: request.version, from: nil)
    return true
  }

  /// Makes the alias, with all its traffic on the version: there is no other version to keep a share.
  func create(_ request: Request, _ writer: AliasWriter) throws(ReleaseFailure) -> Shifted {
    try permit(request, to: request.version, from: nil)
    try announce(AliasState(primary: request.version))
    let alias: AliasConfiguration
    do throws(ServiceError) {
      alias = try client.createAlias(request.function, request.alias, version: request.version)
    } catch {
      guard
        error.mayHaveTakenEffect
          || (error.wasRefused(409) && !error.isUpdateInProgress)
      else {
        throw writer.refusal(error)
      }
      let isLost = error.mayHaveTakenEffect
      do throws(ReleaseFailure) {
        alias = try writer.read()
      } catch {
        throw isLost ? error.after(.newAlias(request.alias)) : error
      }
      guard AliasState(alias) == AliasState(primary: request.version) else {
        throw .conflict(
          "alias \(request.alias) was made by someone else: it is at \(AliasState(alias).words)")
      }
    }
    world.say(
      "alias \(request.alias) is new: version \(request.version) has all its traffic, "
        + "and there is nothing to go back to")
    return Shifted(alias: alias, version: request.version, previousVersion: nil, changed: true)
  }
}
