package import AWS

/// What a command of `healthcheck --run` found.
package struct CommandFinding: Sendable, Equatable {
  /// The command, as it was given.
  package var command: String
  /// Its exit status; nil when it did not end by itself.
  package var status: Int?
  /// What that means.
  package var verdict: Verdict
  /// Why, on one line, escaped.
  package var reason: String
  /// The object that it wrote to standard output; nil without one.
  package var evidence: JSONValue?
  /// Whether standard output was an object that is too long to be evidence.
  package var isEvidenceTooLong = false
  /// The last lines that it wrote, escaped, for a person who asks why it failed.
  package var lastLines: [String] = []

  private static let (reasonLimit, linesLimit) = (500, 10)

  package init(
    command: String, status: Int? = nil, verdict: Verdict, reason: String,
    evidence: JSONValue? = nil
  ) {
    self.command = command
    self.status = status
    self.verdict = verdict
    self.reason = reason
    self.evidence = evidence
  }

  /// Reads what a command left behind; `seconds` is the time that it had.
  package init(command: String, _ result: ProgramResult, seconds: Double) {
    let output = result.output
    let start = output.first { !Self.blanks.contains($0) }
    var evidence: JSONValue?
    if output.count <= CommandCheck.evidenceLimit, start == UInt8(ascii: "{") {
      evidence = try? JSONValue.parse(output)
    }
    let lines = Self.lines(result.errors)
    // Many programs write why they fail to standard output: pytest(1) does.
    let others = evidence == nil ? Self.lines(result.lastOutput) : []
    let last = lines.last ?? others.last
    switch result.end {
    case .exited(let status):
      self.init(
        command: command, status: Int(status),
        verdict: status == 0 ? .healthy : status == 1 ? .unhealthy : .inconclusive,
        reason: last ?? (status == 0 ? "" : "status \(status)"), evidence: evidence)
      if verdict == .inconclusive, last != nil { reason = "status \(status): \(reason)" }
    case .killed(let signal):
      self.init(
        command: command, verdict: .inconclusive, reason: "ended by signal \(signal)",
        evidence: evidence)
    case .timedOut:
      self.init(
        command: command, verdict: .inconclusive,
        reason: "timed out after \(DecimalText.duration(seconds))", evidence: evidence)
    case .wroteTooMuch:
      self.init(
        command: command, verdict: .inconclusive,
        reason: "ended: it wrote more than \(CommandCheck.outputLimit >> 20) MiB")
    }
    isEvidenceTooLong = output.count > CommandCheck.evidenceLimit && start == UInt8(ascii: "{")
    lastLines = Array((lines.isEmpty ? others : lines).suffix(Self.linesLimit))
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

  /// The lines that are not blank, as a terminal would be left with them, escaped.
  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0x0A).compactMap { line in
      // Of a line that was written over, such as a progress meter, the last state counts.
      let parts = line.split(separator: 0x0D)
      guard let shown = parts.last(where: { part in part.contains { !blanks.contains($0) } })
      else { return nil }
      let text = String(decoding: shown, as: UTF8.self).trimmingBlanks()
      return VisibleText.escaped(text, limit: reasonLimit)
    }
  }

  /// The command on one line of at most 60 characters.
  package var name: String { VisibleText.escaped(command, limit: 60) }

  /// An element of the record's `Health.Runs`.
  package var json: JSONValue {
    var json: JSONValue = ["Command": .string(VisibleText.escaped(command))]
    if let status { json["Status"] = .init(status) }
    json["Verdict"] = .string(verdict.rawValue)
    if !reason.isEmpty { json["Reason"] = .string(reason) }
    if let evidence { json["Evidence"] = evidence }
    return json
  }
}

extension HealthReport {
  /// The most bytes of evidence of all commands in a report: 256 KiB.
  package static let runsLimit = 4 * CommandCheck.evidenceLimit
  /// The longest reason that takes in another command's.
  private static let reasonLimit = 600

  /// Takes in what a command found; false when its evidence is too long for the record, and left
  /// out.
  ///
  /// All commands must find the version healthy. The reason of a healthy verdict goes on with what
  /// each of them said.
  package mutating func take(_ finding: CommandFinding) -> Bool {
    var finding = finding
    let known = runs.reduce(0) { $0 + ($1.evidence?.serialized.utf8.count ?? 0) }
    let isTooLong =
      known + (finding.evidence?.serialized.utf8.count ?? 0) > Self.runsLimit
    if isTooLong { finding.evidence = nil }
    runs.append(finding)
    let words = finding.name + (finding.reason.isEmpty ? "" : ": " + finding.reason)
    if finding.verdict != .healthy {
      overrule(finding.verdict, words)
    } else if !finding.reason.isEmpty, reason.count < Self.reasonLimit {
      reason += "; " + words
    }
    return !isTooLong && !finding.isEvidenceTooLong
  }
}
