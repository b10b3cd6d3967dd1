import AWS
import Release

/// What a run does, over the calls it is given: a script of the real protocol under a guard.
struct ModelFlow {
  /// Puts a wrong protocol's difference between the protocol and the calls.
  var wrap: (ReplayClient) -> any ReleaseClient = { $0 }
  /// Replaces the deployer's run as a whole, for a tool that is not ours.
  var replacement: ((ReplayClient, UInt8) -> UInt8)?
  /// Whether the rollback at its end knows whose share it takes back.
  var knowsItsShare = true
  /// Takes the verdicts as healthy without asking.
  var trustsEverything = false
  /// What a paced run takes a look to allow.
  var reads: (UInt8) -> UInt8 = { $0 }
  /// How a command and its guard keep to the journal.
  var order = ModelJournal.Order.readAppendWrite
  /// The journal as the guard reads it, and the command's end as it takes it.
  var read: ([JournalEntry], RollbackDecision.Ending) -> ([JournalEntry], RollbackDecision.Ending) =
    { ($0, $1) }

  /// The exit status; of no meaning when the run stopped at a call without answer.
  func run(_ role: Role, _ client: ReplayClient) -> UInt8 {
    switch role {
    case .rollback: return byHand(.lastGood, client)
    case .previous(let times):
      var last: UInt8 = 0
      for _ in 0..<times { last = byHand(.previous, client) }
      return last
    case .deployer(let code, let replaced, let resumed, let script):
      if let replacement { return replacement(client, code) }
      let journal = ModelJournal(client, code: code, order: order)
      let calls = wrap(client)
      let ended =
        resumed > 0
        ? resume(code, at: resumed, script, journal, calls)
        : release(code, replaced, script, journal, calls)
      return guardsEnd(ended, script, journal, calls)
    case .step: return 0
    case .hand(let version):
      _ = try? client.updateAlias(
        ReplayClient.function, ReplayClient.alias,
        AliasUpdate(
          functionVersion: ReplayClient.version(version), additionalVersionWeights: [:]))
      return 0
    case .terraform:
      for _ in 0..<3 { if (try? client.configure()) != false { break } }
      return 0
    }
  }

  /// A rollback that an operator types, without a record.
  private func byHand(_ destination: Rollback.Destination, _ client: ReplayClient) -> UInt8 {
    client.progress.isRollingBack = true
    return Self.status { () throws(ReleaseFailure) in
      _ = try Rollback(client: wrap(client), world: client.world).rollback(
        Rollback.Request(
          function: ReplayClient.function, alias: ReplayClient.alias, destination: destination))
    }
  }

  private func release(
    _ code: UInt8, _ replaced: UInt8, _ script: Script, _ journal: ModelJournal,
    _ calls: any ReleaseClient
  ) -> UInt8 {
    let client = journal.client
    let sha = "c\(code)"
    var published: Publication.Published?
    if replaced != 0 { journal.find(ReplayClient.version(replaced), percent: 10, nil) }
    let first = Self.status { () throws(ReleaseFailure) in
      published = try Publication(
        client: calls, world: client.world, timeout: 300
      ).publish(
        function: ReplayClient.function, alias: ReplayClient.alias, code: .image(uri: sha),
        codeSha256: sha, description: nil)
    }
    guard let published, first == 0, !client.isTerminated else {
      journal.fail("publish", first)
      return first
    }
    // What is live already is neither checked nor shifted again, only confirmed.
    if published.liveVersion == published.version {
      return shift(
        Shift(code: code, version: published.version, steps: [100], wasLive: true), script,
        journal, calls)
    }
    if script == .paced {
      return pace(ModelPace(published.version, code: code), journal, calls)
    }
    let shifted: Set<FunctionVersion> = replaced == 0 ? [] : [ReplayClient.version(replaced)]
    return shift(
      Shift(code: code, version: published.version, steps: [10, 50, 100], shifted: shifted), script,
      journal, calls)
  }

