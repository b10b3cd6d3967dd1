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
    /// The version that serves beside the share, or served before the promotion.
    case lastGood
    /// This version, whatever the alias is at.
    case version(FunctionVersion)
    /// The version that had all traffic before the one that has it now, as the alias's note tells;
    /// while a share is in flight, or after a rollback, the version that the alias points at.
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
    /// The runs whose share it may be; a share that the note gives to another run is left alone.
    ///
    /// Empty when no name is known: then the share is anybody's.
    package var runs: Set<String>
    /// Where the traffic is to go.
    package var destination: Destination
    /// Whether `mine` was promoted by this release, or may have been.
    package var isPromoted: Bool
    /// The version to go back to when `mine` was promoted and the alias's note does not tell it.
    package var promotedFrom: FunctionVersion?
    /// Take nothing back from `mine` when it has all the traffic, whoever promoted it.
    package var leavesPromoted: Bool
    /// Write the note into the alias's Description; false leaves the Description as it is.
    package var writesNote: Bool
    /// Seconds to keep trying in all while AWS cannot be reached; 0 for some quick tries.
    package var patience: Double

    package init(
      function: String, alias: String, mine: FunctionVersion? = nil, codeSha256: String? = nil,
      runs: Set<String> = [], destination: Destination = .lastGood,
      isPromoted: Bool = false, promotedFrom: FunctionVersion? = nil, leavesPromoted: Bool = false,
      writesNote: Bool = true,
      patience: Double = 0
    ) {
      self.function = function
      self.alias = alias
      self.mine = mine
      self.codeSha256 = codeSha256
      self.runs = runs
      self.destination = destination
      self.isPromoted = isPromoted
      self.promotedFrom = promotedFrom
      self.leavesPromoted = leavesPromoted
      self.writesNote = writesNote
      self.patience = patience
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
  /// `conflict` when `mine` has been promoted by someone else or the share belongs to another run;
  /// `missing` when the alias, the version or a note of the previous version does not exist;
  /// `usage` when the destination is the version being rolled out; `service` when AWS refuses, or
  /// no write can have happened.
  package func rollback(_ request: Request) throws(ReleaseFailure) -> RolledBack {
    let writer = AliasWriter(
      client: client, world: world, function: request.function, alias: request.alias)
    let plan = RollbackPlan(client: client, request: request)
    var attempt: (move: RollbackPlan.Move, wanted: AliasState, seen: AliasConfiguration)?
    let alias = try writer.write(
      patience: request.patience, exactly: true, giveUp: { Self.failure(request, $0) },
      { (seen, _) throws(ReleaseFailure) in
        let now = AliasState(seen)
        // The write whose response was lost has happened: a new decision could go one further.
        if attempt?.wanted == now { return nil }
        guard let move = try plan.move(seen) else {
          if let from = attempt?.move.from, from == now.primary {
            throw .conflict(
              "version \(from) was promoted meanwhile: it has all the traffic of \(request.alias)",
              hints: ["rollback --to-version previous takes it back"])
          }
          attempt = nil
          return nil
        }
        let update = AliasUpdate(
          functionVersion: move.destination, additionalVersionWeights: [:],
          description: request.writesNote ? writer.description(seen, move.act) : nil)
        attempt = (move, now.applying(update), seen)
        return update
      })
    if let attempt, request.writesNote { writer.sayNote(attempt.seen, alias, attempt.move.act) }
    return RolledBack(alias: alias, from: attempt?.move.from)
  }

  private static func failure(_ request: Request, _ trace: AliasWriter.Trace) -> ReleaseFailure {
    if let last = trace.last, !trace.isUnclear, !trace.isContested { return .service(last) }
    return .unconfirmedRollback(
      "the rollback of alias \(request.alias) of function \(request.function) is not confirmed"
        + trace.cause,
      hints: ["look at the alias, and roll back again: a repeated rollback goes no further"])
  }
}
