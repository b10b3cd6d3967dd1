/// What to do next in a run of probes.
package enum ProbeStep: Sendable, Equatable {
  /// Send a probe with the payload line of that index.
  case send(line: Int)
  /// Ask again after this time, or when an answer arrives; infinite when only an answer can help.
  case wait(seconds: Double)
  /// Send nothing more: there is a conclusion, or an interruption and nothing in flight.
  case finished
}

/// A run of probes from the first to the verdict: decides what is sent when, and what the answers
/// amount to.
///
/// It sends nothing itself and knows no clock.
///
/// Probes in flight at the same time as a failed one are correlated with it: a hiccup of something
/// downstream would fail them all. So those sent later than a failed probe, but
/// before its answer came, are set aside, good or bad, and their lines are sent again. Whether a
/// probe is set aside never depends on its own answer; what is scored stays a fair sample.
package struct ProbeRun: Sendable {
  /// The score of the probes so far, in the order in which they were sent.
  package private(set) var score: ProbeScore
  /// The verdict and its reason, once there is one.
  package private(set) var conclusion: (verdict: Verdict, reason: String)?
  /// Why the run needs a look at the version before it goes on; it sends nothing until `resume`.
  package private(set) var interruption: String?
  /// How many answers were set aside because a probe failed while they were in flight.
  package private(set) var setAside = 0
  /// The answers that were no evidence.
  package private(set) var unjudged = UnjudgedAnswers()

  private enum Fate: Sendable {
    case pending
    case passed
    case failed
    case void
  }

  private struct Probe: Sendable {
    var line: Int
    var sent: Double
    var answered = 0.0
    var fate = Fate.pending
    var isSetAside = false
  }

  private let rule: ProbeRule
  private let lineNumbers: [Int]
  private var probes: [Probe] = []
  /// The probes before this one are in the score or void.
  private var settled = 0
  private var void = 0
  private var pending = 0
  private let parallel: Int
  private var again: [Int] = []
  private var nextLine = 0
  private var pacing = ProbePacing()

  /// Starts a run.
  ///
  /// `lineNumbers` are the numbers of the payload lines, for messages. At most `parallel` probes
  /// are in flight, and at most twice as many are sent before the oldest of them is answered.
  package init(rule: ProbeRule, lineNumbers: [Int], parallel: Int = 1) {
    self.rule = rule
    self.parallel = parallel
    self.lineNumbers = lineNumbers
    score = ProbeScore(rule: rule, lines: lineNumbers.count)
  }

  /// How many probes have been sent, those that were no evidence included.
  package var sent: Int { probes.count }

  /// How far the run is, in one line.
  package var line: String {
    let sign = score.value > 0 ? "+" : ""
    var text = "\(score.probes) probes, \(score.failed) failed, score \(sign)\(score.value)"
    text += " of +\(rule.healthyLimit)" + unjudged.ending
    return pending > 0 ? text + ", \(pending) in flight" : text
  }

  /// The number of the payload line that a probe was sent with.
  package func lineNumber(of number: Int) -> Int { lineNumbers[probes[number].line] }

  /// What to do now; a probe that it says to send gets the number `sent` had before.
  package mutating func next(now: Double) -> ProbeStep {
    if conclusion != nil || (interruption != nil && pending == 0) { return .finished }
    if interruption != nil || pending >= parallel { return .wait(seconds: .infinity) }
    if pacing.until > now { return .wait(seconds: pacing.until - now) }
    // While it fails, one after another; and not too far ahead of what is known.
    guard pending == 0 || (!pacing.isFailing && probes.count - settled < 2 * parallel) else {
      return .wait(seconds: 1)
    }
    let outlook = outlookIfAllSucceed
    // The probes in flight may decide by themselves: then another one would be wasted.
    guard outlook.verdict == nil, probes.count - void < rule.maxProbes else {
      return .wait(seconds: 1)
    }
    let line: Int
    if let repeated = again.popLast() {
      line = repeated
    } else if outlook.decision == .healthy, let open = outlook.openLine(from: nextLine) {
      line = open
      nextLine = (open + 1) % lineNumbers.count
    } else {
      line = nextLine
      nextLine = (line + 1) % lineNumbers.count
    }
    probes.append(Probe(line: line, sent: now))
    pending += 1
    return .send(line: line)
  }

  /// Takes what an answer says about the probe of that number.
  package mutating func take(
    _ outcome: ProbeOutcome, of number: Int, now: Double, random: Double
  ) {
    let probe = probes[number]
    probes[number].answered = now
    pending -= 1
    switch outcome {
    case .passed where probe.isSetAside, .failed where probe.isSetAside:
      drop(number)
      setAside += 1
    case .passed:
      probes[number].fate = .passed
      pacing.succeeded(sent: probe.sent)
    case .failed:
      probes[number].fate = .failed
      pacing.failed(sent: probe.sent, now: now)
    case .unjudged(let cause, let asked):
      drop(number)
      unjudged.note(cause)
      pacing.unjudged(sent: probe.sent, now: now, random: random, asked: asked)
      if let reason = unjudged.reasonToGiveUp(most: rule.maxProbes, pacing) {
        conclude(.inconclusive, reason)
      }
    case .notReady(let cause):
      drop(number)
      interruption = cause
    case .expired:
      drop(number)
      interruption = "the credentials have expired"
    case .hopeless(let reason):
      drop(number)
      conclude(.unhealthy, "the version cannot run: \(reason)")
    case .stopped:
      drop(number)
    }
    settle()
  }

  /// Goes on after an interruption.
  package mutating func resume() {
    interruption = nil
  }

  /// Ends the run for a reason from outside.
  package mutating func conclude(_ verdict: Verdict, _ reason: String) {
    if conclusion == nil { conclusion = (verdict, reason) }
  }

  private mutating func drop(_ number: Int) {
    probes[number].fate = .void
    void += 1
    again.append(probes[number].line)
  }

  /// Enters the probes in the order in which they were sent, as far as all earlier ones are known.
  private mutating func settle() {
    while conclusion == nil, settled < probes.count, probes[settled].fate != .pending {
      let probe = probes[settled]
      settled += 1
      guard probe.fate != .void else { continue }
      score.enter(line: probe.line, passed: probe.fate == .passed)
      if probe.fate == .failed { setAsideProbes(sentBefore: probe.answered) }
      if let verdict = score.verdict {
        conclude(verdict, reason(for: verdict))
      } else if score.probes >= rule.maxProbes {
        conclude(.inconclusive, reasonForNone)
      }
    }
  }

  /// Sets aside the probes not yet entered that were sent before a failed one was answered.
  private mutating func setAsideProbes(sentBefore moment: Double) {
    for number in settled..<probes.count where probes[number].sent < moment {
      switch probes[number].fate {
      case .pending: probes[number].isSetAside = true
      case .passed, .failed:
        drop(number)
        setAside += 1
      case .void: break
      }
    }
  }

  private var outlookIfAllSucceed: ProbeScore {
    var outlook = score
    for probe in probes[settled...] where probe.fate != .void {
      outlook.enter(line: probe.line, passed: probe.fate != .failed)
    }
    return outlook
  }

  private func reason(for verdict: Verdict) -> String {
    if verdict == .healthy {
      if case .allOf(let probes) = rule.promise { return "all of \(probes) probes passed" }
      if rule.isStrict { return "\(rule.healthyLimit) good answers in a row" }
      return "score +\(score.value) reached"
    }
    if let line = score.brokenLine, score.decision != .unhealthy {
      return "payload line \(lineNumbers[line]) failed \(score.lineFailureLimit) times "
        + "and never succeeded"
    }
    if rule.isStrict { return "a probe failed and none may" }
    return "score \(score.value), at or below -\(rule.unhealthyLimit)"
  }

  private var reasonForNone: String {
    guard score.decision == .healthy else {
      return "no verdict in \(score.probes) probes (score \(score.value))"
    }
    let open = score.openLines.prefix(5).map { "\(lineNumbers[$0])" }.joined(separator: ", ")
    return "payload line \(open) never succeeded in \(score.probes) probes"
  }
}
