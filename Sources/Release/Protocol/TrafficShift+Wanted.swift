import AWS

extension TrafficShift {
  /// The state that gives a version a share, all other traffic staying where it is.
  static func wanted(
    from now: AliasState, _ version: FunctionVersion, _ weight: Weight
  ) -> AliasState {
    if weight == .all { return AliasState(primary: version) }
    if weight == .none { return AliasState(primary: now.primary) }
    return AliasState(
      primary: now.primary, second: AliasState.Share(version: version, weight: weight))
  }

  /// What a shift does to the alias, for its note.
  static func act(
    from now: AliasState, _ version: FunctionVersion, _ weight: Weight, run: String
  ) -> AliasNote.Act {
    if weight == .all { return .promotion(of: version) }
    if weight == .none { return .removal(of: now.second?.version ?? version) }
    return .share(run: run)
  }

  /// The failure of a shift on an alias that can have no weights.
  func onLatest(_ alias: String) -> ReleaseFailure {
    .missing(
      "alias \(alias) points at $LATEST, which cannot have weights: "
        + "publish --alias \(alias) moves it to a version first")
  }

  /// Refuses the first share of a version whose settings AWS does not let differ on one alias, as far
  /// as the record tells them.
  static func checkShared(_ request: Request, from now: AliasState, to wanted: AliasState)
    throws(ReleaseFailure)
  {
    guard let unlike = request.unlike, unlike.version == now.primary, now.second == nil,
      wanted.second?.version == request.version
    else { return }
    try SharedTraffic.check(
      unlike.settings, of: "version \(request.version)", from: now.primary, alias: request.alias)
  }
}
