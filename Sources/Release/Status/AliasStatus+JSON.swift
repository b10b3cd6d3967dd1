package import AWS

extension AliasStatus {
  /// The status as one object in AWS's own names; release-status(1) describes it.
  ///
  /// What could not be seen is absent.
  package var json: JSONValue {
    var json: JSONValue = [
      "FunctionName": .string(functionName), "Region": .string(region), "Alias": aliasJSON,
      "Traffic": .string(traffic.rawValue),
    ]
    if let share = alias.share {
      var member: JSONValue = [
        "Version": .string("\(share.version)"), "Weight": .number(share.weight.numeral),
      ]
      if let run = note?.run {
        member["Run"] = .string(run.name)
        member["Since"] = .string(run.since)
      }
      json["InFlight"] = member
    }
    json["Note"] = note?.json
    json["StaleNote"] = staleNote?.json
    json["Previous"] = previousJSON
    json["Versions"] = .array(Self.versions(of: alias).map { versionJSON($0) })
    json["NotPermitted"] = .array(notPermitted.map { .string($0) })
    return json
  }

  /// The alias in Lambda's own members; with `RoutingConfig` whenever it is visible.
  private var aliasJSON: JSONValue {
    var json = alias.json
    json["AliasArn"] = alias.aliasArn.map { .string($0) }
    if seesAlias, json["RoutingConfig"] == nil {
      json["RoutingConfig"] = ["AdditionalVersionWeights": [:]]
    }
    return json
  }

  private var previousJSON: JSONValue? {
    let live = JSONValue.string("\(alias.functionVersion)")
    switch previous {
    case .removal(let version):
      return ["Act": "remove", "From": .string("\(version)"), "To": live]
    case .version(let version): return ["Act": "move", "From": live, "To": .string("\(version)")]
    case .rolledBack(let version):
      return ["Act": "nothing", "From": .string("\(version)"), "To": live]
    case .unknown: return ["Act": "refuse"]
    case .unseen: return nil
    }
  }

  private func versionJSON(_ version: FunctionVersion) -> JSONValue {
    var json: JSONValue = ["Version": .string("\(version)")]
    if seesAlias { json["Weight"] = .number(AliasState(alias).share(of: version).numeral) }
    if deleted.contains(version) { json["Deleted"] = true }
    guard let found = configuration(of: version) else { return json }
    json["Description"] = .string(found.description)
    json["CodeSize"] = found.codeSize.map { JSONValue($0) }
    json["CodeSha256"] = .string(found.codeSha256)
    json["LastModified"] = found.lastModified.map { .string($0.iso8601) }
    json["Differences"] = differences(of: version).map { .array($0.map { .string($0) }) }
    return json
  }
}

extension AliasNote {
  /// The note's parts; those that it does not have are absent.
  fileprivate var json: JSONValue {
    var json: JSONValue = ["Version": .string("\(version)")]
    json["Since"] = since.map { .string($0) }
    json["Before"] = before.map { .string("\($0)") }
    json["Not"] = not.map { .string("\($0)") }
    json["Run"] = run.map { ["Name": .string($0.name), "Since": .string($0.since)] }
    return json
  }
}
