import AWS

/// What the pairs are, and what their answers come to.
extension PairRun {
  /// The next pair to start; nil when those in flight may decide, or too many are unjudged.
  mutating func newPair(random: () -> Double) -> Int? {
    if unstarted.isEmpty { plan(random: random) }
    guard let first = unstarted.first, first - (open.first?.lowerBound ?? first) < 2 * parallel + 10
    else { return nil }
    unstarted.removeFirst()
    return first
  }

  /// Plans a block: what is in flight counts as judged well.
  private mutating func plan(random: () -> Double) {
    let planned = open.reduce(0) { $0 + $1.count - 1 }
    let wanted = judge.pairsWanted - planned
    guard wanted > 0 else { return }
    var size = Self.blocks.usual
    if blockCount < Self.firstBlocks { size = Self.blocks.first }
    if judge.ledger.discordant > 0 { size = Self.blocks.differing }
    size = min(size, wanted + 1)
    blockCount += 1
    let own = min(size - 1, Int(random() * Double(size)))
    let start = pairs.count
    for place in 0..<size {
      pairs.append(
        Pair(
          line: drawLine(isOwn: place == own, in: start), isOwn: place == own,
          startsWithCandidate: random() < 0.5))
    }
    open.append(start..<pairs.count)
    unstarted = Array(start..<pairs.count)
  }

  /// The next payload line: of those that never were equal, once the score is reached.
  ///
  /// A fixed number of pairs may be no more than the lines: the serving version's own pairs then
  /// take none of them away, and a line that was set aside is drawn again.
  private mutating func drawLine(isOwn: Bool, in start: Int) -> Int {
    var line = nextLine
    let ledger = judge.ledger
    if judge.rule.isFixed {
      if isOwn { return line }
      let first = open.first?.lowerBound ?? start
      let planned = Set(pairs[first...].filter { !$0.isOwn }.map(\.line))
      let lines = ledger.openLines.filter { !planned.contains($0) }
      line = lines.first { $0 >= nextLine } ?? lines.first ?? nextLine
    }
    if ledger.score(judge.rule) >= judge.rule.equalAt {
      let lines = ledger.openLines
      line = lines.first { $0 >= nextLine } ?? lines.first ?? nextLine
    }
    nextLine = (line + 1) % lineNumbers.count
    return line
  }

  mutating func enter(
    _ answer: InvokeAnswer, failed: Bool, _ pair: Int, _ side: PairSide
  ) {
    var entered = Side(failed: failed, payload: [], report: nil)
    if case .replied(let reply, _) = answer {
      entered.payload = reply.payload
      entered.report = reply.report
    }
    if let report = entered.report {
      if side == .serving || pairs[pair].isOwn {
        judge.serving.enter(report)
      } else {
        judge.candidate.enter(report)
      }
    }
    switch side {
    case .serving: pairs[pair].serving = entered
    case .candidate: pairs[pair].candidate = entered
    }
    guard let serving = pairs[pair].serving, let candidate = pairs[pair].candidate else {
      return ready.append(pair)
    }
    var outcome = PairResult.Outcome.setAside
    if !serving.failed {
      outcome = .failed
      if !candidate.failed {
        let comparison = AnswerComparison(
          serving: serving.payload, candidate: candidate.payload, ignoring: ignored)
        outcome = .compared(comparison.differences, isCut: comparison.isCut)
      }
    }
    pairs[pair].serving?.payload = []
    pairs[pair].candidate?.payload = []
    pairs[pair].result = PairResult(
      isOwn: pairs[pair].isOwn, line: pairs[pair].line, outcome: outcome)
  }

  /// Asks both sides of a pair anew.
  mutating func again(_ pair: Int) {
    pairs[pair].serving = nil
    pairs[pair].candidate = nil
    ready.append(pair)
  }
}

extension PairRun {
  /// How many pairs of the serving version alone come with so many equal ones.
  static func ownPairs(beside compared: Int) -> Int {
    let first = firstBlocks * (blocks.first - 1)
    guard compared > first else { return compared }
    let rest = compared - first
    return firstBlocks + (rest + blocks.usual - 2) / (blocks.usual - 1)
  }
}
