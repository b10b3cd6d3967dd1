import ArgumentParser
import AWS
import Release

/// The rollbacks of a guard: each one as rollback(1) does it, until it is confirmed or the time is
/// up.
struct GuardRecovery {
  /// The pause between two tries that failed before anything was sent, in seconds.
  private static let pause = 5.0

  let parent: Guard
  let decision: RollbackDecision
  /// The journals of the guards above this one.
  let outer: Journal?
  /// When to give up, by `World.uptime`; each rollback gets at least one try.
  let deadline: Double

  /// Does the rollbacks, newest first; the flow's record gets what was done for its own function.
  func takeBack(_ record: FlowRecord) -> [RollbackDecision.Outcome] {
    decision.takeBack.map { item in
      let outcome = takeBack(item)
      if case .rolledBack(let done) = outcome {
        tell(item, done)
        remember(item, done, record)
      }
      return outcome
    }
  }

  private func takeBack(_ item: RollbackDecision.TakeBack) -> RollbackDecision.Outcome {
    while true {
      let failure: ReleaseFailure
      do throws(ReleaseFailure) {
        return try attempt(item)
      } catch {
        failure = error
      }
      if case .conflict = failure { return RollbackDecision.Outcome(failure) }
      guard Self.mayPass(failure), parent.world.uptime() + Self.pause < deadline else {
        return RollbackDecision.Outcome(failure)
      }
      parent.world.say(
        "\(item.request.alias): not rolled back yet: \(Diagnostics(failure).message): trying again")
      parent.world.sleep(Self.pause)
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
    let session = Session(command: parent.name, options: options, world: parent.world)
    let target = try session.target(ReleaseRecord())
    var request = item.request
    request.function = target.function
    request.patience = max(0, deadline - parent.world.uptime())
    let rollback = Rollback(client: target.lambda, world: parent.world)
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