  /// Goes on with a release from its record, as a job after an approval does.
  private func resume(
    _ code: UInt8, at step: UInt8, _ script: Script, _ journal: ModelJournal,
    _ calls: any ReleaseClient
  ) -> UInt8 {
    let client = journal.client
    client.progress.healthy = step
    client.progress.verdict = .healthy
    client.progress.hasLooked = true
    let known = AliasConfiguration(
      name: ReplayClient.alias, functionVersion: .published(1),
      additionalVersionWeights: [.published(2): step == 1 ? "0.1" : "0.5"],
      description: ModelNote(version: 1, run: ModelNote.gone).description, revisionId: "t0")
    if script == .paced {
      let run = ModelPace(.published(2), code: code, known: known, allowed: step + 1)
      journal.find(.published(2), percent: step == 1 ? 10 : 50, step == 1 ? .paced : .healthy)
      return pace(run, journal, calls)
    }
    journal.find(.published(2), percent: step == 1 ? 10 : 50, .healthy)
    return shift(
      Shift(
        code: code, version: .published(2), steps: step == 1 ? [50, 100] : [100],
        shifted: [.published(2)], known: known), script, journal, calls)
  }

  /// The steps of a release that are left.
  private struct Shift {
    var code: UInt8
    var version: FunctionVersion
    var steps: [Int]
    var wasLive = false
    var shifted: Set<FunctionVersion> = []
    var known: AliasConfiguration?
  }

  private func shift(
    _ plan: Shift, _ script: Script, _ journal: ModelJournal,
    _ calls: any ReleaseClient
  ) -> UInt8 {
    let client = journal.client
    var plan = plan
    var health: (verdict: Verdict, version: FunctionVersion)? =
      plan.wasLive ? nil : (.healthy, plan.version)
    for percent in plan.steps {
      client.isShifting = true
      let weight = Weight(percent: percent) ?? .none
      let ended = Self.status { () throws(ReleaseFailure) in
        try journal.begin(plan.version, weight)
        let done = try TrafficShift(
          client: calls, world: client.world,
          announce: { (state) throws(ReleaseFailure) in
            try journal.announce(state, plan.version, weight)
          }
        ).shift(
          TrafficShift.Request(
            function: ReplayClient.function, alias: ReplayClient.alias, version: plan.version,
            codeSha256: "c\(plan.code)", weight: weight, known: plan.known,
            health: health, wasLive: plan.wasLive, run: ModelJournal.run,
            shiftedBefore: plan.shifted))
        plan.shifted.insert(done.version)
        plan.known = done.alias
        plan.version = done.version
        health = nil
        journal.shifted(done)
      }
      if ended != 0 || client.isTerminated {
        journal.fail("shift-weight", ended)
        return ended
      }
      if percent == 100, script != .strict || plan.wasLive { return 0 }
      let verdict = trustsEverything ? .healthy : client.verdict()
      guard let verdict else { return 70 }
      journal.judge(plan.version, verdict)
      if verdict != .healthy { return verdict == .unhealthy ? 1 : 2 }
      health = (.healthy, plan.version)
    }
    return 0
  }

  /// What the guard does when its script has ended or a signal has come, and its exit status.
  private func guardsEnd(
    _ ended: UInt8, _ script: Script, _ journal: ModelJournal, _ calls: any ReleaseClient
  ) -> UInt8 {
    let client = journal.client
    // The guard has gone on without this step.
    if client.isStopped || client.isSealed { return 0 }
    let (entries, ending) = read(
      journal.entries, client.isTerminated ? script.interruption : script.ending(ended))
    client.isTerminated = false
    var policy = script.policy
    if knowsItsShare { policy.runs = journal.runs }
    let decision = RollbackDecision(entries, ending: ending, policy: policy)
    let outcomes = decision.takeBack.map { back -> RollbackDecision.Outcome in
      client.progress.isRollingBack = true
      var request = back.request
      if !knowsItsShare { request.runs = [] }
      do throws(ReleaseFailure) {
        let done = try Rollback(client: calls, world: client.world).rollback(request)
        return RollbackDecision.Outcome(done, of: request)
      } catch {
        return RollbackDecision.Outcome(error)
      }
    }
    return UInt8(decision.status(outcomes))
  }

  /// The exit status of a command.
  static func status(_ command: () throws(ReleaseFailure) -> Void) -> UInt8 {
    do throws(ReleaseFailure) {
      try command()
      return 0
    } catch {
      switch error {
      case .conflict: return 75
      case .unconfirmedRollback: return 3
      case .service(let error), .unanswered(let error, _):
        return error.mayHaveTakenEffect ? 69 : 76
      case .timedOut: return 69
      case .missing: return 78
      case .unhealthy: return 1
      case .inconclusive: return 2
      case .output: return 70
      default: return 76
      }
    }
  }
}
