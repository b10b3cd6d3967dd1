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
  /// How many probes may be in flight at the same time.
  package var parallel: Int
  /// The longest wait, in seconds, for a version that is not ready to run.
  package var readyWithin: Double

  /// Makes a check.
  package init(
    version: FunctionVersion, rule: ProbeRule, payload: ProbePayload = .empty,
    expectation: ProbeExpectation = ProbeExpectation(), parallel: Int = 1,
    readyWithin: Double = ReadyWait.longest
  ) {
    self.version = version
    self.rule = rule
    self.payload = payload
    self.expectation = expectation
    self.parallel = parallel
    self.readyWithin = readyWithin
  }

  /// Seconds beyond the function's own timeout that an answer is waited for: starting the
  /// function and the way there and back.
  package static let margin = 15.0
  /// The longest wait in seconds for an answer between two calls of `progress`.
  static let longestSilence = 10.0

  /// Runs the check on a target that was not probed yet.
  ///
  /// `progress` is told how far the check is after each answer, and while one is waited for.
  /// Probes in flight at the verdict are abandoned.
  package func report(
    on target: any ProbeTarget, in world: World,
    progress: (String) -> Void = { _ in }
  ) throws(ReleaseFailure) -> HealthReport {
    defer { target.abandon() }
    var run = ProbeRun(rule: rule, lineNumbers: payload.lines.map(\.number), parallel: parallel)
    var evidence = ProbeEvidence()
    var started: Double?
    var waiting = ReadyWait(longest: readyWithin)
    while run.conclusion == nil {
      let configuration = try ReleaseFailure.calling { () throws(ServiceError) in
        try target.configuration()
      }
      try payload.check(for: configuration)
      waiting.extend(for: configuration)
      switch Readiness(configuration) {
      case .failed(let reason):
        run.conclude(.unhealthy, "the version cannot run: \(reason)")
        continue
      case .waiting(let reason):
        waiting.wait(for: reason, of: version, &run, world, progress)
        continue
      case .ready: break
      }
      let first = started ?? world.uptime()
      started = first
      let judged = run.score.probes
      try probe(
        &run, &evidence, on: target, seconds: Double(configuration.answerTimeout) + Self.margin,
        world, progress)
      evidence.duration = world.uptime() - first
      guard let interruption = run.interruption else { continue }
      if run.score.probes > judged { waiting.end() }
      waiting.wait(for: interruption, of: version, &run, world, progress)
    }
    let (verdict, reason) = run.conclusion ?? (.inconclusive, "")
    return HealthReport(
      verdict: verdict, reason: reason, source: "probe", version: version, rule: rule.json,
      evidence: evidence.json(of: run, lines: payload.lines.count),
      details: evidence.details(of: run, lines: payload.lines.count))
  }

  /// Sends probes and takes their answers until the run is concluded or interrupted.
  ///
  /// An answer is waited for `seconds`.
  private func probe(
    _ run: inout ProbeRun, _ evidence: inout ProbeEvidence, on target: any ProbeTarget,
    seconds: Double, _ world: World, _ progress: (String) -> Void
  ) throws(ReleaseFailure) {
    while true {
      switch run.next(now: world.uptime()) {
      case .finished: return
      case .send(let line):
        try ReleaseFailure.calling { () throws(ServiceError) in
          try target.start(payload.lines[line].bytes, seconds: seconds)
        }
      case .wait(let pause):
        guard let (number, answer) = target.next(within: min(pause, Self.longestSilence)) else {
          progress(run.line)
          continue
        }
        let outcome = answer.outcome(version: version, expecting: expectation)
        let line = run.lineNumber(of: number)
        run.take(outcome, of: number, now: world.uptime(), random: world.random())
        evidence.note(answer, outcome, probe: number + 1, line: line)
        progress(run.line)
        if case .stopped(let stop) = outcome {
          throw Self.failure(stop, version: version, line: line)
        }
      }
    }
  }

  /// Why the check of a version cannot go on.
  static func failure(_ stop: ProbeStop, version: FunctionVersion, line: Int) -> ReleaseFailure {
    switch stop {
    case .fault(let fault): .service(.fault(fault))
    case .unreachable(let error): .service(error)
    case .payload(let fault):
      .package("payload line \(line): Lambda does not take it: \(fault.code): \(fault.words)")
    case .otherVersion(let other):
      .refused("version \(version) was invoked and version \(other) answered")
    }
  }
}
