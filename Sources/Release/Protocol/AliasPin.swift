import AWS

/// Moves an alias from `$LATEST` to a published version of the code that is live there.
///
/// On `$LATEST` every UpdateFunctionCode is a full release at once, and the alias can have no
/// weights. After this the traffic is served by the same code as before.
struct AliasPin {
  var client: any ReleaseClient
  var world: World
  var wait: UpdateWait
  /// Called before the write: see `AliasWriter.announce`.
  var announce: (AliasState) throws(ReleaseFailure) -> Void = { _ in }

  /// Pins the alias; returns the version that it serves then, whoever has put it there.
  func pin(function: String, alias: String) throws(ReleaseFailure) -> FunctionConfiguration {
    world.say("alias \(alias) points at $LATEST: its code is published first")
    let latest = try wait.settled(function)
    let version = try wait.published(function, codeSha256: latest.codeSha256, description: nil)
    let writer = AliasWriter(
      client: client, world: world, function: function, alias: alias,
      announce: announce)
    let seen = try writer.read()
    guard seen.functionVersion == .latest else {
      return try client.configuration(of: seen.functionVersion, function)
    }
    let wanted = AliasState(primary: version.version)
    do throws(ReleaseFailure) {
      _ = try writer.set(wanted, seen: seen, exposed: true, memory: nil)
    } catch {
      // Another release may have pinned it at the same moment, which is as good.
      guard case .conflict = error, case let now = try writer.read(),
        now.functionVersion != .latest
      else { throw error }
      return try client.configuration(of: now.functionVersion, function)
    }
    world.say("alias \(alias) is now at version \(version.version), the same code")
    return version
  }
}
