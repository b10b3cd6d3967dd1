package import Release

/// Probes of a version that fails at random, and with every hiccup of something downstream, sent
/// and judged by the real run in simulated time.
package struct ProbeSimulation: Sendable {
  /// How often the version fails.
  package var rate: Double
  /// Seconds between two hiccups, which fail every probe for two seconds; nil for none.
  package var hiccupEvery: Double?
  /// How many probes are in flight at the same time.
  package var parallel: Int
  /// How many times longer a failed probe takes than a good one.
  package var slowness: Double
  /// How many payload lines there are.
  package var lines: Int
  /// The index of the line that always fails, if one does.
  package var brokenLine: Int?

  /// Makes a simulation.
  package init(
    rate: Double, hiccupEvery: Double? = nil, parallel: Int = 1, lines: Int = 1,
    brokenLine: Int? = nil, slowness: Double = 1
  ) {
    self.slowness = slowness
    self.rate = rate
    self.hiccupEvery = hiccupEvery
    self.parallel = parallel
    self.lines = lines
    self.brokenLine = brokenLine
  }

  /// One check: its verdict and the probes that it sent.
  ///
  /// A probe takes about 100 ms.
  package func run(_ rule: ProbeRule, _ chance: inout Chance) -> (verdict: Verdict, probes: Int) {
    var run = ProbeRun(rule: rule, lineNumbers: Array(1...lines), parallel: parallel)
    var now = (hiccupEvery ?? 0) * chance.share()
    var inFlight: [(number: Int, ready: Double, outcome: ProbeOutcome)] = []
    while run.conclusion == nil {
      let number = run.sent
      switch run.next(now: now) {
      case .send(let line):
        let fails = fails(line, at: now, &chance)
        let seconds = (0.05 + 0.1 * chance.share()) * (fails ? slowness : 1)
        inFlight.append((number, now + seconds, fails ? .failed("") : .passed))
      case .wait(let seconds):
        let first = inFlight.indices.min { inFlight[$0].ready < inFlight[$1].ready }
        guard let first, inFlight[first].ready <= now + seconds else {
          now += seconds
          continue
        }
        let done = inFlight.remove(at: first)
        now = max(now, done.ready)
        run.take(done.outcome, of: done.number, now: now, random: 0)
      case .finished: break
      }
    }
    return (run.conclusion?.verdict ?? .inconclusive, run.sent)
  }

  private func fails(_ line: Int, at now: Double, _ chance: inout Chance) -> Bool {
    if line == brokenLine { return true }
    if let hiccupEvery, now.truncatingRemainder(dividingBy: hiccupEvery) < 2 { return true }
    return chance.happens(rate)
  }

  /// Many checks: how many ended how, and the average number of probes.
  package func runs(_ count: Int, _ rule: ProbeRule, seed: UInt64) -> (
    verdicts: [Verdict: Int], probes: Double
  ) {
    var chance = Chance(seed: seed)
    var verdicts: [Verdict: Int] = [.healthy: 0, .unhealthy: 0, .inconclusive: 0]
    var probes = 0
    for _ in 0..<count {
      let (verdict, sent) = run(rule, &chance)
      verdicts[verdict, default: 0] += 1
      probes += sent
    }
    return (verdicts, Double(probes) / Double(count))
  }
}
