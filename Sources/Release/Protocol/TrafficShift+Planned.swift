import AWS

extension TrafficShift {
  /// Judges, as far as reads show it, a shift to a version that is yet to be published; returns what
  /// it would do.
  ///
  /// Throws what `shift` would: `missing` when there is no such alias and `create` is false,
  /// `conflict` when the alias carries a share of other code than `codeSha256`.
  package func words(
    ofShiftTo weight: Weight, function: String, alias: String, codeSha256: String?, create: Bool
  ) throws(ReleaseFailure) -> String {
    let writer = AliasWriter(client: client, world: world, function: function, alias: alias)
    let seen: AliasConfiguration
    do throws(ServiceError) {
      seen = try writer.touch()
    } catch {
      guard error.isNotFound, create else { throw writer.refusal(error) }
      return "would create alias \(alias) with all traffic on the new version"
    }
    let now = AliasState(seen)
    if let second = now.second, AliasNote(seen)?.isSettling(second.version) != true,
      try client.configuration(of: second.version, function).codeSha256 != codeSha256
    {
      throw .conflict(
        "alias \(alias) carries someone else's rollout: it is at \(now.words); left alone")
    }
    if weight > .none, weight < .all, now.second == nil, now.primary != .latest {
      let live = try client.configuration(of: now.primary, function)
      let new = try client.configuration(of: .latest, function)
      try SharedTraffic.check(
        new.settings.differences(from: live.settings), of: "the new version", from: now.primary,
        alias: alias)
    }
    if weight == .none { return "would take the new version's share of alias \(alias) away" }
    return "would send \(weight.percent) of alias \(alias)'s traffic to the new version, "
      + "from \(now.words)"
  }
}
