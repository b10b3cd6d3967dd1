import AWS
import LibC
import Release

/// What a guard reports at its end: to a person, and as the job summary of GitHub Actions.
struct GuardStory {
  /// What went well, or is for information: one line each.
  private(set) var lines: [Message] = []
  /// What a person can do next; printed after the lines.
  private(set) var hints: [Message] = []
  /// What somebody must know, even with `--quiet`.
  private(set) var complaints: [Diagnostics] = []

  private let entries: [JournalEntry]
  private let decision: RollbackDecision
  private let outcomes: [RollbackDecision.Outcome]
  private let ends: [(at: Timestamp, seconds: Double)]
  private let status: Int32
  private let functions: Set<String>
  /// FILE of `--record`, as it was given.
  private let record: String?

  init(
    _ entries: [JournalEntry], _ decision: RollbackDecision,
    _ outcomes: [RollbackDecision.Outcome], ends: [(at: Timestamp, seconds: Double)] = [],
    status: Int32, seconds: Int, record: String?
  ) {
    self.record = record
    self.entries = entries
    self.decision = decision
    self.outcomes = outcomes
    self.ends = ends
    self.status = status
    functions = Set(entries.map(\.place.functionName)).subtracting([""])
    if let verdict { complaints.append(Diagnostics(.unhealthy(verdict))) }
    for (item, outcome) in zip(decision.takeBack, outcomes) { tell(item, outcome) }
    for place in decision.withoutWayBack {
      complaints.append(
        Diagnostics(
          .unconfirmedRollback(
            "\(named(place)) is new: there is no version to go back to; look at the alias")))
    }
    for kept in decision.kept { tell(kept, seconds) }
    let interruption = Self.interruption(decision)
    if let interruption { lines.insert(interruption, at: 0) }
    // The steps of a flow run guarded, and may be ended before the first of them has written.
    if decision.isEmpty, ![126, 127].contains(status), interruption == nil || CheckWords.flow == nil
    {
      lines.append(
        "nothing ran guarded: no command of lambda-release wrote to the journal (sudo, ssh, "
          + "containers and env -i drop \(Journal.variable))")
    }
  }

  /// What to say when a signal came before anything was exposed; nil otherwise.
  static func interruption(_ decision: RollbackDecision) -> Message? {
    guard let signal = decision.signal else { return nil }
    let names = [SIGHUP: "HUP", SIGINT: "INT", SIGQUIT: "QUIT", SIGTERM: "TERM"]
    let name = names[signal] ?? "a signal"
    return decision.signalBeforeTraffic == nil
      ? "interrupted by \(name)" : "interrupted by \(name): nothing was shifted"
  }

  /// The alias, and its function when there are several.
  private func named(_ place: JournalEntry.Place) -> String { (place.alias ?? "") + of(place) }

  /// Which function, when there are several.
  private func of(_ place: JournalEntry.Place) -> String {
    functions.count > 1 ? " of \(place.functionName)" : ""
  }

  private func command(_ place: JournalEntry.Place) -> Message {
    var words = ["rollback"]
    let options = [
      ("--alias", place.alias ?? ""), ("--function", place.functionName),
      ("--region", place.region), ("--profile", place.profile ?? ""),
      ("--endpoint-url", place.endpointURL ?? ""),
    ]
    for (option, value) in options where !value.isEmpty { words += [option, value] }
    return "\((words + ["-n"]).map(CommandLineWords.quoted).joined(separator: " "))"
  }

  private mutating func tell(
    _ item: RollbackDecision.TakeBack, _ outcome: RollbackDecision.Outcome
  ) {
    let version = item.request.mine.map { "\($0)" } ?? "?"
    let alias = named(item.place)
    switch outcome {
    case .rolledBack(let done):
      let from = done.from.map { "\($0)" } ?? version
      lines.append(
        done.changed
          ? "rolled back: \(alias) sends no traffic to version \(from)"
          : "nothing to roll back: \(alias) is at \(AliasState(done.alias).words)")
    case .promoted:
      lines.append("the promotion had already happened: \(alias) serves version \(version)")
    case .leftAlone(let failure):
      lines.append("nothing rolled back: \(Diagnostics(failure).message)")
    case .failed(let failure):
      let reason = Diagnostics(failure).message
      complaints.append(
        Diagnostics(
          .unconfirmedRollback(
            "THE ROLLBACK IS NOT CONFIRMED: look at the alias \(alias): \(reason)",
            hints: [command(item.place)])))
    }
  }

