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
  /// What a refusal tells a person to type; nil for nothing.
  package var advice: Advice?

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
    /// The alias as it was before a shift whose answer is not known; nil when all were answered.
    ///
    /// If it has a share of `version` and the alias has none, somebody else removed the share.
    package var unanswered: AliasConfiguration?
    /// The verdict since the last shift, and the version it is about.
    package var health: (verdict: Verdict, version: FunctionVersion)?
    /// The share that a `paced` verdict allows; nil with another one.
    package var paced: Weight?
    /// The first share of the paced run that the record is of; nil when it is of none.
    ///
    /// Whoever goes on with such a run needs the alias as the record knows it, RevisionId included:
    /// else it starts again with this share.
    package var paceFirst: Weight?
    /// Whether `known` comes from a touch of this shift, so that it needs no other.
    var hasTouched = false
    /// Shift whatever the verdict says.
    package var force: Bool
    /// Make the alias when there is none and the version is to have all traffic.
    package var create: Bool
    /// Whether the alias served `version` already when it was published: then it was not checked
    /// again, and it must still be live, or somebody else has promoted another one since.
    package var wasLive: Bool
    /// Whether the alias was missing when `version` was published: if it serves another version now,
    /// somebody else has made it, and that version must not lose all its traffic unchecked.
    package var wasMissing: Bool
    /// The name of this run, for the note on the alias; nil leaves the Description as it is.
    package var run: String?
    /// Versions that earlier shifts of this release gave a share to.
    package var shiftedBefore: Set<FunctionVersion>
    /// The version that the alias served when `version` was published, and the names of the settings
    /// in which the two differ; nil when it is not known.
    package var unlike: (version: FunctionVersion, settings: [String])?

    package init(
      function: String, alias: String, version: FunctionVersion, codeSha256: String?,
      weight: Weight,
      known: AliasConfiguration? = nil, unanswered: AliasConfiguration? = nil,
      health: (verdict: Verdict, version: FunctionVersion)? = nil,
      force: Bool = false, create: Bool = false, wasLive: Bool = false,
      wasMissing: Bool = false,
      run: String? = nil, shiftedBefore: Set<FunctionVersion> = [], paced: Weight? = nil,
      paceFirst: Weight? = nil
    ) {
      self.paced = paced
      self.paceFirst = paceFirst
      self.function = function
      self.alias = alias
      self.version = version
      self.codeSha256 = codeSha256
      self.weight = weight
      self.known = known
      self.unanswered = unanswered
      self.health = health
      self.force = force
      self.create = create
      self.wasLive = wasLive
      self.wasMissing = wasMissing
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
    /// Whether a paced run must start again: it is not known that nobody changed the alias.
    package var restartsPace = false
  }

  /// Shifts the traffic, and returns when that is confirmed.
  ///
  /// Throws `conflict` when the alias carries somebody else's rollout or was changed since the last
  /// shift; `missing` when there is no such alias or it points at `$LATEST`, where it can have no
  /// weights; what `ShiftPermission` throws; `service` when a call fails.
  package func shift(_ request: Request) throws(ReleaseFailure) -> Shifted {
    let writer = AliasWriter(
      client: client, world: world, function: request.function, alias: request.alias,
      announce: announce)
    var request = request
    let restarts = try goOn(&request, writer)
    guard let seen = try look(request, writer) else { return try create(request, writer) }
    let now = AliasState(seen)
    if now.primary == .latest { throw onLatest(request.alias) }
    if now.primary == request.version { return try live(request, seen) }
    let version = try recipient(request, seen)
    try checkUnanswered(request, now, version)
    try permit(request, to: version, from: now)
    let wanted = Self.wanted(from: now, version, request.weight)
    try Self.checkShared(request, from: now, to: wanted)
    var shifted = Shifted(
      alias: seen, version: version, previousVersion: now.primary, before: now,
      changed: wanted != now)
    shifted.restartsPace = restarts
    let isOwn = request.run == nil || AliasNote(seen)?.run?.name == request.run
    // A paced share that stays needs no write.
    if wanted == now, request.paceFirst != nil, request.known != nil, isOwn {
      try checkUnchanged(request, now)
      return shifted
    }
    if wanted == now, request.known == nil, isOwn || now.second == nil { return shifted }
    try checkKnown(request, now, version)
    let memory = request.run.map {
      AliasWriter.Memory(act: Self.act(from: now, version, request.weight, run: $0), run: $0)
    }
    shifted.alias = try writer.set(wanted, seen: seen, exposed: now.second != nil, memory: memory)
    if let memory { writer.sayNote(seen, shifted.alias, memory.act) }
    sayRest(shifted.alias, from: now)
    return shifted
  }

  /// The version that gets the share: the one asked for, or one of the same code and configuration
  /// that has a share already.
  private func recipient(_ request: Request, _ seen: AliasConfiguration) throws(ReleaseFailure)
    -> FunctionVersion
  {
    let now = AliasState(seen)
    guard request.known != nil || !request.wasLive else {
      throw .conflict(
        "alias \(request.alias) was changed by someone else: version \(request.version) was live, "
          + "and now it is at \(now.words)")
    }
    guard !request.wasMissing || request.weight < .all else {
      throw .conflict(
        "alias \(request.alias) was made by someone else: it is at \(now.words)",
        hints: ["publish again, then begin with a share"])
    }
    guard let second = now.second, second.version != request.version,
      try adopts(second, request, seen)
    else { return request.version }
    return second.version
  }

  /// Throws `conflict` when the share that stood before an unanswered shift is gone: somebody else
  /// has taken it away.
  private func checkUnanswered(_ request: Request, _ now: AliasState, _ version: FunctionVersion)
    throws(ReleaseFailure)
  {
    guard let before = request.unanswered.map({ AliasState($0) }), request.weight > .none,
      before.second?.version == request.version, now.share(of: version) == .none
    else { return }
    throw .conflict(
      "alias \(request.alias) was changed by someone else: it was at \(before.words), and now it is "
        + "at \(now.words)",
      hints: ["rollback with this record, then start again"])
  }

  /// Throws `conflict` when the alias is not as the record knows it, unless another run goes on with
  /// the share.
  private func checkKnown(_ request: Request, _ now: AliasState, _ version: FunctionVersion)
    throws(ReleaseFailure)
  {
    guard let known = request.known, AliasState(known) != now else { return }
    if Self.succeeds(request), now.primary == known.functionVersion,
      now.share(of: version) > .none
    {
      return
    }
    throw .conflict(
      "alias \(request.alias) was changed by someone else: it is at \(now.words), "
        + "not at \(AliasState(known).words)",
      hints: [
        "a release that was taken back does not go on: run it again with the package and another "
          + "record"
      ])
  }

  /// The alias to start from: as the record knows it, or touched; nil when it is to be made.
  ///
  /// If the record does not show this release in progress, the alias is read: one extra call.
  private func look(_ request: Request, _ writer: AliasWriter) throws(ReleaseFailure)
    -> AliasConfiguration?
  {
    if let known = request.known, known.name == request.alias, !known.revisionId.isEmpty,
      !Self.succeeds(request) || request.hasTouched,
      known.description != nil || request.run == nil
    {
      let state = AliasState(known)
      let isOurs = state.second.map { $0.version == request.version } ?? true
      if isOurs, state.primary != request.version { return known }
    }
    do throws(ServiceError) {
      return try writer.touch()
    } catch {
      guard error.isNotFound else { throw writer.refusal(error) }
      if request.create, request.weight == .all { return nil }
      throw writer.refusal(error).hinting([Self.createHint])
    }
  }

  /// Whether the record shows another run's share, which this run goes on with.
  static func succeeds(_ request: Request) -> Bool {
    guard let run = request.run, let owner = request.known.flatMap({ AliasNote($0)?.run }) else {
      return false
    }
    return owner.name != run
  }
}
