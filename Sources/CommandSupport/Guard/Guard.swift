import AWS
import LibC
import Release

/// The guard of a command: it runs the command, and takes back what was exposed below it.
///
/// The commands of the toolbox below it append to its journal. When COMMAND has ended, or a signal
/// has come, it seals the journal, so that nothing can be written after it; reads it; decides by
/// `RollbackDecision`; and rolls back. See with-rollback(1).
package struct Guard {
  /// The options of with-rollback(1).
  package struct Options {
    let calls: CallOptions
    let record: String?
    let leavesPromoted: Bool
    let holdsInconclusive: Bool

    package init(
      calls: CallOptions, record: String?, leavesPromoted: Bool, holdsInconclusive: Bool
    ) {
      self.calls = calls
      self.record = record
      self.leavesPromoted = leavesPromoted
      self.holdsInconclusive = holdsInconclusive
    }
  }

  /// Seconds to keep trying a rollback in all after a verdict or a failure, and after a signal.
  static let patience = (ended: 900.0, interrupted: 30.0)
  /// Seconds to wait for COMMAND after a signal, when all is rolled back.
  private static let grace = 30.0

  let options: Options
  let world: World
  let given: GivenOptions
  /// The flow's name before each message, or with-rollback.
  let name: String
  private let signals: GuardSignals

  /// Makes a guard in this process; `signals` must be older, for they know what COMMAND inherits.
  package init(_ options: Options, _ signals: GuardSignals) {
    self.options = options
    self.signals = signals
    let flow = CheckWords.flow ?? ""
    name = flow.isEmpty ? "with-rollback" : flow
    var world = World.live(command: name, options: options.calls)
    world.startRun()
    self.world = world
    given = GivenOptions(options.calls, environment: world.environment)
  }

  /// Runs the last `count` words of the command line; returns the status to end with.
  package func run(last count: Int) -> Int32 {
    do throws(ReleaseFailure) {
      let run = try Session.runName(in: world.environment) ?? RunName.drawn(world.random)
      let record = try FlowRecord(options.record, asCopy: given.dryRun, world.environment)
      defer { record.remove() }
      let outer = record.isOfDryRun ? nil : try Journal(world.environment)
      try outer?.check()
      let journal = try GuardJournal(run: run)
      let child: GuardedProcess
      do throws(GuardedProcess.Refusal) {
        child = try GuardedProcess(last: count, changes: changes(run, record, journal), signals)
      } catch {
        let word = CommandLine.arguments[CommandLine.arguments.count - count]
        complain("\(word): \(error.reason)")
        // A share that stood in FILE is taken back all the same.
        return record.isOfDryRun
          ? error.status : end(.exited(error.status), nil, run, record, journal, outer)
      }
      return record.isOfDryRun ? awaited(child) : guarded(child, run, record, journal, outer)
    } catch {
      complain(Diagnostics(error))
      return ExitStatus(error).rawValue
    }
  }

  /// What COMMAND's environment has other than the guard's.
  private func changes(_ run: String, _ record: FlowRecord, _ journal: GuardJournal)
    -> [String: String?]
  {
    var changes: [String: String?] = [
      "LAMBDA_RELEASE_RUN": run, "LAMBDA_RELEASE_RECORD": record.path,
      CheckWords.variable: nil as String?,
      World.startVariable: world.environment[World.startVariable],
      Journal.variable: Journal.extended(world.environment, by: journal.path, name: journal.name),
    ]
    let texts = [
      ("REGION", given.configuration.region), ("PROFILE", given.configuration.profile),
      ("ENDPOINT_URL", given.configuration.endpointURL), ("QUIET", given.quiet ? "1" : nil),
      ("DEBUG", given.debug ? "1" : nil), ("DRY_RUN", record.isOfDryRun ? "1" : nil),
    ]
    for case (let name, let text?) in texts { changes["LAMBDA_RELEASE_" + name] = text }
    return changes
  }

  /// Waits for a command that changes nothing.
  private func awaited(_ child: GuardedProcess) -> Int32 {
    var interrupted: Int32?
    while true {
      if let end = child.reaped() {
        let decision = RollbackDecision(
          [], ending: interrupted.map { .interrupted(signal: $0) } ?? end.ending,
          policy: policy([]))
        if let line = GuardStory.interruption(decision) { world.say(stamp + line) }
        return decision.status([])
      }
      if case .ending(let signal) = signals.next() {
        interrupted = interrupted ?? signal
        child.end()
      }
    }
  }

  /// Waits for COMMAND or a signal, and takes back what is out.
  private func guarded(
    _ child: GuardedProcess, _ run: String, _ record: FlowRecord, _ journal: GuardJournal,
    _ outer: Journal?
  ) -> Int32 {
    var ending = child.reaped()?.ending
    while ending == nil {
      switch signals.next() {
      case .child, .timeout: ending = child.reaped()?.ending
      case .ending(let signal): ending = .interrupted(signal: signal)
      }
    }
    guard let ending else { return ExitStatus.fault.rawValue }
    return end(ending, child, run, record, journal, outer)
  }

  /// Seals the journal, decides by it, takes back, and reports; returns the status to end with.
  private func end(
    _ ending: RollbackDecision.Ending, _ child: GuardedProcess?, _ run: String,
    _ record: FlowRecord, _ journal: GuardJournal, _ outer: Journal?
  ) -> Int32 {
    let isInterrupted = if case .interrupted = ending { true } else { false }
    if isInterrupted { child?.end() }
    journal.seal()
    Self.allowConnections()
    let started = atStart(record.atStart)
    let written = JournalEntry.lines(journal.bytes())
    let entries = [started].compactMap { $0 } + written
    let runs = Set([run, started?.run, record.atStart.run].compactMap { $0 })
    let decision = RollbackDecision(entries, ending: ending, policy: policy(runs))
    let patience = isInterrupted ? Self.patience.interrupted : Self.patience.ended
    var recovery = GuardRecovery(
      parent: self, decision: decision, outer: outer,
      deadline: RecoveryDeadline(in: patience, world.uptime, signals))
    let outcomes = recovery.takeBack(record)
    let status = decision.status(outcomes)
    if isInterrupted, let child { wait(for: child) }
    let story = GuardStory(
      entries, decision, outcomes, ends: recovery.ends, status: status,
      seconds: Int(world.uptime()), record: options.record)
    for complaint in story.complaints { complain(complaint, stamp: stamp) }
    for line in story.lines { world.say(stamp + line) }
    for hint in story.hints { world.say("hint: \(hint)") }
    if outer == nil { summarize(story) }
    return status
  }

  /// Raises the limit of open files (ulimit -n) as far as it may: a connection needs a few.
  ///
  /// COMMAND was started before, with the limit that it shall have.
  private static func allowConnections() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < 64 else { return }
    limit.rlim_cur = min(limit.rlim_max, 64)
    unsafe _ = setrlimit(resource, &limit)
  }

  private func policy(_ runs: Set<String>) -> RollbackDecision.Policy {
    RollbackDecision.Policy(
      leavesPromoted: options.leavesPromoted, holdsInconclusive: options.holdsInconclusive,
      runs: runs)
  }

  /// The share that stood in FILE before COMMAND began.
  private func atStart(_ record: ReleaseRecord) -> JournalEntry? {
    let function = record.text("FunctionArn").flatMap { try? FunctionIdentifier($0) }
    return JournalEntry(
      sharedBy: record,
      JournalEntry.Place(
        functionName: record.functionName ?? function?.name ?? "",
        functionArn: function?.region == nil ? nil : function?.unqualified,
        region: function?.region ?? record.text("Region") ?? given.configuration.region ?? "",
        profile: given.configuration.profile, endpointURL: given.configuration.endpointURL),
      command: "with-rollback", at: world.now(), process: getpid())
  }

  private func wait(for child: GuardedProcess) {
    let end = world.uptime() + Self.grace
    while child.reaped() == nil, world.uptime() < end {
      _ = signals.next(within: end - world.uptime())
    }
  }

  private func summarize(_ story: GuardStory) {
    guard let path = world.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
    let descriptor = unsafe open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, mode_t(0o644))
    guard descriptor >= 0 else { return }
    let summary = world.secrets.blanked(story.summary(flow: name))
    _ = StandardStreams.writeAll(Array(summary.utf8), to: descriptor)
    close(descriptor)
  }

  /// The time before the words of a step, in a log.
  var stamp: Message { Progress(world, given).stamp }

  private func complain(_ diagnostics: Diagnostics, stamp: Message = "") {
    complain(diagnostics.message, stamp: stamp)
    for hint in diagnostics.hints { StandardStreams.say("\(name): hint: \(hint)\n") }
  }

  /// Says what is wrong, even with `--quiet`, and marks it for GitHub.
  func complain(_ line: Message, stamp: Message = "") {
    StandardStreams.complain(name, line, world.environment, stamp: stamp)
  }
}

extension GuardedProcess.End {
  /// The end as the decision takes it.
  fileprivate var ending: RollbackDecision.Ending {
    switch self {
    case .exited(let status): .exited(status)
    case .killed(let signal): .killed(signal: signal)
    }
  }
}