  private mutating func tell(_ kept: RollbackDecision.Kept, _ seconds: Int) {
    let alias = named(kept.place)
    switch kept.reason {
    case .promoted:
      lines.append("\(alias): 100% to version \(kept.version) in \(seconds) s")
    case .paused, .held:
      let word = kept.reason == .held ? "holding" : "paused"
      lines.append(
        "\(word) at \(kept.weight.percent): version \(kept.version) keeps its share of \(alias)")
      hints.append("\(command(kept.place)) takes it back")
      hints.append(goingOn(kept))
    }
  }

  /// How a release that was kept at a share goes on.
  private func goingOn(_ kept: RollbackDecision.Kept) -> Message {
    if let record {
      return
        "the same command with --record \(CommandLineWords.quoted(record)), without the package, "
        + "goes on with it"
    }
    return kept.reason == .paused
      ? "the record on standard output goes on with it: give it to the same command as standard "
        + "input, without the package"
      : "no record is kept without --record FILE: the same command with the package takes the share "
        + "over and begins with its first step"
  }

  /// The last verdict, when it is what the flow ended for.
  private var verdict: Message? {
    guard status == 1 || status == 2, let check = checks.last else { return nil }
    let reason: Message = check.reason.map { ": \($0)" } ?? ""
    switch check.verdict {
    case .unhealthy: return "\(check.step): version \(check.version) is unhealthy\(reason)"
    case .inconclusive:
      return "\(check.step): not enough evidence about version \(check.version)\(reason)"
    case .healthy, .paced: return nil
    }
  }

  /// A verdict, and at which step of its alias it was given.
  private struct Check {
    var step: String
    var version: String
    var verdict: Verdict
    var reason: String?
  }

  private var checks: [Check] {
    var checks: [Check] = []
    var shares: [(place: JournalEntry.Place, weights: [Weight])] = []
    for entry in entries {
      switch entry.kind {
      case .found:
        guard let weight = entry.weight else { continue }
        shares.removeAll { $0.place.isSameAlias(as: entry.place) }
        shares.append((entry.place, [weight]))
      case .shifted(let changed):
        guard let weight = entry.weight, changed, weight > .none, weight < .all else { continue }
        if let index = shares.firstIndex(where: { $0.place.isSameAlias(as: entry.place) }) {
          if shares[index].weights.last != weight { shares[index].weights.append(weight) }
        } else {
          shares.append((entry.place, [weight]))
        }
      case .verdict(let verdict):
        // A check that names no alias is about the function's share.
        let steps =
          shares.last {
            entry.place.alias == nil
              ? $0.place.isSameFunction(as: entry.place) : $0.place.isSameAlias(as: entry.place)
          }?.weights ?? []
        let step = steps.isEmpty ? "before traffic" : "step \(steps.count)"
        checks.append(
          Check(
            step: step + of(entry.place), version: entry.version.map { "\($0)" } ?? "?",
            verdict: verdict, reason: entry.reason))
      case .announced, .rolledBack, .failed, .other: break
      }
    }
    return checks
  }

  /// The summary in Markdown: a heading with the result, and the story of all that was guarded.
  func summary(flow: String) -> String {
    let names = functions.isEmpty ? "the function" : functions.sorted().joined(separator: ", ")
    let story = ReleaseStory(acts: entries.map(\.json) + rollbacks)
    return story.markdown(title: "\(flow) of \(names): \(result)").map { $0 + "\n" }.joined() + "\n"
  }

  /// The guard's own rollbacks, as acts.
  private var rollbacks: [JSONValue] {
    zip(zip(decision.takeBack, outcomes), ends).map { done, end in
      let (item, outcome) = done
      var entry = JournalEntry(
        .other, command: "rollback", place: item.place, at: end.at, version: item.request.mine)
      entry.seconds = end.seconds
      switch outcome {
      case .rolledBack(let done):
        entry.kind = .rolledBack(from: done.from, to: done.to)
        entry.weight = item.request.mine.map { AliasState(done.alias).share(of: $0) }
      case .promoted:
        entry.changed = false
        entry.reason = "the promotion had already happened"
        entry.weight = .all
      case .leftAlone(let failure):
        entry.changed = false
        entry.reason = Diagnostics(failure).message.shown(without: StandardStreams.secrets)
      case .failed(let failure):
        entry.kind = .failed(status: ExitStatus.unconfirmedRollback.rawValue)
        entry.reason = "not confirmed, look at the alias: \(Diagnostics(failure).message)"
      }
      return entry.json
    }
  }

  private var result: String {
    switch status {
    case 0:
      decision.kept.contains { $0.reason == .paused }
        ? "paused"
        : decision.kept.contains { $0.reason == .promoted } ? "released" : "done"
    case 1: "unhealthy"
    case 2: decision.kept.contains { $0.reason == .held } ? "inconclusive, held" : "inconclusive"
    case 3: "the rollback is not confirmed"
    case 129, 130, 131, 143: "interrupted"
    default: "failed, status \(status)"
    }
  }
}
