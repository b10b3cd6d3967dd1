import AWS

/// What a comparison found, for people and in the record.
struct ComparisonReport {
  let check: PairCheck
  let run: PairRun
  let evidence: ProbeEvidence

  /// The most differences that are written into the record, and that a person is shown.
  private static let limits = (record: 20, line: 5)

  private var ledger: PairLedger { run.judge.ledger }

  /// The verdict with everything that led to it.
  var health: HealthReport {
    let (verdict, reason) = run.conclusion ?? (.inconclusive, "")
    var report = HealthReport(
      verdict: verdict, reason: reason, source: "comparison", version: check.version,
      rule: check.rule.json, evidence: evidenceJSON, details: details)
    report.comparison = comparison
    return report
  }

  private var evidenceJSON: JSONValue {
    let lines = check.payload.lines.count
    var json: JSONValue = [
      "Probes": .init(ledger.judged), "Failed": .init(ledger.failed),
      "Score": .init(ledger.score(check.rule)),
    ]
    for member in run.unjudged.members { json[member.name] = member.value }
    if ledger.setAside > 0 { json["SetAside"] = .init(ledger.setAside) }
    json["PayloadLines"] = .init(lines)
    json["LinesSucceeded"] = .init(lines - ledger.openLines.count)
    for member in evidence.measured { json[member.name] = member.value }
    return json
  }

  private var comparison: JSONValue {
    var json: JSONValue = [
      "Against": .string("\(check.serving)"), "Pairs": .init(ledger.judged),
      "Differing": .init(ledger.discordant), "OwnPairs": .init(ledger.own.judged),
      "OwnDiffering": .init(ledger.own.differing),
    ]
    json["Differences"] = .array(
      ledger.differences.prefix(Self.limits.record).map { row in
        var json: JSONValue = [
          "Path": .string(row.difference.path), "Kind": .string(row.difference.kind.rawValue),
          "Differing": .init(row.count), "Of": .init(ledger.compared),
        ]
        json["Serving"] = row.difference.serving.map { .string($0) }
        json["Candidate"] = row.difference.candidate.map { .string($0) }
        return json
      })
    json["Noise"] = .array(ledger.noisePaths.prefix(100).map { .string($0) })
    if !check.ignored.isEmpty {
      json["Ignored"] = .array(check.ignored.map { .string("\($0)") })
    }
    if ledger.isCut || ledger.differences.count > Self.limits.record { json["Cut"] = true }
    if let findings = run.judge.findings {
      json["Required"] = .array(
        findings.map {
          [
            "Name": .string($0.name), "Verdict": .string($0.verdict.rawValue),
            "Reason": .string($0.reason),
          ]
        })
    }
    json["Serving"] = run.judge.serving.json
    json["Candidate"] = run.judge.candidate.json
    json["Cost"] = cost.map { .number(DecimalText.number($0, decimals: 4)) }
    return json
  }

  /// How many times what the serving version costs the candidate costs, by GB-seconds.
  private var cost: Double? {
    guard let before = run.judge.serving.gigabyteSeconds, before > 0,
      let now = run.judge.candidate.gigabyteSeconds
    else { return nil }
    return now / before
  }

  private var details: [String] {
    var counts = "\(ledger.judged) pairs with version \(check.serving), \(ledger.failed) failed"
    if ledger.setAside > 0 {
      counts += ", \(ledger.setAside) set aside: the serving version failed"
    }
    if run.unjudged.count > 0 { counts += ", \(run.unjudged.count) no evidence" }
    var lines = [counts + ", in " + DecimalText.duration(evidence.duration), answers]
    if !ledger.noisePaths.isEmpty { lines.append("noise: " + Self.list(ledger.noisePaths, 10)) }
    lines += figures
    lines += evidence.firstFailure(lines: check.payload.lines.count)
    return lines
  }

  private var answers: String {
    let rows = ledger.differences
    guard ledger.compared > 0 else { return "answers: both versions answered in no pair" }
    guard !rows.isEmpty else {
      let noise = ledger.noisePaths.isEmpty ? "" : " beside noise"
      return "answers: equal in \(ledger.compared) of \(ledger.compared)\(noise)"
    }
    let fields = rows.count == 1 ? "1 field differs" : "\(rows.count) fields differ"
    let texts = rows.map { words($0.difference, $0.count) }
    return "answers: \(fields): \(Self.list(texts, Self.limits.line))"
      + (ledger.isCut ? " (cut: there is more than is compared)" : "")
  }

  private func words(_ difference: AnswerDifference, _ count: Int) -> String {
    let path = difference.path == "." ? "the whole answer" : difference.path
    let of = "\(count) of \(ledger.compared)"
    switch difference.kind {
    case .missing: return "\(path) (missing in \(of))"
    case .added: return "\(path) (new in \(of))"
    case .type, .value, .bytes:
      return "\(path) (\(of): \(difference.serving ?? ""), now \(difference.candidate ?? ""))"
    }
  }

  private static func list(_ words: [String], _ most: Int) -> String {
    let rest = words.count - most
    return words.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  /// Lambda's figures of both versions, a line each.
  private var figures: [String] {
    let (before, now) = (run.judge.serving, run.judge.candidate)
    var lines: [String] = []
    if let one = before.duration.percentile(50), let other = now.duration.percentile(50),
      let oneP95 = before.duration.percentile(95), let otherP95 = now.duration.percentile(95)
    {
      var line = "duration p50 \(Self.change(one, other)) ms, p95 \(Self.change(oneP95, otherP95))"
      if run.judge.coldPairs > 0 {
        line += " (\(run.judge.coldPairs) pairs with a cold start set aside)"
      }
      lines.append(line)
    }
    switch (before.start, now.start) {
    case (let one?, let other?): lines.append("init \(Self.change(one, other)) ms")
    case (nil, let other?): lines.append("init \(InvocationFigures.words(other))")
    default: break
    }
    if let one = before.memoryUsed, let other = now.memoryUsed {
      lines.append("memory \(one) -> \(other)" + (now.memorySize.map { " of \($0) MB" } ?? " MB"))
    }
    if let cost {
      let percent = Int(((cost - 1) * 100).rounded())
      lines.append(percent == 0 ? "cost unchanged" : "cost \(percent > 0 ? "+" : "")\(percent)%")
    }
    if let warning = now.warning { lines.append(warning) }
    return lines
  }

  /// Two numbers of the same unit, with a decimal where they are small.
  private static func change(_ one: Double, _ other: Double) -> String {
    let decimals = min(one, other) < 10 ? 1 : 0
    return DecimalText.number(one, decimals: decimals) + " -> "
      + DecimalText.number(other, decimals: decimals)
  }
}
