/// The score of the probes so far, and which payload lines have succeeded.
///
/// Probes are entered in the order in which they were sent, so that slow failures are not counted
/// late.
package struct ProbeScore: Sendable {
  /// The rule.
  package let rule: ProbeRule
  /// The score.
  package private(set) var value = 0
  /// The number of probes entered.
  package private(set) var probes = 0
  /// How many of them failed.
  package private(set) var failed = 0
  /// What the score says; once said it stays.
  package private(set) var decision: ProbeRule.Decision?
  /// How many payload lines have succeeded at least once.
  package private(set) var linesSucceeded = 0
  /// The index of the first payload line that failed `lineFailureLimit` times and never succeeded.
  package private(set) var brokenLine: Int?
  /// How often a payload line must fail, without succeeding, to be called broken.
  package let lineFailureLimit: Int

  private var lineHasSucceeded: [Bool]
  private var lineFailures: [Int]

  /// Starts at 0, for so many payload lines.
  ///
  /// A line is broken after three failures; after more when the rate to tolerate is so high that
  /// three in a row on some line would come by chance in more than a tenth of `risk`.
  package init(rule: ProbeRule, lines: Int) {
    self.rule = rule
    lineHasSucceeded = Array(repeating: false, count: lines)
    lineFailures = Array(repeating: 0, count: lines)
    var limit = 3
    if case .rates(let tolerate, _, let risk) = rule.promise {
      var chance = Double(lines)
      for _ in 0..<3 { chance *= tolerate.value }
      while chance > risk.value / 10, limit < rule.maxProbes {
        chance *= tolerate.value
        limit += 1
      }
    }
    lineFailureLimit = limit
  }

  /// Enters the next probe.
  package mutating func enter(line: Int, passed: Bool) {
    probes += 1
    if !passed { failed += 1 }
    if decision == nil {
      value += passed ? 1 : -rule.failureCost
      decision = rule.decision(at: value)
    }
    if passed {
      if !lineHasSucceeded[line] { linesSucceeded += 1 }
      lineHasSucceeded[line] = true
    } else {
      lineFailures[line] += 1
      // With one line the score says it all.
      if lineHasSucceeded.count > 1, !lineHasSucceeded[line],
        lineFailures[line] >= lineFailureLimit, brokenLine == nil
      {
        brokenLine = line
      }
    }
  }

  /// Whether each payload line has succeeded at least once.
  package var everyLineSucceeded: Bool { linesSucceeded == lineHasSucceeded.count }

  /// The indices of the payload lines that have not succeeded yet.
  package var openLines: [Int] {
    lineHasSucceeded.indices.filter { !lineHasSucceeded[$0] }
  }

  /// The first payload line from `start`, going round, that has not succeeded yet.
  package func openLine(from start: Int) -> Int? {
    let count = lineHasSucceeded.count
    for step in 0..<count where !lineHasSucceeded[(start + step) % count] {
      return (start + step) % count
    }
    return nil
  }

  /// The verdict so far: healthy when the score says so and every line has succeeded, unhealthy
  /// when the score says so or a line is broken.
  package var verdict: Verdict? {
    if decision == .unhealthy || brokenLine != nil { return .unhealthy }
    return decision == .healthy && everyLineSucceeded ? .healthy : nil
  }
}
