import AWS

extension TrafficShift {
  /// What `shift` would do, in one line, from reads alone.
  ///
  /// Without a touch the weights of an alias cannot be read, only its primary version; what the
  /// record knows of them is taken as it is. The verdict is checked as `shift` would.
  package func plan(_ request: Request) throws(ReleaseFailure) -> String {
    let live: FunctionConfiguration
    do throws(ServiceError) {
      live = try client.getFunctionConfiguration(request.function, qualifier: request.alias)
    } catch {
      guard error.isNotFound else { throw .service(error) }
      guard request.create else {
        throw .missing(
          "function \(request.function) or its alias \(request.alias) does not exist")
      }
      return "would make alias \(request.alias) with all traffic on version \(request.version)"
    }
    guard live.version != "$LATEST" else { throw onLatest(request.alias) }
    if live.version == request.version {
      return
        "would do nothing unless \(request.alias) carries a weight: version \(live.version) is live"
    }
    let known = request.known.map { AliasState($0) }
    let now = known?.primary == live.version ? known : nil
    try ShiftPermission.check(
      health: request.health?.verdict, aboutVersion: request.health?.version, to: request.version,
      currentWeight: now?.second?.weight ?? .none, newWeight: request.weight, force: request.force)
    let wanted = Self.wanted(
      from: AliasState(primary: live.version), request.version, request.weight)
    let unseen = now == nil ? ", unless someone else's rollout is on it" : ""
    return "would set alias \(request.alias) to \(wanted.words)\(unseen)"
  }

  /// The failure of a shift on an alias that can have no weights.
  func onLatest(_ alias: String) -> ReleaseFailure {
    .missing(
      "alias \(alias) stands on $LATEST, where it can have no weights: "
        + "publish --alias \(alias) puts it on a version first")
  }
}
