/// When the next probe may be sent: at once while all is well, later after a failure.
///
/// A hiccup of something downstream fails every version alike, and several probes in a row: after a
/// failed probe the next one waits 1, 2, 4, then 8 seconds, until one succeeds that was sent
/// later. Answers that are no evidence slow down by a rule of their own.
package struct ProbePacing: Sendable {
  /// The longest pause after a failure, in seconds.
  static let longestPause = 8.0

  /// The moment, in seconds, before which nothing is sent.
  package private(set) var until = 0.0
  /// How many pauses in a row were made for answers that are no evidence.
  package private(set) var pausesWithoutEvidence = 0

  /// Whether no probe has succeeded since the last pause for a failure.
  package var isFailing: Bool { failures > 0 }

  private var failures = 0
  private var pausedForFailureAt = -Double.infinity
  private var pausedWithoutEvidenceAt = -Double.infinity

  /// Starts without a pause.
  package init() {}

  /// A probe that was sent at a moment failed.
  package mutating func failed(sent: Double, now: Double) {
    pausesWithoutEvidence = 0
    // Probes that were in flight when the pause began met the same hiccup.
    guard sent >= pausedForFailureAt else { return }
    failures = min(failures + 1, 4)
    pausedForFailureAt = now
    until = max(until, now + Double(1 << (failures - 1)))
  }

  /// A probe that was sent at a moment succeeded.
  package mutating func succeeded(sent: Double) {
    pausesWithoutEvidence = 0
    if sent >= pausedForFailureAt { failures = 0 }
  }

  /// A probe that was sent at a moment brought no evidence.
  ///
  /// `random` is at least 0 and less than 1; `asked` is how many seconds AWS asks to wait, of
  /// which at most 30 are granted.
  package mutating func unjudged(sent: Double, now: Double, random: Double, asked: Double?) {
    guard sent >= pausedWithoutEvidenceAt else { return }
    pausesWithoutEvidence += 1
    pausedWithoutEvidenceAt = now
    let most = min(0.5 * Double(1 << min(pausesWithoutEvidence, 10)), 8)
    until = max(until, now + max(most * (0.5 + random / 2), min(asked ?? 0, 30)))
  }
}
