package import AWS

/// Sends all traffic of an alias back to the last good version.
///
/// Before a promotion the alias's primary version still is the last good one, so the rollback only
/// clears the weight and names no version: it cannot undo what somebody else has promoted in the
/// meantime. It starts with a touch, which stops every run under way and every request still on its
/// way. It may be repeated at will.
package struct Rollback {
  /// The calls.
  package var client: any ReleaseClient
  /// Waits so many seconds.
  package var pause: (Double) -> Void
  /// Says one line to the user.
  package var say: (String) -> Void

  /// How often it starts from the top before a person must look at the alias.
  static let rounds = 5

  /// Makes a rollback.
  package init(
    client: any ReleaseClient, pause: @escaping (Double) -> Void, say: @escaping (String) -> Void
  ) {
    self.client = client
    self.pause = pause
    self.say = say
  }

  /// What is to be taken back.
  package struct Request {
    /// The function's name or ARN.
    package var function: String
    /// The alias's name.
    package var alias: String
    /// The version whose rollout is to be taken back; nil takes back whatever weight there is.
    package var mine: String?
    /// The code of `mine`: a weight on another version of the same code is taken back too.
    package var codeSha256: String?
    /// Go to this version whatever the alias is at: digits, or `previous` for the version that
    /// the Description of the live one names as `previous=`.
    package var toVersion: String?
    /// The version to go back to when `mine` has been promoted *by this release*; nil when it has
    /// not, or that is not known.
    package var promotedFrom: String?
    /// Take nothing back from `mine` when it has all the traffic, whoever promoted it.
    package var leavesPromoted: Bool

    /// Makes a request.
    package init(
      function: String, alias: String, mine: String? = nil, codeSha256: String? = nil,
      toVersion: String? = nil, promotedFrom: String? = nil, leavesPromoted: Bool = false
    ) {
      self.function = function
      self.alias = alias
      self.mine = mine
      self.codeSha256 = codeSha256
      self.toVersion = toVersion
      self.promotedFrom = promotedFrom
      self.leavesPromoted = leavesPromoted
    }
  }

  /// What a rollback came to.
  package struct RolledBack: Sendable, Equatable {
    /// The alias now.
    package var alias: AliasConfiguration
    /// The version that lost its traffic; nil when there was nothing to undo.
    package var from: String?
    /// The version that has the traffic now.
    package var to: String { alias.functionVersion }
    /// Whether the alias was changed.
    package var changed: Bool { from != nil }
  }

  /// Rolls back, and returns when that is confirmed.
  ///
  /// Throws `unconfirmedRollback` when answers stay away or the alias changes all the time;
  /// `conflict` when `mine` has been promoted by someone else or carries another rollout; `missing`
  /// when there is no such alias or version; `usage` when `toVersion` is the version being rolled
  /// out; `service` when AWS refuses, or was never reached.
  package func rollback(_ request: Request) throws(ReleaseFailure) -> RolledBack {
    var request = request
    var undone: String?
    var wait = 0.1
    var trouble = Trouble()
    for round in 1...Self.rounds {
      if round > 1 {
        pause(wait)
        wait *= 2
      }
      guard let seen = try call(request, AliasUpdate(), &trouble) else { continue }
      if request.toVersion == "previous" { request.toVersion = try previous(request, seen) }
      guard var update = try update(request, AliasState(seen)) else {
        if undone == nil { sayNothing(request, seen) }
        return RolledBack(alias: seen, from: undone)
      }
      let now = AliasState(seen)
      undone = update.functionVersion == nil ? now.second?.version : now.primary
      update.revisionID = seen.revisionID
      if let alias = try call(request, update, &trouble) {
        return RolledBack(alias: alias, from: undone)
      }
    }
    throw trouble.failure(request)
  }

  /// What an alias at `now` needs: nil when there is nothing to undo, else an update without token.
  private func update(_ request: Request, _ now: AliasState) throws(ReleaseFailure)
    -> AliasUpdate?
  {
    let clear = AliasUpdate(additionalVersionWeights: [:])
    if let target = request.toVersion {
      guard Int(target) != nil else {
        throw .usage("'\(target)' is no version to go back to: give its number, or previous")
      }
      if now.second?.version == target, !now.isSettling {
        throw .usage(
          "version \(target) is the one being rolled out (\(now.words)): "
            + "shift-weight --weight 100% promotes it")
      }
      if now == AliasState(primary: target) { return nil }
      return now.primary == target ? clear : Self.promote(target)
    }
    guard let mine = request.mine else { return now.second == nil ? nil : clear }
    guard now.primary != mine else {
      if request.leavesPromoted { return nil }
      let previous = request.promotedFrom
      if let second = now.second, second.version != previous {
        throw .conflict(
          "alias \(request.alias) carries another rollout over version \(mine): \(now.words)")
      }
      guard let previous else {
        throw .conflict(
          "version \(mine) has been promoted: it has all the traffic of \(request.alias); "
            + "rollback --to-version takes it back")
      }
      return Self.promote(previous)
    }
    guard let second = now.second else { return nil }
    if second.version == mine { return clear }
    return try holdsSameCode(second.version, request) ? clear : nil
  }

  private static func promote(_ version: String) -> AliasUpdate {
    AliasUpdate(functionVersion: version, additionalVersionWeights: [:])
  }

  /// Whether another version's code is that of `mine`: then its weight is this release's own.
  private func holdsSameCode(_ version: String, _ request: Request) throws(ReleaseFailure) -> Bool {
    guard let ours = request.codeSha256 else { return false }
    do throws(ServiceError) {
      return try client.getFunctionConfiguration(request.function, qualifier: version).codeSha256
        == ours
    } catch {
      throw .service(error)
    }
  }

  /// The version that the live one names as the one before it.
  private func previous(_ request: Request, _ seen: AliasConfiguration) throws(ReleaseFailure)
    -> String
  {
    let live: FunctionConfiguration
    do throws(ServiceError) {
      live = try client.getFunctionConfiguration(
        request.function, qualifier: seen.functionVersion)
    } catch {
      throw .service(error)
    }
    return try previous(in: live)
  }

  /// The version that a version's Description names as the one before it.
  func previous(in live: FunctionConfiguration) throws(ReleaseFailure) -> String {
    guard let previous = PreviousVersionNote.version(in: live.description) else {
      throw .missing(
        "the Description of version \(live.version) names no previous=: give --to-version a number")
    }
    return previous
  }

  private func sayNothing(_ request: Request, _ seen: AliasConfiguration) {
    say("nothing to undo: \(request.alias) is at \(AliasState(seen).words)")
  }

  /// Makes a call; nil when it is worth starting from the top, the reason kept in `trouble`.
  private func call(_ request: Request, _ update: AliasUpdate, _ trouble: inout Trouble)
    throws(ReleaseFailure) -> AliasConfiguration?
  {
    do throws(ServiceError) {
      return try client.updateAlias(request.function, request.alias, update)
    } catch {
      if error.isPreconditionFailed || error.isTransient {
        trouble.note(error)
        return nil
      }
      if trouble.isUnclear { throw trouble.failure(request) }
      guard error.isNotFound else { throw .service(error) }
      throw .missing(
        "alias \(request.alias) of function \(request.function)"
          + (update.functionVersion.map { " or version \($0)" } ?? "") + " does not exist")
    }
  }

  /// What went wrong on the way.
  private struct Trouble {
    private var last: ServiceError?
    /// Whether a request may have had its effect without a confirmation.
    private(set) var isUnclear = false
    private var isReached = false

    mutating func note(_ error: ServiceError) {
      last = error
      isUnclear = isUnclear || error.mayHaveTakenEffect
      isReached = isReached || error.mayHaveTakenEffect || error.fault != nil
    }

    func failure(_ request: Request) -> ReleaseFailure {
      if let last, !isReached { return .service(last) }
      return .unconfirmedRollback(
        "the rollback of alias \(request.alias) of function \(request.function) is not confirmed: "
          + "look at the alias, and roll back again")
    }
  }
}
