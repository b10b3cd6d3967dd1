package import AWS

/// The numbers of a check that a person reads first: how many requests, how many failed, how long
/// they took.
package struct ActFigures: Sendable, Equatable {
  /// Requests that were judged: probes, or invocations under live traffic.
  package var requests: Int?
  /// Those that failed.
  package var failed: Int?
  /// Probes that were no evidence.
  package var unjudged: Int?
  /// Whether the requests are the users' own.
  package var isTraffic = false
  /// Half of the answers took no longer, in milliseconds.
  package var p50: Int?
  /// 95 of 100 answers took no longer, in milliseconds.
  package var p95: Int?
  /// 99 of 100 answers took no longer, in milliseconds.
  package var p99: Int?
  /// Seconds from the first request to the verdict.
  package var seconds: Double?
  /// The evidence of a paced release that is there.
  package var have: Double?
  /// The evidence that it needs, for the cap or for the promotion.
  package var need: Double?

  /// Reads the `Evidence` of an act, a shortened one too; nil when no number is in it.
  package init?(evidence: JSONValue) {
    func count(_ name: String, of value: JSONValue) -> Int? { value[name].flatMap(Self.count) }
    let traffic = evidence["Candidate"]
    requests = count("Probes", of: evidence)
    failed = count("Failed", of: evidence)
    unjudged = count("Unjudged", of: evidence)
    if requests == nil, let traffic {
      requests = count("Invocations", of: traffic)
      failed = count("Errors", of: traffic)
      isTraffic = requests != nil
    }
    p50 = count("P50Milliseconds", of: evidence)
    p95 = count("P95Milliseconds", of: evidence)
    p99 = count("P99Milliseconds", of: evidence)
    seconds = evidence["Seconds"].flatMap(Self.amount)
    have = evidence["Have"].flatMap(Self.amount)
    need = evidence["Need"].flatMap(Self.amount)
    guard json != [:] else { return nil }
  }

  /// The figures as an `Evidence` that `init(evidence:)` reads again.
  package var json: JSONValue {
    var members: [JSONMember] = []
    func add(_ name: String, _ count: Int?) {
      if let count { members.append(JSONMember(name, .init(count))) }
    }
    if isTraffic {
      var counts: JSONValue = ["Invocations": .init(requests ?? 0)]
      counts["Errors"] = failed.map { .init($0) }
      members.append(JSONMember("Candidate", counts))
    } else {
      add("Probes", requests)
      add("Failed", failed)
    }
    add("Unjudged", unjudged)
    add("P50Milliseconds", p50)
    add("P95Milliseconds", p95)
    add("P99Milliseconds", p99)
    for (name, amount) in [("Have", have), ("Need", need)] {
      guard let amount else { continue }
      members.append(JSONMember(name, .number(DecimalText.number(amount, decimals: 6))))
    }
    if let seconds {
      members.append(JSONMember("Seconds", .number(DecimalText.number(seconds, decimals: 1))))
    }
    return .object(members)
  }

  /// A count, in whatever way the number is written; nil for what is none.
  private static func count(_ value: JSONValue) -> Int? {
    amount(value).map { Int($0.rounded()) }
  }

  /// A number that is not negative and that can be shown.
  static func amount(_ value: JSONValue) -> Double? {
    value.double.flatMap { (0...1e11).contains($0) ? $0 : nil }
  }
}
