/// A clock that leaves out the time in which this process could not watch: the machine slept, or the
/// process was stopped.
///
/// A wait that lasted much longer than it was to shows such a time. What ran out meanwhile is no
/// evidence of anything.
package final class AttendedClock {
  /// How many seconds longer a wait may last, on a busy machine, before the rest is left out.
  package static let tolerance = 2.0

  /// How many times there was such a time.
  package private(set) var jumps = 0
  /// The seconds left out so far.
  package private(set) var missed = 0.0

  private let elapsed: () -> Double
  private var lastLook: Double

  /// `elapsed` returns seconds since some moment, the sleep of the machine included.
  package init(elapsed: @escaping () -> Double) {
    self.elapsed = elapsed
    lastLook = elapsed()
  }

  /// Counts from now, by the machine's clock.
  package convenience init() {
    let clock = ContinuousClock()
    let start = clock.now
    self.init { start.duration(to: clock.now) / .seconds(1) }
  }

  /// Seconds since that moment in which this process could watch.
  package var now: Double { elapsed() - missed }

  /// Runs a wait that lasts at most `seconds`; what it lasts beyond the tolerance is left out.
  package func wait<Value>(_ seconds: Double, _ body: () throws -> Value) rethrows -> Value {
    look()
    let value = try body()
    settle(seconds)
    return value
  }

  /// Begins to watch.
  func look() {
    lastLook = elapsed()
  }

  /// Leaves out what passed since the last look beyond `seconds` and the tolerance, and looks again.
  func settle(_ seconds: Double) {
    let moment = elapsed()
    let excess = moment - lastLook - max(0, seconds)
    lastLook = moment
    guard excess > Self.tolerance else { return }
    missed += excess
    jumps += 1
  }
}
