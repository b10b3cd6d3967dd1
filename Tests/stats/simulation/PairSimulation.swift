import AWS
import LibC
package import Release

/// Pairs of a serving version and a candidate, sent and judged by the real run in simulated time.
///
/// An invocation runs about 50 ms.
package struct PairSimulation: Sendable {
  /// How often the candidate's answer has another price.
  package var changed = 0.0
  /// How often each of these fields has a random value, in the answers of both versions.
  package var noise: [Double] = []
  /// How many times longer the candidate takes.
  package var slower = 1.0
  /// The standard deviation of the logarithm of the time.
  package var spread = 0.2
  /// How often an invocation takes 20 to 2000 times as long.
  package var tail = 0.0
  /// How many invocations of the candidate are cold starts, which take 10 times as long; one of the
  /// serving version is.
  package var coldStarts = 1
  /// How often the candidate fails by itself.
  package var failing = 0.0
  /// The length in seconds of outages that fail both versions in a fifth of the time; nil for none.
  package var outage: Double?
  package var requirements: [ComparisonRequirement] = [.same]

  package init() {}

  /// The usual rule for the requirements.
  package func rule() throws -> PairRule {
    try PairRule.calibrated(
      tolerate: .onePercent, reject: .fivePercent, risk: .onePercent,
      tests: ComparisonJudge.tests(requirements))
  }

  /// One comparison: its verdict, its pairs, and its invocations.
  package func run(_ rule: PairRule, _ chance: inout Chance) -> (
    verdict: Verdict, pairs: Int, invocations: Int
  ) {
    var run = PairRun(rule: rule, requirements: requirements, lineNumbers: [1])
    var now = (outage ?? 0) * 5 * chance.share()
    var cold = (serving: 1, candidate: coldStarts)
    while run.conclusion == nil {
      let number = run.sent
      let moment = now
      switch run.next(now: moment, random: { chance.share() }) {
      case .finished: break
      case .wait(let seconds): now += seconds
      case .send(_, let side):
        let isCandidate = side == .candidate
        var milliseconds = 50 * exp(spread * normal(&chance)) * (isCandidate ? slower : 1)
        if chance.happens(tail) { milliseconds *= 20 / max(0.01, chance.share()) }
        var isCold = false
        if isCandidate {
          isCold = cold.candidate > 0
          cold.candidate -= 1
        } else {
          isCold = cold.serving > 0
          cold.serving -= 1
        }
        if isCold { milliseconds *= 10 }
        let fails =
          (outage.map { now.truncatingRemainder(dividingBy: $0 * 5) < $0 } ?? false)
          || (isCandidate && chance.happens(failing))
        now += milliseconds / 1000
        let answer = InvokeAnswer.replied(
          InvokeReply(
            functionError: fails ? "Unhandled" : nil, executedVersion: "8",
            logTail: report(milliseconds, isCold: isCold), requestID: "r",
            payload: answer(isCandidate, &chance)),
          seconds: milliseconds / 1000)
        run.take(
          answer, fails ? .failed("fails") : .passed, of: number, now: now, random: 0)
      }
    }
    return (
      run.conclusion?.verdict ?? .inconclusive, run.judge.ledger.judged, run.sent
    )
  }

  private func normal(_ chance: inout Chance) -> Double {
    (-2 * log(max(1e-300, chance.share()))).squareRoot() * cos(2 * .pi * chance.share())
  }

  private func report(_ milliseconds: Double, isCold: Bool) -> String {
    let duration = DecimalText.number(milliseconds, decimals: 2)
    return "REPORT RequestId: r\tDuration: \(duration) ms"
      + (isCold ? "\tInit Duration: 600 ms" : "")
  }

  private func answer(_ isCandidate: Bool, _ chance: inout Chance) -> [UInt8] {
    let price = isCandidate && chance.happens(changed) ? 11 : 10
    var text = #"{"statusCode":200,"price":\#(price)"#
    for (index, rate) in noise.enumerated() {
      let value = chance.happens(rate) ? chance.next() : 0
      text += #","n\#(index)":\#(value)"#
    }
    return Array((text + "}").utf8)
  }

  /// Many comparisons: how many ended how, and the average numbers of pairs and invocations.
  package func runs(_ count: Int, seed: UInt64) throws -> (
    verdicts: [Verdict: Int], pairs: Double, invocations: Double
  ) {
    let rule = try rule()
    var chance = Chance(seed: seed)
    var verdicts: [Verdict: Int] = [.healthy: 0, .unhealthy: 0, .inconclusive: 0]
    var (pairs, invocations) = (0, 0)
    for _ in 0..<count {
      let seen = run(rule, &chance)
      verdicts[seen.verdict, default: 0] += 1
      pairs += seen.pairs
      invocations += seen.invocations
    }
    return (verdicts, Double(pairs) / Double(count), Double(invocations) / Double(count))
  }
}
