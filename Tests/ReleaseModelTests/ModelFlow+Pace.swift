import AWS
import Release

/// The record of a paced run, as its commands keep it.
struct ModelPace {
  var record = ReleaseRecord()

  /// A run without a share, or with the share and the last look that a record tells of.
  init(
    _ version: FunctionVersion, code: UInt8, known: AliasConfiguration? = nil, allowed: UInt8 = 0
  ) {
    record.set("Version", version: version)
    record.set("CodeSha256", text: "c\(code)")
    guard let known else { return }
    record.set(alias: known)
    look(at: allowed)
  }

  /// Writes what a look allows: a step, or 3 for the promotion.
  mutating func look(at allowed: UInt8) {
    guard let version = record.version, let rule = Self.rule else { return }
    let share = record.share(of: version) ?? .none
    record.set(
      "Health",
      [
        "Verdict": .string((allowed == 3 ? Verdict.healthy : .paced).rawValue),
        "Version": .string("\(version)"),
        "Weight": .number(["0", "0.1", "0.5", "1"][Int(allowed)]),
      ])
    record.pace = Pace(
      rule, version: version, baseline: record.alias?.functionVersion ?? version, weight: share,
      revisionId: "", at: 0)
  }

  private static let rule: PaceRule? = {
    guard let first = Weight(percent: 10),
      let traffic = try? TrafficRule(tolerate: .onePercent, reject: .fivePercent, risk: .onePercent)
    else { return nil }
    return try? PaceRule(first: first, traffic: traffic)
  }()

  /// The next share by the real schedule; nil when the promotion is due.
  var next: Weight? { (try? Self.schedule?.ahead(of: record))?.first?.weight }
  private static let schedule = try? Schedule(argument: "pace=10%")
}

extension ModelFlow {
  /// The most looks of a run in the model.
  private static let looks = 3

  /// The loop of bin/canary with `--pace`.
  func pace(_ run: ModelPace, _ journal: ModelJournal, _ calls: any ReleaseClient) -> UInt8 {
    let client = journal.client
    var run = run
    for _ in 0...Self.looks {
      let weight = run.next ?? .all
      let ended = shift(weight, &run, journal, calls)
      if ended != 0 || client.isTerminated {
        journal.fail("shift-weight", ended)
        return ended
      }
      if weight == .all { return 0 }
      guard let found = client.look(), let version = run.record.version else { return 70 }
      let allowed = found == 0 ? 0 : reads(found)
      journal.judge(version, allowed == 0 ? .unhealthy : allowed == 3 ? .healthy : .paced)
      if allowed == 0 { return 1 }
      run.look(at: allowed)
    }
    journal.judge(run.record.version ?? .latest, .inconclusive)
    return 2
  }

  private func shift(
    _ weight: Weight, _ run: inout ModelPace, _ journal: ModelJournal, _ calls: any ReleaseClient
  ) -> UInt8 {
    let client = journal.client
    client.isShifting = true
    guard let version = run.record.version else { return 70 }
    let record = run.record
    return Self.status { () throws(ReleaseFailure) in
      try journal.begin(version, weight)
      let done = try TrafficShift(
        client: calls, world: client.world,
        announce: { (state) throws(ReleaseFailure) in
          try journal.announce(state, version, weight)
        }
      ).shift(
        TrafficShift.Request(
          function: ReplayClient.function, alias: ReplayClient.alias, version: version,
          codeSha256: record.codeSha256, weight: weight, known: record.alias,
          health: record.health(for: weight), run: ModelJournal.run,
          shiftedBefore: [version], paced: record.pacedWeight,
          paceFirst: record.paceFirst))
      run.record.set(done)
      journal.shifted(done)
    }
  }
}
