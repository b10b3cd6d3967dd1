import AWS

/// Everything that is required of a candidate, and how far each of it is shown.
package struct ComparisonJudge: Sendable {
  /// What one requirement came to.
  package struct Finding: Sendable {
    /// The requirement as it was given; `failures` when only those count.
    package var name: String
    /// Inconclusive while there is not enough evidence.
    package var verdict: Verdict
    /// Why, in a few words.
    package var reason: String
  }

  /// The rule, with its share of the risk for each requirement.
  package let rule: PairRule
  /// What `--require` names; when it is empty only failures decide.
  package let requirements: [ComparisonRequirement]
  /// The pairs so far.
  package private(set) var ledger: PairLedger
  /// Which version was slower, pair by pair.
  package private(set) var latency = SignTest()
  /// Pairs that tell nothing of latency because one of the two was a cold start.
  package private(set) var coldPairs = 0
  /// What Lambda measured of the serving version.
  package var serving = InvocationFigures()
  /// What Lambda measured of the candidate.
  package var candidate = InvocationFigures()

  /// Pairs without any REPORT line after which none is expected any more.
  private static let pairsForReport = 20

  package init(rule: PairRule, requirements: [ComparisonRequirement], lines: Int) {
    self.rule = rule
    self.requirements = requirements
    ledger = PairLedger(lines: lines, comparesAnswers: requirements.contains(.same))
  }

  /// How many sequential tests a comparison with these requirements makes.
  package static func tests(_ requirements: [ComparisonRequirement]) -> Int {
    requirements.contains { if case .latency = $0 { true } else { false } } ? 2 : 1
  }

  private var factor: Double? {
    for case .latency(let factor) in requirements { return factor }
    return nil
  }

  /// Enters the pairs of a block with the reports of both invocations of each.
  mutating func enter(
    _ block: [(result: PairResult, serving: InvocationReport?, candidate: InvocationReport?)]
  ) {
    ledger.enter(block.map(\.result))
    guard let factor else { return }
    for pair in block where !pair.result.isOwn {
      guard case .compared = pair.result.outcome, let serving = pair.serving,
        let candidate = pair.candidate
      else { continue }
      if serving.isCold || candidate.isCold {
        coldPairs += 1
      } else {
        latency.enter(
          serving: serving.duration, candidate: candidate.duration, factor: factor)
      }
    }
  }

  /// Whether all the pairs that the rule allows are judged.
  package var isExhausted: Bool { ledger.judged >= rule.maxPairs }

  /// How many pairs are wanted yet, if all of them turn out well.
  package var pairsWanted: Int {
    let most = max(0, rule.maxPairs - ledger.judged)
    if rule.isFixed { return most }
    var wanted = 0
    if answers == nil {
      wanted = max(rule.equalAt - ledger.score(rule), ledger.openLines.count)
    }
    if let factor, latencyFinding(factor) == nil { wanted = max(wanted, 10) }
    return min(most, max(wanted, 0))
  }

  /// What is found of every requirement; nil while one is open and no other has failed.
  package var findings: [Finding]? {
    if rule.isFixed, !isExhausted { return nil }
    let sequential = [answers] + (factor.map { [latencyFinding($0)] } ?? [])
    let isOpen = sequential.contains { $0 == nil }
    var findings = sequential.compactMap { $0 }
    for case .memory(let share) in requirements {
      findings.append(memory(share))
    }
    if findings.contains(where: { $0.verdict == .unhealthy }) { return findings }
    return isOpen ? nil : findings
  }

  private var answers: Finding? {
    let name = ledger.comparesAnswers ? "same" : "failures"
    let what = ledger.comparesAnswers ? "differs" : "fails"
    let own = "\(ledger.own.differing) of \(ledger.own.judged)"
    let counts =
      "\(what) in \(ledger.discordant) of \(ledger.judged) pairs, the serving version "
      + (ledger.comparesAnswers ? "from itself in \(own)" : "in \(own) of its own")
    if rule.isFixed, ledger.failed > 0 {
      let reason = "fails in \(ledger.failed) of \(ledger.judged) pairs"
      return Finding(name: name, verdict: .unhealthy, reason: reason)
    }
    if ledger.test.evidence >= rule.limit {
      return Finding(name: name, verdict: .unhealthy, reason: counts)
    }
    if ledger.score(rule) >= rule.equalAt, ledger.openLines.isEmpty {
      let reason =
        ledger.discordant == 0 ? "\(what) in none of \(ledger.judged) pairs" : counts
      return Finding(name: name, verdict: .healthy, reason: reason)
    }
    guard isExhausted else { return nil }
    return Finding(name: name, verdict: .inconclusive, reason: counts)
  }

  private func latencyFinding(_ factor: Double) -> Finding? {
    let name = "latency=\(DecimalText.number(factor, decimals: 6))"
    let counts =
      "\(latency.slower) of \(latency.pairs) pairs take longer than "
      + "\(DecimalText.number(factor, decimals: 6)) times"
    if latency.slowerEvidence >= rule.limit {
      return Finding(name: name, verdict: .unhealthy, reason: counts)
    }
    if latency.fasterEvidence >= rule.limit {
      return Finding(name: name, verdict: .healthy, reason: counts)
    }
    let lacksReports = serving.reports == 0 || candidate.reports == 0
    guard isExhausted || (lacksReports && ledger.judged >= Self.pairsForReport) else { return nil }
    return Finding(
      name: name, verdict: .inconclusive,
      reason: lacksReports ? "no REPORT line in the logs" : counts)
  }

  /// A plain limit: what was used already can only grow.
  private func memory(_ limit: Rate) -> Finding {
    let name = "memory=\(limit.percent)"
    guard let share = candidate.memoryShare, let used = candidate.memoryUsed,
      let size = candidate.memorySize
    else {
      return Finding(name: name, verdict: .inconclusive, reason: "no REPORT line in the logs")
    }
    return Finding(
      name: name, verdict: share > limit.value ? .unhealthy : .healthy,
      reason: "\(used) of \(size) MB used")
  }

  /// The verdict of findings and its reason: the first unhealthy one decides, then an open one.
  package static func verdict(of findings: [Finding]) -> (verdict: Verdict, reason: String) {
    for verdict in [Verdict.unhealthy, .inconclusive] {
      if let finding = findings.first(where: { $0.verdict == verdict }) {
        return (verdict, "\(finding.name): \(finding.reason)")
      }
    }
    return (.healthy, findings.map { "\($0.name): \($0.reason)" }.joined(separator: "; "))
  }
}
