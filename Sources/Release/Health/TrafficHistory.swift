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

  /// The scores after the minutes that began before a moment, and the start of the first minute
  /// in which both were bad.
  package func scores(_ rule: TrafficRule, before end: Int) -> (TrafficScores, badAt: Int?) {
    var scores = TrafficScores(rule)
    for (start, minute) in minutes.sorted(by: { $0.key < $1.key }) where start < end {
      scores.enter(candidate: minute.candidate ?? .none, baseline: minute.baseline ?? .none)
      if scores.isBad { return (scores, start) }
    }
    return (scores, nil)
  }

  /// The counts of all minutes together.
  package var totals: (candidate: TrafficCounts, baseline: TrafficCounts) {
    minutes.values.reduce((.none, .none)) { sums, minute in
      (sums.0 + (minute.candidate ?? .none), sums.1 + (minute.baseline ?? .none))
    }
  }
}
