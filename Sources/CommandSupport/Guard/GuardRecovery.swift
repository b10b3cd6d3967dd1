import ArgumentParser
import AWS
import Release

/// The rollbacks of a guard: each one as rollback(1) does it, until it is confirmed or the time is
/// up.
struct GuardRecovery {
  /// The longest pause between two tries, in seconds.
  private static let pause = 5.0

  let parent: Guard
  let decision: RollbackDecision
  /// The journals of the guards above this one.
  let outer: Journal?
  let signals: GuardSignals
  /// When to give up, by `World.uptime`; each rollback gets at least one try.
  private(set) var deadline: Double

  init(
    parent: Guard, decision: RollbackDecision, outer: Journal?, signals: GuardSignals,
    deadline: Double
  ) {
    self.parent = parent
    self.decision = decision
    self.outer = outer
    self.signals = signals
    self.deadline = deadline
  }

  /// Does the rollbacks, newest first; the flow's record gets what was done for its own function.
  mutating func takeBack(_ record: FlowRecord) -> [RollbackDecision.Outcome] {
    var outcomes: [RollbackDecision.Outcome] = []
    for item in decision.takeBack {
      let outcome = takeBack(item)
      if case .rolledBack(let done) = outcome {
        tell(item, done)
        remember(item, done, record)
      }
      outcomes.append(outcome)
    }
    return outcomes
  }

  private mutating func takeBack(_ item: RollbackDecision.TakeBack) -> RollbackDecision.Outcome {
    var pause = 0.5
    var said = -60.0
    while true {
      let failure: ReleaseFailure
      do throws(ReleaseFailure) {
        return try attempt(item)
      } catch {
        failure = error
      }
      if case .conflict = failure { return RollbackDecision.Outcome(failure) }
      let now = parent.world.uptime()
      guard Self.mayPass(failure), now + pause < deadline else {
        return RollbackDecision.Outcome(failure)
      }
      if now - said >= 60 {
        said = now
        let minutes = Int(((deadline - now) / 60).rounded(.up))
        parent.world.say(
          "\(item.request.alias): not rolled back yet: \(Diagnostics(failure).message): trying for "
            + "\(minutes) more \(minutes == 1 ? "minute" : "minutes")")
      }
      rest(pause)
      pause = min(2 * pause, Self.pause)
    }
  }

  /// Pauses.
  ///
  /// Who sends a signal now wants an end: from then on there are as many seconds as after a signal
  /// to COMMAND.
  private mutating func rest(_ seconds: Double) {
    let end = parent.world.uptime() + seconds
    while parent.world.uptime() < end {
      guard case .ending = signals.next(within: end - parent.world.uptime()) else { continue }
      deadline = min(deadline, parent.world.uptime() + Guard.patience.interrupted)
    }
  }

  /// One try with credentials and configuration that are read anew: they may have been renewed.
  private func attempt(_ item: RollbackDecision.TakeBack) throws(ReleaseFailure)
    -> RollbackDecision.Outcome
  {
    let place = item.place
    var words = ["--no-input", "--function=\(place.functionArn ?? place.functionName)"]
    if place.functionArn == nil, !place.region.isEmpty { words.append("--region=\(place.region)") }
    if let profile = place.profile { words.append("--profile=\(profile)") }
    if let endpoint = place.endpointURL { words.append("--endpoint-url=\(endpoint)") }
    guard let options = try? CommonOptions.parse(words) else {
      throw .usage("the journal names \(place.functionName) in a way that cannot be called")
    }
    var world = parent.world
    // Nobody may be there to answer, and the commands have left their session in the cache.
    world.ask = { _ in nil }
    let session = Session(command: parent.name, options: options, world: world)
    let target = try session.target(ReleaseRecord())
    var request = item.request
    request.function = target.function
    let rollback = Rollback(client: target.lambda, world: world)
    return RollbackDecision.Outcome(try rollback.rollback(request), of: request)
  }

  /// Whether a failure may go away by itself: the network, or credentials that are fetched.
  private static func mayPass(_ failure: ReleaseFailure) -> Bool {
    switch ExitStatus(failure) {
    case .unavailable, .unconfirmedRollback: return true
    default: break
    }
    guard case .service(.credentials(let error)) = failure else { return false }
    return !error.refused
  }

  /// Tells the guards above that this is taken back already.
  private func tell(_ item: RollbackDecision.TakeBack, _ done: Rollback.RolledBack) {
    let entry = JournalEntry(
      .rolledBack(from: done.from, to: done.to), command: "rollback", place: item.place,
      at: parent.world.now(), version: item.request.mine)
    outer?.appendWhereOpen(entry)
  }

  /// Writes into FILE what `rollback --record FILE` would have written.
  private func remember(
    _ item: RollbackDecision.TakeBack, _ done: Rollback.RolledBack, _ record: FlowRecord
  ) {
    guard record.isKept else { return }
    do throws(ReleaseFailure) {
      let limit = ReleaseRecord.rollbackSizeLimit
      let file = try RecordFile(record.path, limit: limit)
      var written = try ReleaseRecord.read(file.bytes, from: record.path, limit: limit)
      guard written.isAbout(item.place) else { return }
      let act = Act.rolledBack(done, written)
      written.set(done)
      _ = written.append(act, command: "rollback", at: parent.world.now())
      try file.replace(written.json.serialized + "\n")
    } catch {
      parent.complain(Diagnostics(error).message)
    }
  }
}

extension ReleaseRecord {
  /// Whether a record is about the alias of a journal's entry.
  fileprivate func isAbout(_ place: JournalEntry.Place) -> Bool {
    let names = [functionName, text("FunctionArn").flatMap { try? FunctionIdentifier($0) }?.name]
    return names.contains(place.functionName) && (aliasName == nil || aliasName == place.alias)
  }
}
