import ArgumentParser
import AWS
import Release

/// The rollbacks of a guard: each one as rollback(1) does it, until it is confirmed or the time is
/// up.
struct GuardRecovery {
  /// The longest pause between two tries, in seconds.
  private static let pause = 5.0
  /// The longest that one try may last, in seconds: two calls that are answered late.
  private static let longestTry = 60.0

  let parent: Guard
  let decision: RollbackDecision
  /// The journals of the guards above this one.
  let outer: Journal?
  let deadline: RecoveryDeadline
  /// When each rollback was done or given up, and how many seconds it took.
  private(set) var ends: [(at: Timestamp, seconds: Double)] = []

  /// Does the rollbacks, newest first; the flow's record gets what was done for its own function.
  ///
  /// What fails for a reason that may pass is tried again after the others: an alias in a region that
  /// does not answer must not keep another one from its rollback.
  mutating func takeBack(_ record: FlowRecord) -> [RollbackDecision.Outcome] {
    let began = parent.world.uptime()
    var ended: [Int: (at: Timestamp, seconds: Double)] = [:]
    var outcomes: [RollbackDecision.Outcome?] = decision.takeBack.map { _ in nil }
    var pause = 0.5
    var said = -60.0
    while true {
      var failures: [Int: ReleaseFailure] = [:]
      let open = outcomes.indices.filter { outcomes[$0] == nil }
      for (place, index) in open.enumerated() {
        do throws(ReleaseFailure) {
          let item = decision.takeBack[index]
          let outcome = try attempt(item, within: deadline.left() / Double(open.count - place))
          outcomes[index] = outcome
          let seconds = parent.world.uptime() - began
          ended[index] = (parent.world.now(), seconds)
          guard case .rolledBack(let done) = outcome else { continue }
          tell(item, done, seconds)
          remember(item, done, seconds, record)
        } catch {
          failures[index] = error
          ended[index] = (parent.world.now(), parent.world.uptime() - began)
          if !Self.mayPass(error) { outcomes[index] = RollbackDecision.Outcome(error) }
        }
      }
      let left = deadline.left()
      guard outcomes.contains(where: { $0 == nil }), pause < left else {
        ends = outcomes.indices.compactMap { ended[$0] }
        return outcomes.indices.compactMap { index in
          outcomes[index] ?? failures[index].map { RollbackDecision.Outcome($0) }
        }
      }
      if parent.world.uptime() - said >= 60 {
        said = parent.world.uptime()
        for index in open where outcomes[index] == nil { say(index, failures[index], left) }
      }
      deadline.rest(pause)
      pause = min(2 * pause, Self.pause)
    }
  }

  /// Says that a rollback is still to be done.
  private func say(_ index: Int, _ failure: ReleaseFailure?, _ left: Double) {
    let reason = failure.map { Diagnostics($0).message + ": " } ?? ""
    parent.world.say(
      "\(parent.stamp)\(decision.takeBack[index].request.alias): not rolled back yet: "
        + "\(reason)\(DecimalText.givingUp(in: left))")
  }

  /// One try with credentials and configuration that are read anew: they may have been renewed.
  private func attempt(_ item: RollbackDecision.TakeBack, within seconds: Double)
    throws(ReleaseFailure) -> RollbackDecision.Outcome
  {
    let place = item.place
    var words = ["--no-input", "--function=\(place.functionArn ?? place.functionName)"]
    if place.functionArn == nil, !place.region.isEmpty { words.append("--region=\(place.region)") }
    if let profile = place.profile { words.append("--profile=\(profile)") }
    if let endpoint = place.endpointURL { words.append("--endpoint-url=\(endpoint)") }
    guard let options = try? CommonOptions.parse(words) else {
      throw .usage("the journal names \(place.functionName) in a way that cannot be called")
    }
    let (uptime, deadline) = (parent.world.uptime, deadline)
    let end = uptime() + min(seconds, Self.longestTry)
    var world = parent.world.ending { min(end - uptime(), deadline.left()) }
    // Nobody may be there to answer, and the commands have left their session in the cache.
    world.ask = { _ in nil }
    // Each failed call of a quarter of an hour would be a line: a try that ends well keeps its lines.
    var lines: [Message] = []
    world.say = { lines.append($0) }
    let session = Session(command: parent.name, options: options, world: world)
    let target = try session.target(ReleaseRecord())
    var request = item.request
    request.function = target.function
    let rollback = Rollback(client: target.lambda, world: world)
    let outcome = RollbackDecision.Outcome(try rollback.rollback(request), of: request)
    lines.forEach(parent.world.say)
    return outcome
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
  private func tell(
    _ item: RollbackDecision.TakeBack, _ done: Rollback.RolledBack, _ seconds: Double
  ) {
    var entry = JournalEntry(
      .rolledBack(from: done.from, to: done.to), command: "rollback", place: item.place,
      at: parent.world.now(), version: item.request.mine)
    entry.seconds = seconds
    outer?.appendWhereOpen(entry)
  }

  /// Writes into FILE what `rollback --record FILE` would have written.
  private func remember(
    _ item: RollbackDecision.TakeBack, _ done: Rollback.RolledBack, _ seconds: Double,
    _ record: FlowRecord
  ) {
    guard record.isKept else { return }
    do throws(ReleaseFailure) {
      let limit = ReleaseRecord.rollbackSizeLimit
      let file = try RecordFile(record.path, limit: limit)
      var written = try ReleaseRecord.read(file.bytes, from: record.path, limit: limit)
      guard written.isAbout(item.place) else { return }
      let act = Act.rolledBack(done, written)
      written.set(done)
      _ = written.append(act, command: "rollback", at: parent.world.now(), seconds: seconds)
      try file.replace(written.json)
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
