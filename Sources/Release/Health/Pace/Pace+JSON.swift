package import AWS

extension Pace {
  /// The record's member `Pace`.
  package var json: JSONValue {
    var json: JSONValue = [
      "First": .number(rule.first.numeral), "Cap": .number(rule.cap.numeral),
      "Tolerate": .number(rule.traffic.tolerate.numeral),
      "Reject": .number(rule.traffic.reject.numeral), "Risk": .number(rule.traffic.risk.numeral),
      "Clump": .init(rule.traffic.clump), "GiveUpSeconds": .init(rule.giveUpAfter),
      "LagSeconds": .init(rule.publicationDelay), "Step": .init(PaceRule.step),
      "Headroom": .init(Int(PaceRule.headroom)), "BakeMinutes": .init(PaceRule.bakeMinutes),
      "Version": .string("\(version)"), "Baseline": .string("\(baseline)"),
      "Start": Self.moment(start),
    ]
    if let reference {
      json["Reference"] = [
        "Invocations": .init(reference.invocations), "Errors": .init(reference.failures),
      ]
    }
    json["Metric"] = metric.map { .string($0) }
    json["Slower"] = slower.map { .init($0) }
    json["SlowAboveMilliseconds"] = slowAbove.map { .init($0) }
    json["AtCap"] = .array(
      spans.map { span in
        var json: JSONValue = ["From": Self.moment(span.from)]
        json["To"] = span.to.map { Self.moment($0) }
        return json
      })
    json["Mixed"] = .array(mixed.sorted().map { Self.moment($0) })
    json["Incidents"] = .init(drops)
    json["LooksSinceIncident"] = looksSinceIncident.map { .init($0) }
    json["FailedLooks"] = .init(failedLooks)
    json["Weight"] = .number(weight.numeral)
    json["RevisionId"] = .string(revisionId)
    json["Firing"] = firing.map { .array($0.map { .string($0) }) }
    return json
  }

  /// Reads the record's member; nil when it is not whole, or not of these constants.
  ///
  /// Such a run cannot be gone on with: it starts again.
  package init?(json: JSONValue) {
    func share(_ name: String) -> Weight? { json[name]?.numeral.flatMap { Weight(numeral: $0) } }
    func rate(_ name: String) -> Rate? {
      json[name]?.numeral.flatMap { try? Rate(argument: $0) }
    }
    func versions(_ name: String) -> FunctionVersion? {
      json[name]?.string.flatMap { FunctionVersion($0) }
    }
    guard let first = share("First"), let cap = share("Cap"), let tolerate = rate("Tolerate"),
      let reject = rate("Reject"), let risk = rate("Risk"), let clump = json["Clump"]?.int,
      (1...TrafficRule.clumpLimit).contains(clump), let giveUp = json["GiveUpSeconds"]?.int,
      let lag = json["LagSeconds"]?.int, (180...100_000).contains(lag),
      json["Step"]?.int == PaceRule.step, json["Headroom"]?.int == Int(PaceRule.headroom),
      json["BakeMinutes"]?.int == PaceRule.bakeMinutes,
      let traffic = try? TrafficRule(
        tolerate: tolerate, reject: reject, risk: risk, clump: clump),
      let rule = try? PaceRule(
        first: first, cap: cap, traffic: traffic, giveUpAfter: giveUp, publicationDelay: lag),
      let version = versions("Version"), let baseline = versions("Baseline"),
      let start = Self.seconds(json["Start"]), let weight = share("Weight"),
      let revisionId = json["RevisionId"]?.string
    else { return nil }
    self.init(
      rule, version: version, baseline: baseline, weight: weight, revisionId: revisionId,
      metric: json["Metric"]?.string, slower: json["Slower"]?.double, at: Double(start - 60))
    if let counts = json["Reference"], let invocations = counts["Invocations"]?.int,
      let errors = counts["Errors"]?.int
    {
      reference = TrafficCounts(invocations: invocations, failures: errors)
    }
    slowAbove = json["SlowAboveMilliseconds"]?.double
    spans = (json["AtCap"]?.array ?? []).compactMap { span in
      Self.seconds(span["From"]).map { Span(from: $0, to: Self.seconds(span["To"])) }
    }
    mixed = Set((json["Mixed"]?.array ?? []).compactMap { Self.seconds($0) })
    drops = json["Incidents"]?.int ?? 0
    looksSinceIncident = json["LooksSinceIncident"]?.int
    failedLooks = json["FailedLooks"]?.int ?? 0
    firing = json["Firing"]?.array?.compactMap(\.string)
  }

  private static func moment(_ seconds: Int) -> JSONValue {
    .string(Timestamp(milliseconds: Int64(seconds) * 1000).iso8601)
  }

  private static func seconds(_ value: JSONValue?) -> Int? {
    value?.string.flatMap { Timestamp(iso8601: $0) }.map { Int($0.seconds) }
  }
}

extension ReleaseRecord {
  /// The paced run that the record is of; nil when there is none to go on with.
  package var pace: Pace? {
    get { json["Pace"].flatMap { Pace(json: $0) } }
    set { set("Pace", newValue?.json) }
  }
}
