import AWS
import Release

/// What a run does, over the calls it is given: the flow of bin/canary around the real protocol.
struct ModelFlow {
  /// Who runs.
  enum Role: Hashable {
    /// A release of that code: publish, 10%, check, 50%, check, 100%.
    case deployer(code: UInt8)
    /// A rollback by hand.
    case rollback
  }

  /// Puts a wrong protocol's difference between the protocol and the calls.
  var wrap: (ReplayClient) -> any ReleaseClient = { $0 }
  /// Replaces the deployer's run as a whole, for a tool that is not ours.
  var replacement: ((ReplayClient, UInt8) -> UInt8)?
  /// Takes the verdicts as healthy without asking.
  var trustsEverything = false

  /// The exit status; of no meaning when the run stopped at a call without answer.
  func run(_ role: Role, _ client: ReplayClient) -> UInt8 {
    switch role {
    case .rollback:
      client.progress.isRollingBack = true
      return status { () throws(ReleaseFailure) in
        _ = try Self.rollback(wrap(client), client).rollback(
          Rollback.Request(function: ReplayClient.function, alias: ReplayClient.alias))
      }
    case .deployer(let code):
      if let replacement { return replacement(client, code) }
      return release(code, client)
    }
  }

  private func release(_ code: UInt8, _ client: ReplayClient) -> UInt8 {
    let calls = wrap(client)
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
    var version = published.version
    var known: AliasConfiguration?
    var health: (verdict: Verdict, version: FunctionVersion)? = (.healthy, version)
    // What is live already is neither checked nor shifted again, only confirmed.
    let isLive = version == published.liveVersion
    if isLive { health = nil }
    let steps = isLive ? [100] : [10, 50, 100]
    for percent in steps {
      client.isShifting = true
      let shifted = status { () throws(ReleaseFailure) in
        let done = try TrafficShift(client: calls, world: client.world).shift(
          TrafficShift.Request(
            function: ReplayClient.function, alias: ReplayClient.alias, version: version,
            codeSha256: sha, weight: Weight(percent: percent) ?? .none, known: known,
            health: health, wasLive: isLive))
        known = done.alias
        health = nil
        version = done.version
      }
      if client.isTerminated || (shifted != 0 && shifted != 75) {
        return undo(client, version, sha, client.isTerminated ? 143 : shifted, percent == 100)
      }
      if shifted == 75 { return 75 }
      if percent == 100 { return 0 }
      let healthy = trustsEverything ? true : client.isHealthy()
      if healthy != true { return undo(client, version, sha, client.isTerminated ? 143 : 1, false) }
      health = (.healthy, version)
    }
    return 0
  }

  /// The rollback at a flow's end, and the flow's exit status.
  private func undo(
    _ client: ReplayClient, _ version: FunctionVersion, _ sha: String, _ status: UInt8,
    _ promoting: Bool
  ) -> UInt8 {
    client.isTerminated = false
    client.progress.isRollingBack = true
    let undone = self.status { () throws(ReleaseFailure) in
      _ = try Self.rollback(wrap(client), client).rollback(
        Rollback.Request(
          function: ReplayClient.function, alias: ReplayClient.alias, mine: version,
          codeSha256: sha))
    }
    if undone == 0 { return status }
    return promoting && undone == 75 ? 0 : 3
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
