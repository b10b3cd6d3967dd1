package import AWS

/// A comparison explained before anything is sent (`healthcheck --compare --plan`).
package struct PairPlan: Sendable {
  let rule: PairRule
  let requirements: [ComparisonRequirement]

  package init(_ rule: PairRule, requirements: [ComparisonRequirement]) {
    self.rule = rule
    self.requirements = requirements
  }

  /// The pairs that it takes when all are equal: of both versions, and of the serving one alone.
  package var pairsWhenEqual: (compared: Int, own: Int) {
    (rule.equalAt, PairRun.ownPairs(beside: rule.equalAt))
  }

  private var tests: Int { ComparisonJudge.tests(requirements) }

  /// The lines of the plan for a person.
  package var lines: [String] {
    let (compared, own) = pairsWhenEqual
    let what = requirements.contains(.same) ? "differs" : "fails where the serving version does not"
    var lines = [
      "a pair is an invocation of the serving version and one of the candidate, in random order",
      "of the first ten pairs every second, then every tenth, asks the serving version twice, and",
      "  every second while pairs differ: what differs there is noise",
      "",
    ]
    if rule.isFixed {
      lines.append("\(rule.maxPairs) pairs, all of which must be equal")
    } else {
      let bad = walk(rule.reject)
      let (rejected, tolerated) = (rule.reject.percent, rule.tolerate.percent)
      lines += [
        "an equal pair adds 1 to the score, one that \(what) takes \(rule.cost) away",
        "  at +\(rule.equalAt)  healthy: a candidate that \(what) in \(rejected) passes in "
          + "\(DecimalText.percent(bad.healthy)) of all checks",
        "  at \(tolerated) it passes in \(DecimalText.percent(walk(rule.tolerate).healthy))",
      ]
    }
    lines += [
      "unhealthy when the odds are \(Int(rule.limit.rounded())) to 1 that it \(what) more often than",
      "  the serving version from itself: after about \(differingPairs) pairs when all differ; an equal",
      "  one is called unhealthy in at most \(DecimalText.percent(rule.share)) of all checks",
    ]
    for requirement in requirements {
      switch requirement {
      case .same: break
      case .latency(let factor):
        let limit = DecimalText.number(factor, decimals: 6)
        lines += [
          "latency: by how often the candidate takes longer than \(limit) times the other of its pair,",
          "  at odds of \(Int(rule.limit.rounded())) to 1 in either direction, cold starts set aside",
        ]
      case .memory(let share): lines.append("memory: at most \(share.percent) is used")
      }
    }
    if tests > 1 { lines.append("--risk \(rule.risk.percent) is split among \(tests) tests") }
    return lines + [
      "",
      "healthy after \(compared) pairs and \(own) of the serving version alone: "
        + "\(2 * (compared + own)) invocations; at most \(rule.maxPairs) pairs",
    ]
  }

  /// The plan for a program.
  package var json: JSONValue {
    let (compared, own) = pairsWhenEqual
    var json: JSONValue = [
      "Rule": rule.json, "Pairs": .init(compared), "OwnPairs": .init(own),
      "Invocations": .init(2 * (compared + own)), "Tests": .init(tests),
      "RiskOfEach": .init(rule.share), "UnhealthyAtOdds": .init(rule.limit),
      "PairsWhenAllDiffer": .init(differingPairs),
    ]
    json["Require"] = .array(requirements.map { .string($0.text) })
    guard !rule.isFixed else { return json }
    json["ErrorRates"] = .array(
      [rule.tolerate, rule.reject].map { rate in
        let seen = walk(rate)
        return ["Rate": .number(rate.numeral), "Healthy": .init(seen.healthy)]
      })
    return json
  }

  private func walk(_ rate: Rate) -> OperatingCharacteristic {
    ScoreWalk(
      failureCost: rule.cost, healthyLimit: rule.equalAt, unhealthyLimit: 4 * rule.equalAt,
      maxProbes: rule.maxPairs
    ).operatingCharacteristic(at: rate.value)
  }

  /// The pairs of serving version and candidate after which one that always differs is unhealthy.
  private var differingPairs: Int {
    var test = DiscordanceTest()
    var pairs = 0
    while test.evidence < rule.limit {
      test.enter(differs: [true, false], own: 1)
      pairs += 1
    }
    return pairs
  }
}
