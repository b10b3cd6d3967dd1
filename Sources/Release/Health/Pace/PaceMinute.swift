/// One minute of a paced run: what both versions did, and what weight the new one had.
package struct PaceMinute: Sendable, Hashable {
  /// Its start, in seconds since 1970.
  package var start: Int
  /// The new version's counts.
  package var candidate: TrafficCounts
  /// The serving version's counts.
  package var baseline: TrafficCounts
  /// Whether the weight was at the cap from second 10 at the latest to the end.
  package var isAtCap: Bool
  /// Whether the weight was changed after second 10, so that the counts are of two weights.
  package var isMixed: Bool
  /// Whether it is left out for an incident of both versions.
  package var isIncident: Bool

  /// Makes a minute; a version whose metrics are not both there counts as 0 of 0.
  package init(
    start: Int, candidate: TrafficCounts?, baseline: TrafficCounts?, isAtCap: Bool = false,
    isMixed: Bool = false, isIncident: Bool = false
  ) {
    self.start = start
    self.candidate = candidate ?? .none
    self.baseline = baseline ?? .none
    self.isAtCap = isAtCap
    self.isMixed = isMixed
    self.isIncident = isIncident
  }

  /// Whether all of its metrics are surely published at a moment.
  package func isComplete(_ rule: PaceRule, at now: Double) -> Bool {
    now - Double(start + 60) >= Double(rule.publicationDelay)
  }

  /// Whether there is anything in it.
  package var hasData: Bool { candidate != .none || baseline != .none }
}
