import HTTP

/// When a guard gives up its rollbacks, all of them together.
///
/// Who sends a signal during the rollbacks wants an end: from then on there are as many seconds as
/// after a signal to COMMAND.
final class RecoveryDeadline {
  private var end: Double
  private let uptime: () -> Double
  private let signals: GuardSignals

  /// Ends `seconds` from now, by `uptime`.
  init(in seconds: Double, _ uptime: @escaping () -> Double, _ signals: GuardSignals) {
    self.uptime = uptime
    self.signals = signals
    end = uptime() + seconds
  }

  /// Seconds that are left, after a look for a signal that has come meanwhile.
  func left() -> Double {
    notice(within: 0)
    return end - uptime()
  }

  /// Pauses; returns when the pause or the time is over.
  func rest(_ seconds: Double) {
    let over = uptime() + seconds
    while uptime() < min(over, end) { notice(within: min(over, end) - uptime()) }
  }

  private func notice(within seconds: Double) {
    let start = uptime()
    let event = signals.next(within: seconds)
    // A machine that slept in the pause has tried nothing meanwhile.
    let excess = uptime() - start - max(0, seconds)
    if excess > AttendedClock.tolerance { end += excess }
    guard case .ending = event else { return }
    end = min(end, uptime() + Guard.patience.interrupted)
  }
}
