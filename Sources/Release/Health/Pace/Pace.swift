package import AWS

/// A paced run as its looks remember it: the record's member `Pace`.
///
/// No evidence is in it: that is computed from CloudWatch at every look. It tells which minutes count
/// and what weight they had.
package struct Pace: Sendable, Equatable {
  /// The rule; with another one the run starts again.
  package var rule: PaceRule
  /// The version that is released.
  package var version: FunctionVersion
  /// The version that serves the rest.
  package var baseline: FunctionVersion
  /// The start of the first minute that counts, in seconds since 1970.
  package var start: Int
  /// What the alias did in the 30 minutes before the first share; nil until it is known.
  package var reference: TrafficCounts?
  /// The metric of failures, when it is another than Lambda's.
  package var metric: String?
  /// How many times the usual slowest a request must take to be slow; nil when slowness does not
  /// count.
  package var slower: Double?
  /// The time in milliseconds above which a request is slow; nil until it is known.
  package var slowAbove: Double?
  /// The minutes at the cap: from the first one to the end of the last, which is nil while the weight
  /// is there.
  package var spans: [Span] = []
  /// The minutes in which the weight was changed after second 10, by their start.
  package var mixed: Set<Int> = []
  /// How many incidents took the weight back to `first`.
  package var drops = 0
  /// The looks since an incident was seen; nil when none was.
  package var looksSinceIncident: Int?
  /// How many looks in a row could not read CloudWatch.
  package var failedLooks = 0
  /// The weight at the last look.
  package var weight: Weight
  /// The alias's RevisionId at the last look.
  package var revisionId: String
  /// The alarms that have been firing since the start, which do not count.
  package var firing: [String]?

  /// A time at the cap, in seconds since 1970.
  package struct Span: Sendable, Equatable {
    /// The start of its first minute.
    package var from: Int
    /// The end of its last minute.
    package var to: Int?
  }

  /// Starts a run whose first share is out.
  ///
  /// `now` is a moment after the share was set, in seconds since 1970: the first minute that counts
  /// is the next one.
  package init(
    _ rule: PaceRule, version: FunctionVersion, baseline: FunctionVersion, weight: Weight,
    revisionId: String, metric: String? = nil, slower: Double? = nil, at now: Double
  ) {
    self.rule = rule
    self.version = version
    self.baseline = baseline
    self.metric = metric
    self.slower = slower
    self.weight = weight
    self.revisionId = revisionId
    start = Int(now) / 60 * 60 + 60
    if weight == rule.cap { spans = [Span(from: start, to: nil)] }
  }

  /// The second of a minute until which a write must be confirmed for the minute to be of one weight.
  private static let latestSecond = 10

  /// Notes a confirmed change of the weight: what was sent and answered when, in seconds since 1970.
  package mutating func note(_ new: Weight, from sent: Double, to answered: Double) {
    let (sent, answered) = (Int(min(sent, answered)), Int(answered))
    let minute = answered / 60 * 60
    let isClean = answered - minute <= Self.latestSecond
    // A write that crossed the end of a minute mixed that one as well.
    for start in stride(from: sent / 60 * 60, to: minute, by: 60) { mixed.insert(start) }
    if !isClean { mixed.insert(minute) }
    if let last = spans.indices.last, spans[last].to == nil {
      spans[last].to = max(spans[last].from, sent / 60 * 60)
    }
    if new == rule.cap { spans.append(Span(from: isClean ? minute : minute + 60, to: nil)) }
    weight = new
  }

  /// The minutes of a history, with the weight that they had.
  ///
  /// `incidents` are the minutes to leave out, by their start.
  package func minutes(_ history: TrafficHistory, incidents: Set<Int>) -> [PaceMinute] {
    history.minutes.filter { $0.key >= start }.map { begin, minute in
      PaceMinute(
        start: begin, candidate: minute.candidate, baseline: minute.baseline,
        isAtCap: spans.contains { $0.from <= begin && begin + 60 <= $0.to ?? .max },
        isMixed: mixed.contains(begin), isIncident: incidents.contains(begin))
    }
  }

  /// The complete minutes since the weight last came to the cap; 0 when it is not there.
  package func completeMinutesAtCap(at now: Double) -> Int {
    guard weight == rule.cap, let span = spans.last, span.to == nil else { return 0 }
    return max(0, (Int(now) - rule.publicationDelay - span.from) / 60)
  }

  /// The moment at which the run gives up.
  package var end: Double { Double(start + rule.giveUpAfter) }
}
