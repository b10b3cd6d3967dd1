/// What two versions did, minute by minute, as far as it has been published.
package struct TrafficHistory: Sendable {
  /// One minute of both versions; nil where nothing has been published, which is a gap and no zero.
  package struct Minute: Sendable, Hashable {
    /// The new version's counts.
    package var candidate: TrafficCounts?
    /// The counts of the version now serving.
    package var baseline: TrafficCounts?

    /// Makes a minute.
    package init(candidate: TrafficCounts?, baseline: TrafficCounts?) {
      self.candidate = candidate
      self.baseline = baseline
    }
  }

  /// The minutes by their start, in seconds since 1970.
  package var minutes: [Int: Minute]

  /// Makes a history.
  package init(_ minutes: [Int: Minute] = [:]) {
    self.minutes = minutes
  }

  /// The minutes in which the serving version failed as well, by their start.
  package func incidents(_ rule: IncidentRule) -> Set<Int> {
    Set(minutes.filter { $0.value.baseline.map { rule.isIncident($0) } ?? false }.keys)
  }

  /// The scores after the minutes that began before a moment, and whether the version was bad.
  ///
  /// Minutes of an incident count for nothing in `scores`, by which a version may be good. It is bad
  /// by these, or by all minutes: what is bad for it alone is found during an incident, too.
  package func scores(_ rule: TrafficRule, before end: Int, incidents: Set<Int> = []) -> (
    scores: TrafficScores, isBad: Bool
  ) {
    var (calm, all) = (TrafficScores(rule), TrafficScores(rule))
    for (start, minute) in minutes.sorted(by: { $0.key < $1.key }) where start < end {
      let (candidate, baseline) = (minute.candidate ?? .none, minute.baseline ?? .none)
      all.enter(candidate: candidate, baseline: baseline)
      if !incidents.contains(start) { calm.enter(candidate: candidate, baseline: baseline) }
      if all.isBad { return (all, true) }
      if calm.isBad { return (calm, true) }
    }
    return (calm, false)
  }

  /// The counts of all minutes together.
  package var totals: (candidate: TrafficCounts, baseline: TrafficCounts) {
    minutes.values.reduce((.none, .none)) { sums, minute in
      (sums.0 + (minute.candidate ?? .none), sums.1 + (minute.baseline ?? .none))
    }
  }
}
