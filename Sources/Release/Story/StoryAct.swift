import AWS

/// One act of a story, as far as it can be read: of a record's `History` or of a guard's journal.
struct StoryAct {
  /// The alias that an act is about; the members are empty where a record does not name them.
  struct Subject: Hashable {
    var function = ""
    var alias = ""
    var region = ""
    var endpoint = ""
  }

  /// When it ended; nil when that is not known.
  let at: Timestamp?
  let command: String
  var subject: Subject
  let process: Int?
  let version: String
  let weight: Weight?
  let kind: JournalEntry.Kind
  let verdict: String?
  let changed: Bool?
  let reason: String?
  let figures: ActFigures?
  /// How the version compared with the one that served.
  let comparison: JSONValue?
  /// How long it took, in seconds.
  let seconds: Double?

  /// Reads an act; JSON other than an object becomes an act without any known member.
  init(_ json: JSONValue) {
    func text(_ name: String) -> String { json[name]?.string ?? "" }
    let command = text("Command")
    at = Timestamp(iso8601: text("At"))
    self.command = command
    subject = Subject(
      function: text("FunctionName"), alias: text("Alias"), region: text("Region"),
      endpoint: text("EndpointURL"))
    process = json["Process"]?.int
    version = text("Version")
    weight = json["Weight"]?.numeral.flatMap { Weight(numeral: $0) }
    kind = JournalEntry.Kind(json: json, of: command)
    verdict = json["Verdict"]?.string
    changed = json["Changed"]?.bool
    reason = json["Reason"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    figures = json["Evidence"].flatMap { ActFigures(evidence: $0) }
    comparison = json["Comparison"]
    seconds = json["Seconds"].flatMap { ActFigures.amount($0) } ?? figures?.seconds
  }

  /// What was done, in two or three words.
  var words: String {
    switch kind {
    case .announced: "no answer"
    case .found: "in flight"
    case .shifted(false): "unchanged"
    case .shifted: weight == .all ? "promoted" : weight == Weight.none ? "share removed" : "shifted"
    case .rolledBack(let from?, let to): "rollback \(from) -> \(to)"
    case .rolledBack: "nothing to undo"
    case .verdict: verdict ?? "no verdict"
    case .failed(let status): "failed, status \(status)"
    case .other:
      switch (command, changed) {
      case ("upload", false): "was in S3"
      case ("upload", _): "uploaded"
      case ("publish", false): "was published"
      case ("publish", _): "published"
      case ("rollback", false): "left alone"
      default: command.isEmpty ? "unknown act" : command
      }
    }
  }

  /// Why, after the command's name where it failed.
  var explanation: String? {
    guard case .failed = kind else { return reason }
    return command + (reason.map { ": \($0)" } ?? "")
  }

  /// The share of the requests that failed, in percent; nil when nothing was measured.
  var failedPercent: Double? {
    guard let figures, let requests = figures.requests, let failed = figures.failed, requests > 0
    else { return nil }
    return min(100, 100 * Double(failed) / Double(requests))
  }
}
