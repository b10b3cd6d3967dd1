package import AWS

/// A probe rule explained before anything is sent (`healthcheck --plan`).
package struct ProbePlan: Sendable {
  /// The rule.
  package let rule: ProbeRule
  /// What the rule does to versions of several true rates of failure, exactly.
  package let characteristics: [OperatingCharacteristic]

  /// Computes what the rule does at the rates that matter to it.
  package init(_ rule: ProbeRule) {
    self.rule = rule
    var rates: [Double]
    switch rule.promise {
    case .rates(let tolerate, let reject, _):
      let (low, high) = (tolerate.value, reject.value)
      let between = low > 0 ? (low * high).squareRoot() : high / 10
      rates = [0, low / 10, low / 2, low, between, high, 2 * high, 1]
    case .allOf:
      rates = [0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1]
    }
    rates = Set(rates.filter { $0 <= 1 }).sorted()
    characteristics = rates.map { rule.operatingCharacteristic(at: $0) }
  }

  /// The plan for a person: the rule, the rule as a table, its exact error rates.
  package var text: String {
    [heading, score, table, rates].filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  /// The lines of the plan for a person.
  package var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { String($0) }
  }

  /// The plan for a program.
  package var json: JSONValue {
    var plan: JSONValue = ["Rule": rule.json]
    plan["HealthyAfter"] = .array(
      steps(rule.healthyAfter, from: 0).map {
        ["Failed": .init($0.failed), "Probes": .init($0.probes)]
      })
    plan["UnhealthyWithin"] = .array(
      steps(rule.unhealthyWithin, from: 1).map {
        ["Failed": .init($0.failed), "Probes": .init($0.probes)]
      })
    plan["ErrorRates"] = .array(
      characteristics.map {
        [
          "Rate": .init($0.rate), "Healthy": .init($0.healthy), "Unhealthy": .init($0.unhealthy),
          "Inconclusive": .init($0.inconclusive), "ExpectedProbes": .init($0.expectedProbes),
        ]
      })
    return plan
  }

  private var heading: [String] {
    switch rule.promise {
    case .allOf(let probes): return ["\(probes) probes, all of which must pass"]
    case .rates(let tolerate, let reject, let risk):
      let good = rule.operatingCharacteristic(at: tolerate.value)
      let bad = rule.operatingCharacteristic(at: reject.value)
      let most = risk.percent
      return [
        "a version that fails \(tolerate.percent) of its requests is called unhealthy "
          + "in \(DecimalText.percent(good.unhealthy)) of all checks (--risk \(most))",
        "a version that fails \(reject.percent) of its requests is called healthy "
          + "in \(DecimalText.percent(bad.healthy)) of all checks (--risk \(most))",
      ]
    }
  }

  private var score: [String] {
    if rule.isStrict {
      return [
        "healthy after \(rule.healthyLimit) good answers in a row, unhealthy at the first failure"
      ]
    }
    return [
      "a good answer adds 1 to the score, a failed one takes \(rule.failureCost) away",
      "  at +\(rule.healthyLimit)  healthy (status 0)",
      "  at -\(rule.unhealthyLimit)  unhealthy (status 1)",
      "  after \(rule.maxProbes) probes without either  inconclusive (status 2)",
    ]
  }

  private var table: [String] {
    if rule.isStrict { return [] }
    let healthy = steps(rule.healthyAfter, from: 0).map {
      ["\($0.probes) probes", "\($0.failed) failed"]
    }
    let unhealthy = steps(rule.unhealthyWithin, from: 1).map {
      "the \(DecimalText.ordinal($0.failed)) failure within \($0.probes) probes"
    }
    let left = Self.columns(healthy)
    let width = max(left.map(\.count).max() ?? 0, "healthy after".count)
    var lines = [Self.padded("healthy after", to: width) + "    unhealthy at"]
    let rows = max(left.count, unhealthy.count)
    for row in 0..<min(rows, 5) {
      let one = Self.padded(row < left.count ? left[row] : "", to: width)
      lines.append(row < unhealthy.count ? one + "    " + unhealthy[row] : one.trimmedAtEnd)
    }
    if rows > 5 { lines.append("and so on: \(rule.failureCost + 1) probes more for each failure") }
    return lines
  }

  private var rates: [String] {
    let rows = characteristics.map {
      [
        DecimalText.percent($0.rate), DecimalText.percent($0.healthy),
        DecimalText.percent($0.unhealthy), DecimalText.percent($0.inconclusive),
        DecimalText.number($0.expectedProbes, decimals: 1),
      ]
    }
    return Self.columns(
      [["true rate", "healthy", "unhealthy", "inconclusive", "probes on average"]] + rows)
  }

  /// The rows of one side of the table, for as many failures as `maxProbes` has room for.
  private func steps(_ probes: (Int) -> Int?, from first: Int) -> [(failed: Int, probes: Int)] {
    var rows: [(failed: Int, probes: Int)] = []
    for failed in first...rule.maxProbes {
      if let count = probes(failed) {
        rows.append((failed, count))
        if count >= rule.maxProbes { break }
      } else if !rows.isEmpty {
        break
      }
    }
    return rows
  }

  private static func columns(_ rows: [[String]]) -> [String] {
    guard let count = rows.first?.count else { return [] }
    let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
        .joined(separator: "  ")
    }
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}

extension JSONValue {
  /// Makes a number of a whole one.
  init(_ value: Int) { self = .number(String(value)) }

  /// Makes a number in its shortest form; null when there is none.
  init(_ value: Double) {
    guard value.isFinite else {
      self = .null
      return
    }
    self = value == value.rounded() && abs(value) < 1e15 ? .init(Int(value)) : .number("\(value)")
  }
}
