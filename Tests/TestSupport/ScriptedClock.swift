package import AWS

/// A clock that moves only when it is told to.
package final class ScriptedClock {
  /// The time now.
  package var now: Timestamp

  /// Starts at a moment: by default 2015-08-30T12:36:00Z, the one of AWS's signing test suite.
  package init(now: Timestamp = Timestamp(milliseconds: 1_440_938_160_000)) {
    self.now = now
  }

  /// Moves on by so many seconds.
  package func advance(by seconds: Double) {
    now = now.advanced(by: seconds)
  }
}
