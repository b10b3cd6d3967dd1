import AWS

extension TrafficRule {
  /// The rule in the record, as far as `--watch` and `--pace` have it in common.
  var json: JSONValue {
    var json = errors.json
    json["MaxProbes"] = nil
    json["ShareAt"] = .number(DecimalText.number(shareLimit, decimals: 3))
    return json
  }
}

extension TrafficCounts {
  /// What a version did, in the record.
  func json(of version: FunctionVersion) -> JSONValue {
    [
      "Version": .string("\(version)"), "Invocations": .init(invocations),
      "Errors": .init(failures),
    ]
  }
}
