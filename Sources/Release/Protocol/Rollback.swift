package import AWS

/// Sends all traffic of an alias back to the last good version.
///
/// Before a promotion the alias's primary version still is the last good one, so the rollback only
/// clears the weight and names no version: it cannot undo what somebody else has promoted in the
/// meantime. It starts with a touch, which stops every other run and every delayed request. It is
/// idempotent.
package struct Rollback {
  /// The calls.
  package var client: any ReleaseClient
  /// The clock, sleep and messages.
  package var world: World

  package init(client: any ReleaseClient, world: World) {
    self.client = client
    self.world = world
  }

  /// Where the traffic is to go.
  package enum Destination: Sendable, Equatable {
    /// The version that serves under the share that is out, or served before the promotion.
    case lastGood
    /// This version, whatever the alias is at.
    case version(FunctionVersion)
    /// The version that the Description of the live one names as `previous=`.
    case previous
  }

  /// What is to be taken back.
  package struct Request {
    /// The function's name or ARN.
    package var function: String
    /// The alias's name.
    package var alias: String
    /// The version whose rollout is to be taken back; nil takes back whatever weight there is.
    package var mine: FunctionVersion?
    /// The code of `mine`: a weight on another version of the same code is taken back too.
    package var codeSha256: String?
    /// Where the traffic is to go.
    package var destination: Destination
    /// The version to go back to when `mine` has been promoted *by this release*; nil when it has
    /// not, or that is not known.
    package var promotedFrom: FunctionVersion?
    /// Take nothing back from `mine` when it has all the traffic, whoever promoted it.
    package var leavesPromoted: Bool

    package init(
      function: String, alias: String, mine: FunctionVersion? = nil, codeSha256: String? = nil,
      destination: Destination = .lastGood, promotedFrom: FunctionVersion? = nil,
      leavesPromoted: Bool = false
    ) {
      self.function = function
      self.alias = alias
      self.mine = mine
      self.codeSha256 = codeSha256
      self.destination = destination
      self.promotedFrom = promotedFrom
      self.leavesPromoted = leavesPromoted
    }
  }

  /// The result of a rollback.
  package struct RolledBack: Sendable, Equatable {
    /// The alias now.
    package var alias: AliasConfiguration
    /// The version that lost its traffic; nil when there was nothing to undo.
    package var from: FunctionVersion?
    /// The version that has the traffic now.
    package var to: FunctionVersion { alias.functionVersion }
    /// Whether the alias was changed.
    package var changed: Bool { from != nil }
  }

  /// Rolls back, and returns when that is confirmed.
  ///
  /// Throws `unconfirmedRollback` when responses are lost or the alias changes all the time;
  /// `conflict` when `mine` has been promoted by someone else or carries another rollout; `missing`
  /// when the alias, the version or the note of a previous version does not exist; `usage` when the
  /// destination is the version being rolled out; `service` when AWS refuses, or was never reached.
  package func rollback(_ request: Request) throws(ReleaseFailure) -> RolledBack {
    var destination = request.destination
    var undone: FunctionVersion?
    let writer = AliasWriter(
      client: client, world: world, function: request.function, alias: request.alias)
    let alias = try writer.write(giveUp: { Self.failure(request, $0) }) {
      (seen, _) throws(ReleaseFailure) in
      if case .previous = destination { destination = .version(try previous(request, seen)) }
      let now = AliasState(seen)
      guard let update = try update(request, destination, now) else { return nil }
      undone = update.functionVersion == nil ? now.second?.version : now.primary
      return update
    }
    return RolledBack(alias: alias, from: undone)
  }

  /// What an alias at `now` needs: nil when there is nothing to undo, else an update without token.
  private func update(_ request: Request, _ destination: Destination, _ now: AliasState)
    throws(ReleaseFailure) -> AliasUpdate?
  {
    let clear = AliasUpdate(additionalVersionWeights: [:])
    if case .version(let target) = destination {
      if now.second?.version == target, !now.isSettling {
        throw .usage(
          "version \(target) is the one being rolled out (\(now.words)): "
            + "shift-weight --weight 100% promotes it")
      }
      if now == AliasState(primary: target) { return nil }
      return now.primary == target ? clear : Self.promote(target)
    }
    guard let mine = request.mine else { return now.second == nil ? nil : clear }
    guard now.primary != mine else { return try demotion(request, now) }
    guard let second = now.second else { return nil }
    if second.version == mine { return clear }
    return try holdsSameCode(second.version, request) ? clear : nil
  }

  /// What takes a promotion of `mine` back.
  private func demotion(_ request: Request, _ now: AliasState) throws(ReleaseFailure)
    -> AliasUpdate?
  {
    if request.leavesPromoted { return nil }
    let previous = request.promotedFrom
    if let second = now.second, second.version != previous {
      throw .conflict(
        "alias \(request.alias) carries another rollout over version \(now.primary): \(now.words)")
    }
    guard let previous else {
      throw .conflict(
        "version \(now.primary) has been promoted: it has all the traffic of \(request.alias); "
          + "rollback --to-version takes it back")
    }
    return Self.promote(previous)
  }

  private static func promote(_ version: FunctionVersion) -> AliasUpdate {
    AliasUpdate(functionVersion: version, additionalVersionWeights: [:])
  }

  /// Whether another version's code is that of `mine`: then its weight is this release's own.
  private func holdsSameCode(_ version: FunctionVersion, _ request: Request)
    throws(ReleaseFailure) -> Bool
  {
    guard let ours = request.codeSha256 else { return false }
    return try client.configuration(of: version, request.function).codeSha256 == ours
  }

  /// The version that the live one names as the one before it.
  private func previous(_ request: Request, _ seen: AliasConfiguration) throws(ReleaseFailure)
    -> FunctionVersion
  {
    let live = try client.configuration(of: seen.functionVersion, request.function)
    guard let previous = PreviousVersionNote.version(in: live.description) else {
      throw .missing(
        "the Description of version \(live.version) names no previous=: give --to-version a number")
    }
    return previous
  }

  private static func failure(_ request: Request, _ trace: AliasWriter.Trace) -> ReleaseFailure {
    if let last = trace.last, !trace.isReached { return .service(last) }
    return .unconfirmedRollback(
      "the rollback of alias \(request.alias) of function \(request.function) is not confirmed: "
        + "look at the alias, and roll back again")
  }
}
