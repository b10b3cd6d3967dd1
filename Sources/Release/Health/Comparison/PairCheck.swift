package import AWS

/// Compares a candidate with the version that serves, pair by pair, until the rule says what it is.
package struct PairCheck {
  /// The version that is to be released.
  package var version: FunctionVersion
  /// The version that serves.
  package var serving: FunctionVersion
  /// When there is evidence enough.
  package var rule: PairRule
  /// What `--require` names; when it is empty only failures decide.
  package var requirements: [ComparisonRequirement]
  /// Paths at which answers may differ.
  package var ignored: [AnswerPath]
  /// What the function is invoked with.
  package var payload: ProbePayload
  /// When an answer is good.
  package var expectation: ProbeExpectation
  /// How many invocations may be in flight at the same time.
  package var parallel: Int
  /// The longest wait, in seconds, for a version that is not ready to run.
  package var readyWithin = ReadyWait.longest

  package init(
    version: FunctionVersion, serving: FunctionVersion, rule: PairRule,
    requirements: [ComparisonRequirement] = [], ignored: [AnswerPath] = [],
    payload: ProbePayload = .empty, expectation: ProbeExpectation = ProbeExpectation(),
    parallel: Int = 1
  ) {
    self.version = version
    self.serving = serving
    self.rule = rule
    self.requirements = requirements
    self.ignored = ignored
    self.payload = payload
    self.expectation = expectation
    self.parallel = parallel
  }

  /// Runs the check on versions that were not invoked yet.
  ///
  /// `progress` is told how far the check is after each answer, and while one is waited for.
  /// Invocations in flight at the verdict are abandoned.
  package func report(
    on target: any PairTarget, in world: World, progress: (String) -> Void = { _ in }
  ) throws(ReleaseFailure) -> HealthReport {
    defer { target.abandon() }
    var run = PairRun(
      rule: rule, requirements: requirements, ignored: ignored,
      lineNumbers: payload.lines.map(\.number), parallel: parallel)
    var evidence = ProbeEvidence()
    var started: Double?
    var waiting = ReadyWait(longest: readyWithin)
    while run.conclusion == nil {
      guard let seconds = try seconds(&run, &waiting, on: target, world, progress) else { continue }
      let first = started ?? world.uptime()
      started = first
      let judged = run.judge.ledger.judged
      try invoke(&run, &evidence, on: target, seconds: seconds, world, progress)
      evidence.duration = world.uptime() - first
      guard let interruption = run.interruption else { continue }
      if run.judge.ledger.judged > judged { waiting.end() }
      waiting.wait(for: interruption, of: version, &run, world, progress)
    }
    return ComparisonReport(check: self, run: run, evidence: evidence).health
  }

  /// How long an answer of either version is waited for; nil when one is not ready.
  private func seconds(
    _ run: inout PairRun, _ waiting: inout ReadyWait, on target: any PairTarget, _ world: World,
    _ progress: (String) -> Void
  ) throws(ReleaseFailure) -> Double? {
    var seconds = 0.0
    for side in [PairSide.serving, .candidate] {
      let configuration: FunctionConfiguration
      do throws(ServiceError) {
        configuration = try target.configuration(of: side)
      } catch {
        throw side == .serving ? failure(error) : .service(error)
      }
      try payload.check(for: configuration)
      waiting.extend(for: configuration)
      let version = side == .serving ? serving : version
      switch Readiness(configuration) {
      case .failed(let reason):
        guard side == .candidate else { throw cannotRun(reason) }
        run.conclude(.unhealthy, "the version cannot run: \(reason)")
        return nil
      case .waiting(let reason):
        waiting.wait(for: reason, of: version, &run, world, progress)
        return nil
      case .ready: seconds = max(seconds, Double(configuration.answerTimeout) + ProbeCheck.margin)
      }
    }
    return seconds
  }

  /// Invokes and takes answers until the run is concluded or interrupted.
  private func invoke(
    _ run: inout PairRun, _ evidence: inout ProbeEvidence, on target: any PairTarget,
    seconds: Double, _ world: World, _ progress: (String) -> Void
  ) throws(ReleaseFailure) {
    while true {
      switch run.next(now: world.uptime(), random: world.random) {
      case .finished: return
      case .send(let line, let side):
        try ReleaseFailure.calling { () throws(ServiceError) in
          try target.start(payload.lines[line].bytes, to: side, seconds: seconds)
        }
      case .wait(let pause):
        guard let (number, answer) = target.next(within: min(pause, ProbeCheck.longestSilence))
        else {
          progress(run.line)
          continue
        }
        let place = run.place(of: number)
        let isCandidate = place.version == .candidate
        let outcome = answer.outcome(
          version: isCandidate ? version : serving, expecting: expectation)
        run.take(answer, outcome, of: number, now: world.uptime(), random: world.random())
        if isCandidate { evidence.note(answer, outcome, probe: place.pair, line: place.line) }
        progress(run.line)
        switch outcome {
        case .stopped(let stop):
          throw ProbeCheck.failure(stop, version: isCandidate ? version : serving, line: place.line)
        case .hopeless(let reason) where !isCandidate: throw cannotRun(reason)
        default: break
        }
      }
    }
  }

  private func cannotRun(_ reason: String) -> ReleaseFailure {
    .missing(
      "version \(serving), which serves, cannot run: \(reason)",
      hints: ["--against names another version to compare with"])
  }

  private func failure(_ error: ServiceError) -> ReleaseFailure {
    error.wasRefused(404)
      ? .missing("there is no version \(serving) to compare with") : .service(error)
  }
}
