package import AWS

/// Which side of a pair an invocation is for.
package enum PairSide: Sendable {
  /// The version that serves.
  case serving
  /// The version that is to be released.
  case candidate
}

/// What to do next in a run of pairs.
package enum PairStep: Sendable, Equatable {
  /// Invoke the version of that side with the payload line of that index.
  case send(line: Int, to: PairSide)
  /// Ask again after this time, or when an answer arrives; infinite when only an answer can help.
  case wait(seconds: Double)
  /// Send nothing more: there is a conclusion, or an interruption and nothing in flight.
  case finished
}

/// A run of pairs from the first to the verdict: decides what is sent when, and what the answers
/// amount to.
///
/// It sends nothing itself and knows no clock. The two invocations of a pair follow each other, in
/// an order drawn at random, so that what the first one warms favours neither. Pairs are judged in
/// the order of sending, so slow ones are not judged late.
package struct PairRun: Sendable {
  /// What the pairs so far show.
  package internal(set) var judge: ComparisonJudge
  /// The verdict and its reason, once there is one.
  package private(set) var conclusion: (verdict: Verdict, reason: String)?
  /// Why the run needs a look at the versions before it goes on; it sends nothing until `resume`.
  package private(set) var interruption: String?
  /// The answers that were no evidence.
  package private(set) var unjudged = UnjudgedAnswers()

  /// The pairs of the first blocks, of the usual ones, and of those while answers differ without
  /// an explanation.
  static let blocks = (first: 2, usual: 10, differing: 2)
  static let firstBlocks = 5

  struct Side: Sendable {
    var failed: Bool
    var payload: [UInt8]
    var report: InvocationReport?
  }

  struct Pair: Sendable {
    var line: Int
    var isOwn: Bool
    var startsWithCandidate: Bool
    var serving: Side?
    var candidate: Side?
    var sent = 0.0
    var result: PairResult?
  }

  let lineNumbers: [Int]
  let parallel: Int
  let ignored: [AnswerPath]
  var pairs: [Pair] = []
  /// The pairs of each block that is not judged yet.
  var open: [Range<Int>] = []
  var blockCount = 0
  var unstarted: [Int] = []
  var ready: [Int] = []
  private var invocations: [(pair: Int, side: PairSide)] = []
  private var inFlight = 0
  var nextLine = 0
  private var pacing = ProbePacing()

  /// Starts a run; `lineNumbers` are the numbers of the payload lines, for messages.
  package init(
    rule: PairRule, requirements: [ComparisonRequirement] = [], ignored: [AnswerPath] = [],
    lineNumbers: [Int], parallel: Int = 1
  ) {
    judge = ComparisonJudge(rule: rule, requirements: requirements, lines: lineNumbers.count)
    self.lineNumbers = lineNumbers
    self.parallel = parallel
    self.ignored = ignored
  }

  /// How many invocations have been started.
  package var sent: Int { invocations.count }

  /// The number, from 1, of the pair and the line's number of an invocation, and the version it is for.
  package func place(of number: Int) -> (pair: Int, line: Int, version: PairSide) {
    let (pair, side) = invocations[number]
    return (pair + 1, lineNumbers[pairs[pair].line], pairs[pair].isOwn ? .serving : side)
  }

  /// How far the run is, in one line.
  package var line: String {
    let ledger = judge.ledger
    var text = "\(ledger.judged) pairs, \(ledger.failed) failed"
    if ledger.comparesAnswers { text += ", \(ledger.discordant) differ" }
    if ledger.setAside > 0 { text += ", \(ledger.setAside) set aside" }
    text += unjudged.ending
    return inFlight > 0 ? text + ", \(inFlight) in flight" : text
  }

  /// What to do now; an invocation that it says to send gets the number `sent` had before.
  ///
  /// `random` draws a number, at least 0 and less than 1.
  package mutating func next(now: Double, random: () -> Double) -> PairStep {
    if conclusion != nil || (interruption != nil && inFlight == 0) { return .finished }
    if interruption != nil || inFlight >= parallel { return .wait(seconds: .infinity) }
    if pacing.until > now { return .wait(seconds: pacing.until - now) }
    guard inFlight == 0 || !pacing.isFailing else { return .wait(seconds: 1) }
    if ready.isEmpty, let pair = newPair(random: random) { ready.append(pair) }
    guard let pair = ready.first else {
      if inFlight == 0 { conclude(.inconclusive, "no verdict in \(judge.ledger.judged) pairs") }
      return conclusion == nil ? .wait(seconds: 1) : .finished
    }
    ready.removeFirst()
    let isFirst = pairs[pair].serving == nil && pairs[pair].candidate == nil
    let startsWithCandidate = pairs[pair].startsWithCandidate
    let side: PairSide = isFirst == startsWithCandidate ? .candidate : .serving
    pairs[pair].sent = now
    invocations.append((pair, side))
    inFlight += 1
    return .send(line: pairs[pair].line, to: pairs[pair].isOwn ? .serving : side)
  }

  /// Takes the answer to the invocation of that number and what it says.
  package mutating func take(
    _ answer: InvokeAnswer, _ outcome: ProbeOutcome, of number: Int, now: Double, random: Double
  ) {
    let (pair, side) = invocations[number]
    let sent = pairs[pair].sent
    let isServing = side == .serving || pairs[pair].isOwn
    inFlight -= 1
    switch outcome {
    case .passed: enter(answer, failed: false, pair, side)
    case .failed: enter(answer, failed: true, pair, side)
    case .unjudged(let cause, let asked):
      again(pair)
      unjudged.note(cause)
      pacing.unjudged(sent: sent, now: now, random: random, asked: asked)
      if let reason = unjudged.reasonToGiveUp(most: judge.rule.maxPairs, pacing) {
        conclude(.inconclusive, reason)
      }
    case .notReady(let cause):
      again(pair)
      interruption = cause
    case .expired:
      again(pair)
      interruption = "the credentials have expired"
    case .hopeless(let reason):
      again(pair)
      if !isServing { conclude(.unhealthy, "the version cannot run: \(reason)") }
    case .stopped: again(pair)
    }
    // An outage of the serving version is waited for; a candidate that fails is not.
    if outcome.isJudged, isServing {
      if case .failed = outcome {
        pacing.failed(sent: sent, now: now)
      } else {
        pacing.succeeded(sent: sent)
      }
    }
    settle()
  }

  /// Goes on after an interruption.
  package mutating func resume() { interruption = nil }

  /// Ends the run for a reason from outside.
  package mutating func conclude(_ verdict: Verdict, _ reason: String) {
    if conclusion == nil { conclusion = (verdict, reason) }
  }

  /// Judges the blocks in the order in which they were sent, as far as all earlier ones are known.
  private mutating func settle() {
    while conclusion == nil, let block = open.first,
      pairs[block].allSatisfy({ $0.result != nil })
    {
      open.removeFirst()
      judge.enter(
        pairs[block].compactMap { pair in
          pair.result.map { ($0, pair.serving?.report, pair.candidate?.report) }
        })
      // The ledger has counted them: what was compared is not kept.
      for pair in block { pairs[pair].result?.outcome = .setAside }
      if let findings = judge.findings {
        let (verdict, reason) = ComparisonJudge.verdict(of: findings)
        conclude(verdict, reason)
      } else if judge.ledger.setAside > UnjudgedAnswers.limit(of: judge.rule.maxPairs) {
        conclude(
          .inconclusive,
          "the serving version failed in \(judge.ledger.setAside) pairs: nothing to compare with")
      }
    }
  }
}
