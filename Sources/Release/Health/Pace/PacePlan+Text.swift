package import AWS

extension PacePlan {
  /// The plan for a person; `traffic` is in requests a second, nil when it is not known.
  package func lines(at traffic: Double?) -> [String] {
    var lines = [
      "--pace \(rule.first.percent): up to \(rule.cap.percent), promoted when the minutes there prove it; "
        + "gives up after \(DecimalText.duration(Double(rule.giveUpAfter)))",
      "the first evidence comes after \(DecimalText.duration(Double(firstEvidence)))",
    ]
    if let traffic {
      let minutes = minutes(at: traffic).map { "\($0) min" } ?? "more than a day"
      lines.append(
        objection(at: traffic)?.words
          ?? "at \(Self.words(traffic)) a good version is promoted after \(minutes)")
      return lines
    }
    return lines + [
      "minutes until a good version is promoted (-: not before the run gives up):"
    ] + table
  }

  /// Seconds from the first share until the first minute is complete.
  package var firstEvidence: Int { 60 + rule.publicationDelay }

  /// The plan as JSON.
  package func json(at traffic: Double?) -> JSONValue {
    func minutes(at traffic: Double) -> JSONValue {
      self.minutes(at: traffic).map { .init($0) } ?? .null
    }
    var json: JSONValue = [
      "First": .number(rule.first.numeral), "Cap": .number(rule.cap.numeral),
      "GiveUpSeconds": .init(rule.giveUpAfter), "FirstEvidenceSeconds": .init(firstEvidence),
      "Minutes": .array(
        Self.traffic.map {
          ["RequestsPerSecond": .init($0), "Minutes": minutes(at: $0)]
        }),
    ]
    if let traffic {
      json["RequestsPerSecond"] = .init(traffic)
      json["PromotedAfterMinutes"] = minutes(at: traffic)
      json["SufficientFirst"] = sufficientFirst(at: traffic).map { .number($0.numeral) } ?? .null
    }
    return json
  }

  /// The minutes by traffic, for a person.
  package var table: [String] {
    let firsts = Set(Self.usualFirsts.filter { $0 <= rule.cap }).union([rule.first]).sorted()
    let plans = firsts.compactMap { rule.starting(at: $0) }.map { PacePlan($0) }
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let title = "requests a second"
    var lines = [title + plans.map { padded("--pace " + $0.rule.first.percent, 14) }.joined()]
    for traffic in Self.traffic {
      let cells = plans.map { plan in
        padded(plan.isDone(at: traffic) ? "\(plan.minutes(at: traffic) ?? 0) min" : "-", 14)
      }
      let number = DecimalText.number(traffic, decimals: 1)
      lines.append(padded(number, title.count) + cells.joined())
    }
    return lines
  }
}
