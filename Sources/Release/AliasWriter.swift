package import AWS

/// Writes one alias so that a lost answer, a late request or somebody else cannot make it wrong.
///
/// Every write carries the RevisionId of the alias as it was last seen. When an answer is lost, the
/// identical request is sent once more: it carries the same token, so it cannot take effect twice.
/// What is still unclear then is settled by a touch, an UpdateAlias without any field: it reads the
/// alias and at the same time makes every older token useless, so that a request of ours which is
/// still on its way can do nothing any more.
package struct AliasWriter {
  /// The calls.
  package var client: any ReleaseClient
  /// Waits so many seconds.
  package var pause: (Double) -> Void
  /// The function's name or ARN.
  package var function: String
  /// The alias's name.
  package var alias: String

  /// How often a touch is sent before its failure counts.
  static let touches = 4
  /// How often a write is started anew because of a touch by somebody else.
  static let rounds = 4

  /// Makes a writer.
  package init(
    client: any ReleaseClient, pause: @escaping (Double) -> Void, function: String, alias: String
  ) {
    self.client = client
    self.pause = pause
    self.function = function
    self.alias = alias
  }

  /// Reads the alias, and puts every older RevisionId out of use.
  ///
  /// A lost answer is asked for again: a touch changes nothing that could happen twice.
  package func touch() throws(ServiceError) -> AliasConfiguration {
    var wait = 0.1
    for _ in 1..<Self.touches {
      do throws(ServiceError) {
        return try client.updateAlias(function, alias, AliasUpdate())
      } catch {
        guard error.mayHaveTakenEffect else { throw error }
        pause(wait)
        wait *= 2
      }
    }
    return try client.updateAlias(function, alias, AliasUpdate())
  }

  /// Touches the alias, and says what is missing when there is none.
  func read() throws(ReleaseFailure) -> AliasConfiguration {
    do throws(ServiceError) {
      return try touch()
    } catch {
      guard error.isNotFound else { throw .service(error) }
      throw .missing("alias \(alias) of function \(function) does not exist")
    }
  }

  /// Sets the state of an alias, provided that nobody else has changed it since `seen`.
  ///
  /// `exposed` tells whether something of this release is out at `seen`. Then a touch by somebody
  /// else is put up with, for the alias must not stay where it is; without it any change of the
  /// alias, even one back to the same state, is a reason to leave it alone: it may have been a
  /// rollback. Throws `conflict` when somebody else has changed the alias, so that nothing this
  /// release is to answer for is out; `timedOut` or the error of the call when the alias stays as it
  /// was.
  package func set(_ wanted: AliasState, seen: AliasConfiguration, exposed: Bool)
    throws(ReleaseFailure) -> AliasConfiguration
  {
    let expected = AliasState(seen)
    let keepsPrimary = wanted.primary == expected.primary
    var token = seen.revisionID
    // Not a conflict: what is out of this release is still out, and whoever asked must know.
    var failure = ReleaseFailure.timedOut(
      "alias \(alias) is being touched all the time by someone else: it stays at \(expected.words)")
    for round in 1...Self.rounds {
      let update = AliasUpdate(
        functionVersion: keepsPrimary ? nil : wanted.primary,
        additionalVersionWeights: wanted.weights, revisionID: token)
      let outcome = try send(update)
      if case .answered(let now) = outcome {
        guard matches(AliasState(now), wanted, from: expected) else { throw changed(now, wanted) }
        return now
      }
      if case .superseded = outcome, !exposed { throw changed(nil, wanted) }
      let now = try read()
      if matches(AliasState(now), wanted, from: expected) { return now }
      guard AliasState(now) == expected else { throw changed(now, wanted) }
      if case .lost(let error, superseded: let superseded) = outcome {
        if !exposed { throw superseded ? changed(now, wanted) : .service(error) }
        failure = .service(error)
      }
      token = now.revisionID
      pause(0.1 * Double(round))
    }
    throw failure
  }

  /// What became of a guarded write.
  private enum Outcome {
    /// It took effect, and this is the alias now.
    case answered(AliasConfiguration)
    /// It did not take effect: the alias has another RevisionId.
    case superseded
    /// An answer was lost; `superseded` when the second try found another RevisionId.
    case lost(ServiceError, superseded: Bool)
  }

  /// Sends a guarded write, and the identical one once more when the answer is lost.
  private func send(_ update: AliasUpdate) throws(ReleaseFailure) -> Outcome {
    let lost: ServiceError
    do throws(ServiceError) {
      return .answered(try client.updateAlias(function, alias, update))
    } catch {
      if error.isPreconditionFailed { return .superseded }
      guard error.mayHaveTakenEffect else { throw refusal(error) }
      lost = error
    }
    pause(0.1)
    do throws(ServiceError) {
      return .answered(try client.updateAlias(function, alias, update))
    } catch {
      return .lost(lost, superseded: error.isPreconditionFailed)
    }
  }

  /// Whether an alias is where it was wanted.
  ///
  /// A promotion has happened whatever weight there is on top: AWS's own while it is settling, or
  /// that of a rollout which began before the promotion was confirmed.
  private func matches(_ now: AliasState, _ wanted: AliasState, from old: AliasState) -> Bool {
    if now == wanted { return true }
    return wanted.second == nil && wanted.primary != old.primary && now.primary == wanted.primary
  }

  private func changed(_ now: AliasConfiguration?, _ wanted: AliasState) -> ReleaseFailure {
    let found = now.map { ": it is at \(AliasState($0).words)" } ?? ""
    return .conflict(
      "alias \(alias) was changed by someone else\(found); left alone, not set to \(wanted.words)")
  }

  /// AWS's refusal of a write, in the terms of a release where they say more.
  func refusal(_ error: ServiceError) -> ReleaseFailure {
    guard error.isNotFound else { return .service(error) }
    return .missing(
      "alias \(alias) of function \(function), or the version it is to get, does not exist"
        + (error.fault.map { ": \($0.message)" } ?? ""))
  }
}
