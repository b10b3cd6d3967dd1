package import AWS

extension ProbeRule {
  /// The rule as it stands in the record's `Health.Rule`.
  package var json: JSONValue {
    var rule: JSONValue
    switch promise {
    case .rates(let tolerate, let reject, let risk):
      rule = [
        "Tolerate": .number(tolerate.numeral), "Reject": .number(reject.numeral),
        "Risk": .number(risk.numeral),
      ]
    case .allOf(let probes):
      rule = ["Probes": .init(probes)]
    }
    rule["Failure"] = .init(-failureCost)
    rule["HealthyAt"] = .init(healthyLimit)
    rule["UnhealthyAt"] = .init(-unhealthyLimit)
    rule["MaxProbes"] = .init(maxProbes)
    return rule
  }
}
