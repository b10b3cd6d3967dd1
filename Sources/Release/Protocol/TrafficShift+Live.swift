import AWS

extension TrafficShift {
  /// Answers for a version that is the alias's primary one already.
  func live(_ request: Request, _ seen: AliasConfiguration) throws(ReleaseFailure) -> Shifted {
    let now = AliasState(seen)
    guard request.weight > .none else {
      throw .conflict(
        "version \(request.version) has all the traffic of \(request.alias): "
          + "rollback --to-version takes it back")
    }
    if let second = now.second {
      let known = request.known.map { AliasState($0).primary }
      guard AliasNote(seen)?.isSettling(second.version) == true || second.version == known else {
        throw .conflict(
          "alias \(request.alias) carries someone else's rollout: it is at \(now.words)")
      }
      saySettling(seen)
    }
    let before = request.known.map { AliasState($0) }
    let previous =
      AliasNote(seen)?.before
      ?? before.flatMap { $0.primary == request.version ? nil : $0.primary }
    return Shifted(
      alias: seen, version: request.version, previousVersion: previous, before: now, changed: false)
  }

  /// Reports a weight that is left on an alias by its promotion.
  func sayRest(_ alias: AliasConfiguration, from old: AliasState) {
    guard let second = AliasState(alias).second, alias.functionVersion != old.primary else {
      return
    }
    if second.version == old.primary {
      saySettling(alias)
    } else {
      world.say(
        "\(alias.name) is promoted, and carries another rollout: \(AliasState(alias).words)")
    }
  }

  private func saySettling(_ alias: AliasConfiguration) {
    world.say(
      "\(alias.name) is settling at \(AliasState(alias).words): AWS moves the rest by itself when "
        + "provisioned concurrency is ready")
  }
}
