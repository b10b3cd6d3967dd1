package import AWS

/// Writes one alias so that a lost answer, a late request or another writer cannot make it wrong.
///
/// Every write carries the RevisionId of the alias as it was last seen. When an answer is lost, the
/// identical request is sent once more: it carries the same token, so it cannot take effect twice.
/// If the result is still unknown, a touch (an UpdateAlias without any field) reads the alias and
/// at the same time invalidates every older token, so that no delayed request of ours can take
/// effect any more. Then the caller decides again from what the touch showed.
package struct AliasWriter {
  /// The calls.
  package var client: any ReleaseClient
  /// The clock, sleep and messages.
  package var world: World
  /// The function's name or ARN.
  package var function: String
  /// The alias's name.
  package var alias: String

  /// Called with the state to come before each write that changes traffic.
  ///
  /// A repeat with a newer token is announced anew. If it throws, nothing is sent.
  package var announce: (AliasState) throws(ReleaseFailure) -> Void

  /// How often a write is decided and sent before the writer gives up.
  static let rounds = 5
  /// The longest pause between two rounds in seconds, before it is randomised by half.
  static let longestPause = 10.0

  package init(
    client: any ReleaseClient, world: World, function: String, alias: String,
    announce: @escaping (AliasState) throws(ReleaseFailure) -> Void = { _ in }
  ) {
    self.client = client
    self.world = world
    self.function = function
    self.alias = alias
    self.announce = announce
  }

  /// What is known of the write before, when the next one is decided.
  enum Previous {
    /// There was none.
    case none
    /// It had no effect: the alias had another RevisionId.
    case superseded
    /// Its answer was lost; `superseded` when the second try met another RevisionId.
    case lost(ServiceError, superseded: Bool)
    /// It was answered, and the answer does not show what was asked for.
    case contradicted
  }

  /// Reads the alias and invalidates every older RevisionId; a lost answer is asked for again.
  package func touch() throws(ServiceError) -> AliasConfiguration {
    var pause = 0.1
    for _ in 1..<Self.rounds {
      do throws(ServiceError) {
        return try client.updateAlias(function, alias, AliasUpdate())
      } catch {
        guard error.mayHaveTakenEffect else { throw error }
        world.waiting("alias \(alias)", "no answer yet")
        world.sleep(pause)
        pause *= 2
      }
    }
    return try client.updateAlias(function, alias, AliasUpdate())
  }

  /// Reads the alias, and invalidates every older RevisionId, provided that it still has the given
  /// one; nil when it has another one, or that is not certain.
  func touch(ifStill revisionId: String) throws(ServiceError) -> AliasConfiguration? {
    for _ in 0..<2 {
      do throws(ServiceError) {
        return try client.updateAlias(function, alias, AliasUpdate(revisionId: revisionId))
      } catch {
        if error.isPreconditionFailed { return nil }
        // The identical request again: it cannot take effect twice.
        guard error.mayHaveTakenEffect else { throw error }
      }
    }
    return nil
  }

  /// Touches the alias; a missing alias is `missing` by name.
  func read() throws(ReleaseFailure) -> AliasConfiguration {
    do throws(ServiceError) {
      return try touch()
    } catch {
      throw refusal(error)
    }
  }

  /// Decides on an update, sends it, and returns the alias when the update is confirmed.
  ///
  /// `decide` gets the alias as it was last seen and what became of the write before; it returns
  /// the update that is needed, without a token, or nil when the alias is as wanted. With `known`
  /// the first decision needs no touch. `superseded` is thrown when the first write meets another
  /// RevisionId; nil decides again. After the usual rounds transient errors are repeated for
  /// `patience` seconds in all. With `exactly` an answer with another weight confirms nothing. Throws
  /// what `decide` throws; `giveUp` when no round was confirmed, or AWS refuses while an earlier
  /// request may have taken effect; else the refusal.
  func write(
    from known: AliasConfiguration? = nil, superseded: ReleaseFailure? = nil,
    patience: Double = 0, exactly: Bool = false, giveUp: (Trace) -> ReleaseFailure,
    _ decide: (AliasConfiguration, Previous) throws(ReleaseFailure) -> AliasUpdate?
  ) throws(ReleaseFailure) -> AliasConfiguration {
    var trace = Trace()
    do throws(ReleaseFailure) {
      return try write(
        from: known, superseded, Wait(world, alias: alias, patience: patience), exactly, &trace,
        giveUp, decide)
    } catch {
      throw trace.isPending ? error.after(.alias(alias)) : error
    }
  }

  private func write(
    from known: AliasConfiguration?, _ superseded: ReleaseFailure?, _ wait: Wait, _ exactly: Bool,
    _ trace: inout Trace, _ giveUp: (Trace) -> ReleaseFailure,
    _ decide: (AliasConfiguration, Previous) throws(ReleaseFailure) -> AliasUpdate?
  ) throws(ReleaseFailure) -> AliasConfiguration {
    var wait = wait
    var seen = known
    var previous = Previous.none
    while wait.allows(after: trace) {
      if seen == nil { seen = try look(&trace, giveUp) }
      guard let now = seen else { continue }
      guard var update = try decide(now, previous) else { return now }
      update.revisionId = now.revisionId
      try announce(AliasState(now).applying(update))
      switch try send(update, AliasState(now).applying(update), &trace, giveUp) {
      case .answered(let alias)
      where shows(alias, update, from: AliasState(now), exactly: exactly):
        return alias
      case .answered:
        trace.noteContradiction()
        (seen, previous) = (nil, .contradicted)
      case .failed(let what): (seen, previous) = (nil, what)
      }
      if case .superseded = previous, let superseded { throw superseded }
    }
    throw giveUp(trace)
  }

  /// Touches the alias once; nil when that may succeed later.
  private func look(_ trace: inout Trace, _ giveUp: (Trace) -> ReleaseFailure)
    throws(ReleaseFailure) -> AliasConfiguration?
  {
    do throws(ServiceError) {
      let seen = try client.updateAlias(function, alias, AliasUpdate())
      if isThisAlias(seen) {
        trace.isPending = false
        return seen
      }
      trace.noteContradiction()
    } catch {
      try note(error, &trace, giveUp)
    }
    return nil
  }

  /// What became of a guarded write.
  private enum Outcome {
    case answered(AliasConfiguration)
    case failed(Previous)
  }

  /// Sends a guarded write, and the identical one once more when the answer is lost.
  ///
  /// The repeat is announced again: the guard may have ended meanwhile.
  private func send(
    _ update: AliasUpdate, _ state: AliasState, _ trace: inout Trace,
    _ giveUp: (Trace) -> ReleaseFailure
  ) throws(ReleaseFailure) -> Outcome {
    let first: ServiceError
    do throws(ServiceError) {
      return .answered(try client.updateAlias(function, alias, update))
    } catch {
      let version = update.functionVersion ?? update.additionalVersionWeights?.keys.first
      try note(error, &trace, giveUp, version: version)
      if error.isPreconditionFailed { return .failed(.superseded) }
      guard error.mayHaveTakenEffect else { return .failed(.lost(error, superseded: false)) }
      trace.isPending = true
      first = error
    }
    world.sleep(0.1)
    try announce(state)
    do throws(ServiceError) {
      return .answered(try client.updateAlias(function, alias, update))
    } catch {
      trace.note(error)
      return .failed(.lost(first, superseded: error.isPreconditionFailed))
    }
  }

  /// Notes a transient error or a stale token; throws for any other.
  private func note(
    _ error: ServiceError, _ trace: inout Trace, _ giveUp: (Trace) -> ReleaseFailure,
    version: FunctionVersion? = nil
  ) throws(ReleaseFailure) {
    guard error.isTransient || error.mayHaveTakenEffect || error.isPreconditionFailed else {
      throw trace.isUnclear ? giveUp(trace) : refusal(error, version: version)
    }
    trace.note(error)
  }

  /// Whether an answer shows what its update asked for.
  ///
  /// A promotion has happened whatever weight is on top: AWS's own while the alias is settling, or
  /// that of a rollout which began before the promotion was confirmed.
  /// With `exactly` only AWS's own weight may be there: all of it on the version that was live.
  func shows(
    _ answer: AliasConfiguration, _ update: AliasUpdate, from old: AliasState, exactly: Bool = false
  ) -> Bool {
    guard isThisAlias(answer) else { return false }
    if AliasState(answer) == old.applying(update) { return true }
    guard answer.functionVersion == update.functionVersion else { return false }
    return !exactly
      || AliasState(answer).second == AliasState.Share(version: old.primary, weight: .all)
  }

  /// Whether an answer is about this alias of this function.
  private func isThisAlias(_ answer: AliasConfiguration) -> Bool {
    guard answer.name == alias else { return false }
    guard let arn = answer.aliasArn else { return true }
    guard let named = try? FunctionIdentifier(arn), let ours = try? FunctionIdentifier(function)
    else { return false }
    return named.qualifier == alias && named.agrees(with: ours)
  }
}
