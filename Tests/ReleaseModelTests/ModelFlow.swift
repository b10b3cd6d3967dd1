import AWS
import Release

/// What a run does, over the calls it is given: the flow of bin/canary around the real protocol.
struct ModelFlow {
  /// Puts a wrong protocol's difference between the protocol and the calls.
  var wrap: (ReplayClient) -> any ReleaseClient = { $0 }
  /// Replaces the deployer's run as a whole, for a tool that is not ours.
  var replacement: ((ReplayClient, UInt8) -> UInt8)?
  /// Whether the rollback at its end knows whose share it takes back.
  var knowsItsShare = true
  /// Takes the verdicts as healthy without asking.
  var trustsEverything = false

  /// The exit status; of no meaning when the run stopped at a call without answer.
  func run(_ role: Role, _ client: ReplayClient) -> UInt8 {
    switch role {
    case .rollback: return byHand(.lastGood, client)
    case .previous(let times):
      var last: UInt8 = 0
      for _ in 0..<times { last = byHand(.previous, client) }
      return last
    case .deployer(let code, let replaced, let resumed):
      if let replacement { return replacement(client, code) }
      let calls = wrap(client)
      if resumed > 0 { return resume(code, at: resumed, client, calls) }
      return release(code, replaced, client, calls)
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
    return status { () throws(ReleaseFailure) in
      _ = try Self.rollback(wrap(client), client).rollback(
        Rollback.Request(
          function: ReplayClient.function, alias: ReplayClient.alias, destination: destination))
    }
  }

  private func release(
    _ code: UInt8, _ replaced: UInt8, _ client: ReplayClient, _ calls: any ReleaseClient
  ) -> UInt8 {
    let sha = "c\(code)"
    var published: Publication.Published?
    let first = status { () throws(ReleaseFailure) in
      published = try Publication(
        client: calls, world: client.world, timeout: 300
      ).publish(
        function: ReplayClient.function, alias: ReplayClient.alias, code: .image(uri: sha),
        codeSha256: sha, description: nil)
    }
    guard let published, first == 0, !client.isTerminated else {
      return client.isTerminated ? 143 : first
    }
    // What is live already is neither checked nor shifted again, only confirmed.
    if published.liveVersion == published.version {
      return shift(
        Shift(code: code, version: published.version, steps: [100], wasLive: true), client, calls)
    }
    let shifted: Set<FunctionVersion> = replaced == 0 ? [] : [ReplayClient.version(replaced)]
    return shift(
      Shift(code: code, version: published.version, steps: [10, 50, 100], shifted: shifted), client,
      calls)
  }

  /// Goes on with a release from its record, as a job after an approval does.
  private func resume(
    _ code: UInt8, at step: UInt8, _ client: ReplayClient, _ calls: any ReleaseClient
  ) -> UInt8 {
    client.progress.healthy = step
    client.progress.hasLooked = true
    let known = AliasConfiguration(
      name: ReplayClient.alias, functionVersion: .published(1),
      additionalVersionWeights: [.published(2): step == 1 ? "0.1" : "0.5"],
      description: ModelNote(version: 1, run: ModelNote.gone).description, revisionId: "t0")
    return shift(
      Shift(
        code: code, version: .published(2), steps: step == 1 ? [50, 100] : [100],
        shifted: [.published(2)], known: known), client, calls)
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

  private func shift(_ plan: Shift, _ client: ReplayClient, _ calls: any ReleaseClient) -> UInt8 {
    let sha = "c\(plan.code)"
    var plan = plan
    var health: (verdict: Verdict, version: FunctionVersion)? =
      plan.wasLive ? nil : (.healthy, plan.version)
    for percent in plan.steps {
      client.isShifting = true
      let ended = status { () throws(ReleaseFailure) in
        let done = try TrafficShift(client: calls, world: client.world).shift(
          TrafficShift.Request(
            function: ReplayClient.function, alias: ReplayClient.alias, version: plan.version,
            codeSha256: sha, weight: Weight(percent: percent) ?? .none, known: plan.known,
            health: health, wasLive: plan.wasLive, run: Self.name, shiftedBefore: plan.shifted))
        plan.shifted.insert(done.version)
        plan.known = done.alias
        plan.version = done.version
        health = nil
      }
      if ended == 75, !client.isTerminated { return 75 }
      if client.isTerminated || ended != 0 {
        return undo(
          client, plan.version, sha, client.isTerminated ? 143 : ended, percent == 100)
      }
      if percent == 100 { return 0 }
      let healthy = trustsEverything ? true : client.isHealthy()
      if healthy != true {
        return undo(client, plan.version, sha, client.isTerminated ? 143 : 1, false)
      }
      health = (.healthy, plan.version)
    }
    return 0
  }

  /// What every run calls itself: the world tells each from the others.
  private static let name = ModelNote.names[Int(ModelNote.mine)]

  /// The rollback at a flow's end, and the flow's exit status.
  ///
  /// A version that is promoted stays, and another run's share is left to it.
  private func undo(
    _ client: ReplayClient, _ version: FunctionVersion, _ sha: String, _ status: UInt8,
    _ promoting: Bool
  ) -> UInt8 {
    client.isTerminated = false
    client.progress.isRollingBack = true
    var isPromoted = false
    let undone = self.status { () throws(ReleaseFailure) in
      let done = try Self.rollback(wrap(client), client).rollback(
        Rollback.Request(
          function: ReplayClient.function, alias: ReplayClient.alias, mine: version,
          codeSha256: sha, runs: knowsItsShare ? [Self.name] : [], leavesPromoted: promoting))
      isPromoted = promoting && done.to == version
    }
    if undone == 0 { return isPromoted ? 0 : status }
    return undone == 75 ? status : 3
  }

  private static func rollback(_ calls: any ReleaseClient, _ client: ReplayClient) -> Rollback {
    Rollback(client: calls, world: client.world)
  }

  /// The exit status of a command.
  private func status(_ command: () throws(ReleaseFailure) -> Void) -> UInt8 {
    do throws(ReleaseFailure) {
      try command()
      return 0
    } catch {
      switch error {
      case .conflict: return 75
      case .unconfirmedRollback: return 3
      case .service(let error): return error.mayHaveTakenEffect ? 69 : 76
      case .timedOut: return 69
      case .missing: return 78
      case .unhealthy: return 1
      case .inconclusive: return 2
      default: return 76
      }
    }
  }
}
