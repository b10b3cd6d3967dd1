package import AWS

/// One entry of the record's `History`: what a command did, to which version, and the outcome.
package struct Act: Sendable, Equatable {
  /// The version it is about; nil before there is one.
  package var version: FunctionVersion?
  /// The share of the traffic that the version had when the command ended; nil when not known.
  package var weight: Weight?
  /// The members that tell the outcome.
  package var outcome: [JSONMember]

  package init(version: FunctionVersion?, weight: Weight?, outcome: [JSONMember]) {
    self.version = version
    self.weight = weight
    self.outcome = outcome
  }

  /// The act as an element of `History`; `seconds` is how long the command took.
  package func json(command: String, at time: Timestamp, seconds: Double? = nil) -> JSONValue {
    var members = [
      JSONMember("At", .string(time.iso8601)), JSONMember("Command", .string(command)),
    ]
    if let version { members.append(JSONMember("Version", .string("\(version)"))) }
    if let weight { members.append(JSONMember("Weight", .number(weight.numeral))) }
    if let seconds {
      members.append(JSONMember("Seconds", .number(DecimalText.number(seconds, decimals: 1))))
    }
    return .object(members + outcome)
  }
}

extension Act {
  /// The counts of a verdict's evidence, without the requests that failed.
  package static func counts(in evidence: JSONValue) -> JSONValue {
    let counts: Set = ["Probes", "Failed", "Unjudged", "Candidate", "Baseline"]
    return .object((evidence.members ?? []).filter { counts.contains($0.name) })
  }

  /// `upload` put the package into S3, or found it there.
  package static func uploaded(_ result: Upload.Result) -> Act {
    Act(
      version: nil, weight: nil,
      outcome: [
        JSONMember("Changed", .bool(!result.wasThere)),
        JSONMember("S3Key", .string(result.package.key)),
      ])
  }

  /// `publish` made the record's version, or found that it exists.
  package static func published(_ record: ReleaseRecord, changed: Bool) -> Act {
    Act(
      version: record.version, weight: record.version.flatMap { record.share(of: $0) },
      outcome: [JSONMember("Changed", .bool(changed))])
  }

  /// `healthcheck` reached a verdict; `record` says which share the version has.
  package static func checked(_ report: HealthReport, _ record: ReleaseRecord) -> Act {
    var outcome = [
      JSONMember("Verdict", .string(report.verdict.rawValue)),
      JSONMember("Reason", .string(report.reason)),
      JSONMember("Source", .string(report.source)), JSONMember("Evidence", report.evidence),
    ]
    if !report.runs.isEmpty { outcome.append(JSONMember("Runs", .array(report.runs.map(\.json)))) }
    if let comparison = report.comparison { outcome.append(JSONMember("Comparison", comparison)) }
    return Act(
      version: report.version, weight: record.share(of: report.version), outcome: outcome)
  }

  /// `shift-weight` moved the alias, or found it as asked; there is no `From` for a new alias.
  package static func shifted(_ shifted: TrafficShift.Shifted) -> Act {
    let state = AliasState(shifted.alias)
    var outcome = [JSONMember("Changed", .bool(shifted.changed))]
    if let from = shifted.before { outcome.append(JSONMember("From", from.json)) }
    outcome.append(JSONMember("To", state.json))
    return Act(
      version: shifted.version, weight: state.share(of: shifted.version), outcome: outcome)
  }

  /// `rollback` moved traffic, or found nothing to undo: then there is no `From`.
  package static func rolledBack(_ done: Rollback.RolledBack, _ record: ReleaseRecord) -> Act {
    let version = done.from ?? record.exposedVersion
    var outcome = [JSONMember("Changed", .bool(done.changed))]
    if let from = done.from { outcome.append(JSONMember("From", .string("\(from)"))) }
    outcome.append(JSONMember("To", .string("\(done.to)")))
    return Act(
      version: version, weight: version.map { AliasState(done.alias).share(of: $0) },
      outcome: outcome)
  }

  /// A command ended with an exit status that is a failure; the reason is cut to 500 characters.
  package static func failed(status: Int32, reason: String, _ record: ReleaseRecord) -> Act {
    let version = record.exposedVersion
    return Act(
      version: version, weight: version.flatMap { record.share(of: $0) },
      outcome: [
        JSONMember("Status", .init(Int(status))),
        JSONMember("Reason", .string(reason.count > 500 ? reason.prefix(499) + "…" : reason)),
      ])
  }
}

extension AliasState {
  /// The state in the alias's own members: `FunctionVersion`, and `RoutingConfig` with weights.
  var json: JSONValue {
    var json = AliasConfiguration(
      name: "", functionVersion: primary, additionalVersionWeights: weights, revisionId: ""
    ).json
    json["Name"] = nil
    return json
  }
}

extension ReleaseRecord {
  /// The share that a version has by the record's `Alias`; nil without one.
  package func share(of version: FunctionVersion) -> Weight? {
    alias.map { AliasState($0).share(of: version) }
  }
}
