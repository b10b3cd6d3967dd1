/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package var milliseconds: Int64

  /// Makes a moment from milliseconds since 1970-01-01T00:00:00Z.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Seconds since 1970-01-01T00:00:00Z.
  package var seconds: Double { Double(milliseconds) / 1000 }

  /// The time that many seconds later; at most a thousand years later.
  package func advanced(by seconds: Double) -> Timestamp {
    let seconds = seconds.isNaN ? 0 : min(max(seconds, -32e9), 32e9)
    return Timestamp(milliseconds: milliseconds + Int64((seconds * 1000).rounded()))
  }

  /// Whether one moment is before another.
  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
}
