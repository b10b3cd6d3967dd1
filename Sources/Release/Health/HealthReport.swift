package import AWS

/// A verdict about a version with everything that led to it: the record's member `Health`.
package struct HealthReport: Sendable {
  /// What was found.
  package var verdict: Verdict
  /// Why, in a few words.
  package var reason: String
  /// Where the evidence comes from: `probe`, `comparison` or `metrics`.
  package var source: String
  /// The version that was checked.
  package var version: FunctionVersion
  /// The rule in numbers.
  package var rule: JSONValue
  /// What was seen.
  package var evidence: JSONValue
  /// What the commands of `--run` found, in the order in which they ran.
  package var runs: [CommandFinding] = []
  /// What a person wants to know beside the verdict, at most nine lines.
  package var details: [String]
  /// The greatest share that a paced version may have, 100% when it is to be promoted; nil where the
  /// verdict alone decides.
  package var weight: Weight?
  /// The paced run to go on with; nil for any other check, and when the run has ended.
  package var pace: Pace?
  /// How the version compares with the one that serves.
  package var comparison: JSONValue?

  /// Makes a report from its parts.
  package init(
    verdict: Verdict, reason: String, source: String, version: FunctionVersion, rule: JSONValue,
    evidence: JSONValue, details: [String]
  ) {
    self.verdict = verdict
    self.reason = reason
    self.source = source
    self.version = version
    self.rule = rule
    self.evidence = evidence
    self.details = details
  }

  /// Makes the report of an alarm that went off before anything else was seen.
  package init(alarm reason: String, version: FunctionVersion, rule: JSONValue) {
    self.init(
      verdict: .unhealthy, reason: reason, source: "metrics", version: version, rule: rule,
      evidence: [:], details: [])
  }

  /// The member `Health` of the record.
  package var json: JSONValue {
    var json: JSONValue = [
      "Verdict": .string(verdict.rawValue), "Reason": .string(reason), "Source": .string(source),
      "Version": .string("\(version)"),
    ]
    json["Weight"] = weight.map { .number($0.numeral) }
    json["Rule"] = rule
    json["Evidence"] = evidence
    if !runs.isEmpty { json["Runs"] = .array(runs.map(\.json)) }
    json["Comparison"] = comparison
    return json
  }

  /// Puts another verdict in the place of the check's own, such as that of an alarm.
  ///
  /// A share that a look allowed, and the run to go on with, fall with the verdict.
  package mutating func overrule(_ verdict: Verdict, _ reason: String) {
    (self.verdict, self.reason) = (verdict, reason)
    (weight, pace) = (nil, nil)
  }

  /// The verdict in one line; that of a look has the counts, too.
  package func line(function: String) -> String {
    let counts = verdict == .paced ? details.prefix(1).map { "; " + $0 }.joined() : ""
    return summary(function: function)[0] + counts
  }

  /// The summary for a person: the verdict first, at most ten lines.
  package func summary(function: String) -> [String] {
    ["\(function):\(version): \(verdict.rawValue): \(reason)"] + details.prefix(9)
  }
}
