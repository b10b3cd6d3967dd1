import AWS

extension TrafficShift {
  /// Whether a weight on another version is an earlier run's of the same release, to go on with.
  ///
  /// False when this release itself gave it to a version of other settings, which this one
  /// replaces. Throws `conflict` for anybody else's weight.
  func adopts(
    _ second: AliasState.Share, _ request: Request, _ seen: AliasConfiguration
  ) throws(ReleaseFailure) -> Bool {
    let now = AliasState(seen)
    let owner = AliasNote(seen)?.run.map { " by run \($0.name) since \($0.since)" } ?? ""
    let found = try client.configuration(of: second.version, request.function)
    guard found.codeSha256 == request.codeSha256 else {
      guard now.isSettling else {
        throw .conflict(
          "alias \(request.alias) carries someone else's rollout\(owner): it is at \(now.words); "
            + "left alone")
      }
      throw .conflict(
        "alias \(request.alias) is settling: it is at \(now.words), probably while AWS makes "
          + "provisioned concurrency ready; try again when version \(now.primary) has all traffic")
    }
    let ours = try client.configuration(of: request.version, request.function)
    if found.settings == ours.settings {
      world.say(
        "version \(second.version) has \(second.weight.percent) of \(request.alias) already and "
          + "holds the same code and configuration: going on with it instead of version "
          + "\(request.version)")
      return true
    }
    guard request.shiftedBefore.contains(second.version) else {
      throw .conflict(
        "version \(second.version) has \(second.weight.percent) of \(request.alias)\(owner): the "
          + "same code in another configuration; left alone",
        hints: ["rollback --alias \(request.alias) removes it, then start again"])
    }
    world.say(
      "version \(second.version) has \(second.weight.percent) of \(request.alias) in another "
        + "configuration: version \(request.version) replaces it")
    return false
  }
}
