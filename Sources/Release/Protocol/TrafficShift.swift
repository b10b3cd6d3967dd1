package import AWS

/// Sends a share of an alias's traffic to a version, up to all of it.
///
/// [UpdateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html)
package struct TrafficShift {
  /// The calls.
  package var client: any ReleaseClient
  /// The clock, sleep and messages.
  package var world: World
  /// Called with the state to come before each write: see `AliasWriter.announce`.
  package var announce: (AliasState) throws(ReleaseFailure) -> Void

  package init(
    client: any ReleaseClient, world: World,
    announce: @escaping (AliasState) throws(ReleaseFailure) -> Void = { _ in }
  ) {
    self.client = client
    self.world = world
    self.announce = announce
  }

  /// What is to be shifted where.
  package struct Request {
    /// The function's name or ARN.
    package var function: String
    /// The alias's name.
    package var alias: String
    /// The version that is to get the traffic.
    package var version: FunctionVersion
    /// The version's code, by which a weight that an earlier run left is known as ours; nil when
    /// it is not known.
    package var codeSha256: String?
    /// The share: 0 clears, 1 promotes.
    package var weight: Weight
    /// The alias as this release's last shift left it, its RevisionId included; nil before that.
    ///
    /// An alias from the record of an earlier release must not be given here.
    package var known: AliasConfiguration?
    /// The verdict since the last shift, and the version it is about.
    package var health: (verdict: Verdict, version: FunctionVersion)?
    /// Shift whatever the verdict says.
    package var force: Bool
    /// Make the alias when there is none.
    package var create: Bool
    /// Whether the alias served `version` already when it was published: then it was not checked
    /// again, and it must still be live, or somebody else has promoted another one since.
    package var wasLive: Bool
    /// The name of this run, for the note on the alias; nil leaves the Description as it is.
    package var run: String?
    /// Versions that earlier shifts of this release gave a share to.
    package var shiftedBefore: Set<FunctionVersion>

    package init(
      function: String, alias: String, version: FunctionVersion, codeSha256: String?,
      weight: Weight,
      known: AliasConfiguration? = nil,
      health: (verdict: Verdict, version: FunctionVersion)? = nil,
      force: Bool = false, create: Bool = false, wasLive: Bool = false,
      run: String? = nil, shiftedBefore: Set<FunctionVersion> = []
    ) {
      self.function = function
      self.alias = alias
      self.version = version
      self.codeSha256 = codeSha256
      self.weight = weight
      self.known = known
      self.health = health
      self.force = force
      self.create = create
      self.wasLive = wasLive
      self.run = run
      self.shiftedBefore = shiftedBefore
    }
  }

  /// What a shift came to.
  package struct Shifted: Sendable, Equatable {
    /// The alias now.
    package var alias: AliasConfiguration
    /// The version that has the share: the one asked for, or one of the same code that an earlier
    /// run had left there and that was adopted.
    package var version: FunctionVersion
    /// The version that had the traffic before this release; nil when there was none or it is not
    /// known, as when the version was live already.
    package var previousVersion: FunctionVersion?
    /// Where the alias sent its traffic before; nil when there was none.
    package var before: AliasState?
    /// Whether the alias's traffic is other than it was.
    package var changed: Bool
  }

  /// Shifts the traffic, and returns when that is confirmed.
  ///
  /// Throws `conflict` when the alias carries somebody else's rollout or was changed since the last
  /// shift; `missing` when there is no such alias or it stands on `$LATEST`, where it can have no
  /// weights; what `ShiftPermission` throws; `service` when a call fails.
  package func shift(_ request: Request) throws(ReleaseFailure) -> Shifted {
    let writer = AliasWriter(
      client: client, world: world, function: request.function, alias: request.alias,
      announce: announce)
    guard let seen = try look(request, writer) else { return try create(request, writer) }
    let now = AliasState(seen)
    if now.primary == .latest { throw onLatest(request.alias) }
    if now.primary == request.version { return try live(request, seen) }
    guard request.known != nil || !request.wasLive else {
      throw .conflict(
        "alias \(request.alias) was changed by someone else: version \(request.version) was live, "
          + "and now it is at \(now.words)")
    }
    var version = request.version
    if let second = now.second, second.version != version,
      try adopts(second, request, seen)
    {
      version = second.version
    }
    let current = now.second.flatMap { $0.version == version ? $0.weight : nil } ?? .none
    let about = request.health.map { $0.version == request.version ? version : $0.version }
    try ShiftPermission.check(
      health: request.health?.verdict, aboutVersion: about, to: version, currentWeight: current,
      newWeight: request.weight, force: request.force)
    let wanted = Self.wanted(from: now, version, request.weight)
    let isOwn = request.run == nil || AliasNote(seen)?.run?.name == request.run
    if wanted == now, request.known == nil, isOwn || now.second == nil {
      return Shifted(
        alias: seen, version: version, previousVersion: now.primary, before: now,
        changed: false)
    }
    if let known = request.known, AliasState(known) != now,
      !(Self.succeeds(request) && now.primary == known.functionVersion && current > .none)
    {
      throw .conflict(
        "alias \(request.alias) was changed by someone else: it is at \(now.words), "
          + "not at \(AliasState(known).words)")
    }
    let act = Self.act(from: now, version, request)
    let alias = try writer.set(
      wanted, seen: seen, exposed: now.second != nil,
      memory: request.run.map { AliasWriter.Memory(act: act, run: $0) })
    if request.run != nil { writer.sayNote(seen, alias, act) }
    if let second = AliasState(alias).second, alias.functionVersion != now.primary {
      if second.version == now.primary {
        saySettling(alias)
      } else {
        world.say(
          "\(alias.name) is promoted, and carries another rollout: \(AliasState(alias).words)")
      }
    }
    return Shifted(
      alias: alias, version: version, previousVersion: now.primary, before: now,
      changed: wanted != now)
  }

  /// The alias to start from: as the record knows it, or touched; nil when it is to be made.
  ///
  /// A record that does not show this release under way is not believed: it costs a touch to know.
  private func look(_ request: Request, _ writer: AliasWriter) throws(ReleaseFailure)
    -> AliasConfiguration?
  {
    if let known = request.known, known.name == request.alias, !known.revisionId.isEmpty,
      !Self.succeeds(request),
      known.description != nil || request.run == nil
    {
      let state = AliasState(known)
      let isOurs = state.second.map { $0.version == request.version } ?? true
      if isOurs, state.primary != request.version { return known }
    }
    do throws(ServiceError) {
      return try writer.touch()
    } catch {
      if error.isNotFound, request.create { return nil }
      throw writer.refusal(error)
    }
  }

  /// Whether the share that the record tells of is another run's, which this one goes on with.
  private static func succeeds(_ request: Request) -> Bool {
    guard let run = request.run, let owner = request.known.flatMap({ AliasNote($0)?.run }) else {
      return false
    }
    return owner.name != run
  }

  /// Answers for a version that is the alias's primary one already.
  private func live(_ request: Request, _ seen: AliasConfiguration) throws(ReleaseFailure)
    -> Shifted
  {
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

  /// Makes the alias on the version at once: there is none yet that could keep a share.
  private func create(_ request: Request, _ writer: AliasWriter) throws(ReleaseFailure)
    -> Shifted
  {
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

  /// The state that gives a version a share, all other traffic staying where it is.
  private static func wanted(
    from now: AliasState, _ version: FunctionVersion, _ weight: Weight
  ) -> AliasState {
    if weight == .all { return AliasState(primary: version) }
    if weight == .none { return AliasState(primary: now.primary) }
    return AliasState(
      primary: now.primary, second: AliasState.Share(version: version, weight: weight))
  }

  /// The failure of a shift on an alias that can have no weights.
  private func onLatest(_ alias: String) -> ReleaseFailure {
    .missing(
      "alias \(alias) points at $LATEST, which cannot have weights: "
        + "publish --alias \(alias) moves it to a version first")
  }

  private func saySettling(_ alias: AliasConfiguration) {
    world.say(
      "\(alias.name) is settling at \(AliasState(alias).words): AWS moves the rest by itself when "
        + "provisioned concurrency is ready")
  }
}
