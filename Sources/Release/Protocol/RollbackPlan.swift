import AWS

/// What an alias needs so that a release is taken back.
struct RollbackPlan {
  var client: any ReleaseClient
  var request: Rollback.Request

  /// One change of the alias.
  struct Move {
    /// The version that loses its traffic.
    var from: FunctionVersion
    /// The version that gets all of it; nil keeps the primary version and clears the weight.
    var destination: FunctionVersion?
    /// What the note says of it; nil leaves the note as it is.
    var act: AliasNote.Act?
  }

  /// The change that an alias needs as it was seen; nil when there is nothing to undo.
  func move(_ seen: AliasConfiguration) throws(ReleaseFailure) -> Move? {
    let now = AliasState(seen)
    let note = AliasNote(seen)
    let share = now.second.flatMap { isSettling($0.version, note) ? nil : $0.version }
    switch request.destination {
    case .version(let target): return try explicit(target, now, share)
    case .previous:
      switch PreviousVersion(of: seen, share: share) {
      case .removal(let version): return Self.removal(of: version)
      case .rolledBack: return nil
      case .version(let before): return Self.rollback(from: now.primary, to: before)
      case .unknown: throw try withoutNote(now)
      case .unseen:
        // Only a dry run may see an alias without its Description.
        throw .service(
          .dryRun(
            "would send alias \(request.alias) to the version that its Description names, "
              + "which lambda:GetAlias shows"))
      }
    case .lastGood: return try lastGood(now, share, note)
    }
  }

  /// Whether a weight is AWS's own: never the share of this release, which may have no note.
  private func isSettling(_ version: FunctionVersion, _ note: AliasNote?) -> Bool {
    guard request.mine != version || request.isPromoted else { return false }
    return note?.isSettling(version) == true
  }

  private func explicit(_ target: FunctionVersion, _ now: AliasState, _ share: FunctionVersion?)
    throws(ReleaseFailure) -> Move?
  {
    if share == target, !now.isSettling {
      throw .usage(
        "version \(target) is the one being rolled out (\(now.words)): "
          + "shift-weight --weight 100% promotes it")
    }
    if now.primary != target { return Self.rollback(from: now.primary, to: target) }
    guard let second = now.second else { return nil }
    return Move(from: second.version, act: share.map { .removal(of: $0) })
  }

  private func lastGood(_ now: AliasState, _ share: FunctionVersion?, _ note: AliasNote?)
    throws(ReleaseFailure) -> Move?
  {
    if let mine = request.mine, now.primary == mine { return try demotion(now, share, note) }
    guard let share else { return nil }
    if let mine = request.mine, share != mine {
      guard try holdsSameCode(share) else { return nil }
    }
    if let owner = note?.run, !request.runs.isEmpty, !request.runs.contains(owner.name) {
      throw .conflict(
        "the share of version \(share) on alias \(request.alias) belongs to run \(owner.name) "
          + "since \(owner.since): left alone",
        hints: ["rollback -n --function \(request.function) --alias \(request.alias) removes it"])
    }
    return Self.removal(of: share)
  }

  /// What takes a promotion of `mine` back.
  private func demotion(_ now: AliasState, _ share: FunctionVersion?, _ note: AliasNote?)
    throws(ReleaseFailure) -> Move?
  {
    if request.leavesPromoted { return nil }
    let previous = request.isPromoted ? note?.before ?? request.promotedFrom : nil
    if let share, share != previous {
      throw .conflict(
        "alias \(request.alias) carries another rollout over version \(now.primary): \(now.words)")
    }
    guard let previous, previous != now.primary else {
      guard !request.isPromoted else {
        throw .missing(
          "version \(now.primary) has all the traffic of \(request.alias), and neither the record "
            + "nor the alias's Description tells which version was live before",
          hints: ["pass --to-version NUMBER"])
      }
      throw .conflict(
        "version \(now.primary) has been promoted: it has all the traffic of \(request.alias); "
          + "rollback --to-version takes it back")
    }
    return Self.rollback(from: now.primary, to: previous)
  }

  private static func removal(of version: FunctionVersion) -> Move {
    Move(from: version, act: .removal(of: version))
  }

  private static func rollback(from live: FunctionVersion, to version: FunctionVersion) -> Move {
    Move(from: live, destination: version, act: .rollback(to: version))
  }

  /// Whether another version's code is that of `mine`: then its weight is this release's own.
  private func holdsSameCode(_ version: FunctionVersion) throws(ReleaseFailure) -> Bool {
    guard let ours = request.codeSha256 else { return false }
    return try client.configuration(of: version, request.function).codeSha256 == ours
  }

  /// How many version numbers below the live one are tried as candidates.
  private static let candidates = 5

  /// The failure of `previous` on an alias without a note, with the versions that exist.
  private func withoutNote(_ now: AliasState) throws(ReleaseFailure) -> ReleaseFailure {
    guard case .published(let live) = now.primary else {
      return .missing(
        "alias \(request.alias) points at $LATEST: no version was live before",
        hints: ["pass --to-version NUMBER"])
    }
    var found: [String] = []
    for number in stride(from: live - 1, to: max(0, live - 1 - Self.candidates), by: -1) {
      do throws(ServiceError) {
        let version = try client.getFunctionConfiguration(request.function, qualifier: "\(number)")
        found.append("\(version.version)")
      } catch {
        guard error.isNotFound else { throw .service(error) }
      }
    }
    let versions =
      found.isEmpty ? "" : "; before version \(live) there are " + found.joined(separator: ", ")
    return .missing(
      "the Description of alias \(request.alias) does not tell which version was live before "
        + "version \(live)",
      hints: ["pass --to-version NUMBER\(versions)"])
  }
}
