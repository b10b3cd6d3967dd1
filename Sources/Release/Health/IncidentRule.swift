/// Tells the minutes in which the version now serving fails as well: an incident of both versions.
///
/// While both fail, "no worse than the serving version" is easy to prove, so such a minute must not
/// count in favour of the new version. Leaving it out is sound, because only the serving version's
/// counts decide.
package struct IncidentRule: Sendable, Hashable {
  /// The rate of failures to which an incident is above.
  package var reject: Rate
  /// What the alias did in the 30 minutes before the version's first share.
  ///
  /// Without invocations in them no minute is an incident: nothing tells what is usual.
  package var reference: TrafficCounts

  package init(reject: Rate, reference: TrafficCounts) {
    self.reject = reject
    self.reference = reference
  }

  /// Seconds before the first share that tell what is usual.
  package static let referenceSeconds = 1800
  /// The fewest failures of the serving version in an incident.
  private static let fewestFailures = 5
  /// How many times the usual rate an incident is above.
  private static let factor = 3.0

  /// The rule for slow requests, of which 1% are usual.
  static func ofSlowness(reject: Rate) -> IncidentRule {
    IncidentRule(reject: reject, reference: TrafficCounts(invocations: 100, failures: 1))
  }

  /// Whether a minute in which the serving version did this is one of an incident.
  package func isIncident(_ baseline: TrafficCounts) -> Bool {
    let (n, x) = (Double(baseline.invocations), Double(baseline.failures))
    // In billionths the products are exact.
    return baseline.failures >= Self.fewestFailures
      && x * 1_000_000_000 > Double(reject.billionths) * n
      && x * Double(reference.invocations) > Self.factor * Double(reference.failures) * n
  }

  /// Minutes between two minutes of one incident at most.
  private static let longestGap = 5

  /// How many incidents minutes make, by their start in seconds; a short calm does not end one.
  package static func count(_ minutes: some Collection<Int>) -> Int {
    let starts = minutes.sorted()
    return zip(starts, starts.dropFirst()).reduce(starts.isEmpty ? 0 : 1) {
      $0 + ($1.1 - $1.0 > 60 * longestGap ? 1 : 0)
    }
  }

  /// What is said while an incident goes on.
  package static let waiting = "both versions are failing: waiting"
}
