package import AWS

/// What was seen in a run of probes: the record's `Health.Evidence`.
package struct ProbeEvidence: Sendable {
  /// A probe that failed.
  package struct Failure: Sendable, Equatable {
    /// The number of the probe in the order of sending, from 1.
    package var probe: Int
    /// The number of the payload line.
    package var line: Int
    /// What was wrong.
    package var why: String
    /// The request's id, if there was an answer.
    package var requestID: String?
    /// The last line that the function logged.
    package var logLine: String?
  }

  /// The failed probes, in the order in which their answers came.
  package private(set) var failures: [Failure] = []
  /// The seconds that each answer took.
  package private(set) var seconds: [Double] = []
  /// What Lambda measured.
  package private(set) var figures = InvocationFigures()
  /// The seconds from the first probe to the verdict.
  package var duration = 0.0

  /// The most failures that are written into the record.
  package static let failureLimit = 20

  /// Starts with nothing seen.
  package init() {}

  /// Notes an answer and what it says.
  package mutating func note(
    _ answer: InvokeAnswer, _ outcome: ProbeOutcome, probe: Int, line: Int
  ) {
    var reply: InvokeReply?
    if case .replied(let replied, let time) = answer {
      reply = replied
      if outcome.isJudged {
        seconds.append(time)
        if let report = replied.report { figures.enter(report) }
      }
    }
    guard case .failed(let why) = outcome else { return }
    failures.append(
      Failure(
        probe: probe, line: line, why: why, requestID: reply?.requestID,
        logLine: reply?.logTail.flatMap { Self.lastLine(of: $0) }))
  }

  /// The evidence as it stands in the record.
  package func json(of run: ProbeRun, lines: Int) -> JSONValue {
    var evidence: JSONValue = [
      "Probes": .init(run.score.probes), "Failed": .init(run.score.failed),
      "Score": .init(run.score.value),
    ]
    for member in run.unjudged.members { evidence[member.name] = member.value }
    if run.setAside > 0 { evidence["SetAside"] = .init(run.setAside) }
    evidence["PayloadLines"] = .init(lines)
    evidence["LinesSucceeded"] = .init(run.score.linesSucceeded)
    for member in measured { evidence[member.name] = member.value }
    return evidence
  }

  /// The failures and what was measured, as they stand in the record.
  var measured: [JSONMember] {
    var members = [
      JSONMember("Failures", .array(failures.prefix(Self.failureLimit).map { $0.json }))
    ]
    members += LatencySummary(seconds).members
    if let figures = figures.json { members.append(JSONMember("Figures", figures)) }
    return members + [
      JSONMember("Seconds", .number(DecimalText.number(duration, decimals: 1)))
    ]
  }

  /// The evidence for a person: counts, latency, Lambda's figures, the first failure.
  package func details(of run: ProbeRun, lines: Int) -> [String] {
    let score = run.score
    var counts = "\(score.probes) probes, \(score.failed) failed"
    if run.unjudged.count > 0 {
      counts += ", \(run.unjudged.count) no evidence (\(run.unjudged.causes))"
    }
    if run.setAside > 0 { counts += ", \(run.setAside) set aside" }
    if lines > 1 { counts += ", \(score.linesSucceeded) of \(lines) payload lines succeeded" }
    var details = [counts + ", in " + DecimalText.duration(duration)]
    if let line = LatencySummary(seconds).line { details.append(line) }
    details += [figures.line, figures.warning].compactMap { $0 }
    details += firstFailure(lines: lines)
    return details
  }

  /// The first failure and the end of its log, for a person; nothing without one.
  func firstFailure(lines: Int) -> [String] {
    guard let first = failures.first else { return [] }
    var text = "first failure: probe \(first.probe)"
    if lines > 1 { text += ", line \(first.line)" }
    text += ": \(first.why)"
    if let id = first.requestID { text += " (request \(id))" }
    var details = [text]
    if let log = first.logLine { details.append("its log ends: \(log)") }
    return details
  }

  /// The last line of a log that the function itself wrote, at most 500 characters.
  static func lastLine(of log: String) -> String? {
    let ours = log.split(whereSeparator: \.isNewline).last { line in
      !["START RequestId:", "END RequestId:", "REPORT RequestId:", "XRAY TraceId:"]
        .contains { line.hasPrefix($0) } && line.contains { !$0.isWhitespace }
    }
    return ours.map { line in
      let escaped = VisibleText.escaped(String(line))
      return escaped.count <= 500 ? escaped : escaped.prefix(499) + "…"
    }
  }
}

extension ProbeEvidence.Failure {
  /// The failure as it stands in the record.
  package var json: JSONValue {
    var json: JSONValue = [
      "Probe": .init(probe), "Line": .init(line), "Why": .string(why),
    ]
    json["RequestId"] = requestID.map { .string($0) }
    json["LogLine"] = logLine.map { .string($0) }
    return json
  }
}

extension ProbeOutcome {
  /// Whether this is evidence: a good answer or a failed one.
  package var isJudged: Bool {
    switch self {
    case .passed, .failed: true
    default: false
    }
  }
}
