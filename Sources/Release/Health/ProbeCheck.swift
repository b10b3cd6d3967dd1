package import AWS

/// Probes a version until the rule says what it is.
package struct ProbeCheck {
  /// The version.
  package var version: FunctionVersion
  /// The rule.
  package var rule: ProbeRule
  /// What the function is invoked with.
  package var payload: ProbePayload
  /// When an answer is good.
  package var expectation: ProbeExpectation
  /// How many probes may be under way at once.
  package var parallel: Int
  /// The longest wait, in seconds, for a version that is not ready to run.
  package var readyWithin: Double

  /// Makes a check.
  package init(
    version: FunctionVersion, rule: ProbeRule, payload: ProbePayload = .empty,
    expectation: ProbeExpectation = ProbeExpectation(), parallel: Int = 1,
    readyWithin: Double = 600
  ) {
    self.version = version
    self.rule = rule
    self.payload = payload
    self.expectation = expectation
    self.parallel = parallel
    self.readyWithin = readyWithin
  }

  /// Seconds beyond the function's own time-out that an answer is waited for: starting the
  /// function and the way there and back.
  package static let margin = 15.0

  /// Runs the check.
  ///
  /// `progress` is told the run after each answer.
  package func report(
    on target: any ProbeTarget, in surroundings: Surroundings,
    progress: (ProbeRun) -> Void = { _ in }
  ) throws(ReleaseFailure) -> HealthReport {
    var run = ProbeRun(rule: rule, lineNumbers: payload.lines.map(\.number), parallel: parallel)
    var evidence = ProbeEvidence()
    var started: Double?
    var waitingSince: Double?
    while run.conclusion == nil {
      let configuration = try Self.calling { () throws(ServiceError) in
        try target.configuration()
      }
      switch Readiness(configuration) {
      case .failed(let reason):
        run.conclude(.unhealthy, "the version cannot run: \(reason)")
        continue
      case .waiting(let reason):
        wait(for: reason, since: &waitingSince, &run, surroundings)
        continue
      case .ready: break
      }
      let first = started ?? surroundings.now()
      started = first
      let judged = run.score.probes
      try exchange(&run, &evidence, on: target, configuration, surroundings, progress)
      evidence.duration = surroundings.now() - first
      guard let interruption = run.interruption else { continue }
      if run.score.probes > judged { waitingSince = nil }
      wait(for: interruption, since: &waitingSince, &run, surroundings)
    }
    let (verdict, reason) = run.conclusion ?? (.inconclusive, "")
    return HealthReport(
      verdict: verdict, reason: reason, source: "probe", version: version, rule: rule.json,
      evidence: evidence.json(of: run, lines: payload.lines.count),
      details: evidence.details(of: run, lines: payload.lines.count))
  }

  private func wait(
    for reason: String, since: inout Double?, _ run: inout ProbeRun,
    _ surroundings: Surroundings
  ) {
    let now = surroundings.now()
    let start = since ?? now
    since = start
    guard now - start < readyWithin else {
      run.conclude(
        .inconclusive, "not ready after \(DecimalText.duration(readyWithin)): \(reason)")
      return
    }
    if start == now { surroundings.say("\(version): waiting: \(reason)") }
    surroundings.sleep(2)
    run.resume()
  }

  private func exchange(
    _ run: inout ProbeRun, _ evidence: inout ProbeEvidence, on target: any ProbeTarget,
    _ configuration: FunctionConfiguration, _ surroundings: Surroundings,
    _ progress: (ProbeRun) -> Void
  ) throws(ReleaseFailure) {
    let state = Exchange(run, evidence)
    let lines = payload.lines
    do throws(ServiceError) {
      try target.probe(
        parallel: parallel, seconds: Double(configuration.timeout) + Self.margin,
        next: {
          switch state.run.next(now: surroundings.now()) {
          case .finished: return .finished
          case .wait(let seconds): return .wait(seconds: seconds)
          case .send(let line):
            state.lines.append(line)
            return .send(lines[line].bytes)
          }
        },
        answered: { index, answer in
          let number = state.first + index
          let outcome = answer.outcome(version: version, expecting: expectation)
          let line = lines[state.lines[index]].number
          state.run.take(
            outcome, of: number, now: surroundings.now(), random: surroundings.random())
          state.evidence.note(answer, outcome, probe: number + 1, line: line)
          if case .stopped(let stop) = outcome, state.stop == nil { state.stop = (stop, line) }
          progress(state.run)
          return state.stop == nil && state.run.conclusion == nil
        })
    } catch {
      throw .service(error)
    }
    run = state.run
    evidence = state.evidence
    if let (stop, line) = state.stop { throw failure(stop, line: line) }
  }

  private func failure(_ stop: ProbeStop, line: Int) -> ReleaseFailure {
    switch stop {
    case .fault(let fault): .service(.fault(fault))
    case .unreachable(let error): .service(error)
    case .payload(let fault):
      .package("payload line \(line): Lambda does not take it: \(fault.code): \(fault.message)")
    case .otherVersion(let other):
      .refused("version \(version) was invoked and version \(other) answered")
    }
  }

  private static func calling<Value>(_ call: () throws(ServiceError) -> Value)
    throws(ReleaseFailure) -> Value
  {
    do throws(ServiceError) {
      return try call()
    } catch {
      throw .service(error)
    }
  }

  /// What two closures share while probes are under way.
  private final class Exchange {
    var run: ProbeRun
    var evidence: ProbeEvidence
    var lines: [Int] = []
    var stop: (ProbeStop, line: Int)?
    let first: Int

    init(_ run: ProbeRun, _ evidence: ProbeEvidence) {
      self.run = run
      self.evidence = evidence
      first = run.sent
    }
  }
}
