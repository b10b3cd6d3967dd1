import AWS
import CommandSupport
import Release

/// One line on a terminal that says how far a check is, written over and over.
final class LiveLine {
  private let session: Session
  private let isShown: Bool
  private var isDirty = false
  private var lastShown = -1.0

  /// Makes the line; it stays away when standard error is no terminal, or one that cannot erase a
  /// line (`TERM` is `dumb` or not set), and with `--quiet`.
  init(_ session: Session) {
    self.session = session
    let terminal = session.world.environment["TERM"] ?? ""
    isShown =
      StandardStreams.errorIsTerminal && !["", "dumb"].contains(terminal)
      && !session.options.quiet && !session.options.debug
  }

  /// Shows a text, at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    let now = session.world.uptime()
    guard isShown, now - lastShown >= 0.1 else { return }
    lastShown = now
    isDirty = true
    StandardStreams.say("\r\u{1B}[K\(session.command): \(text())")
  }

  /// Takes the line away.
  func clear() {
    if isDirty { StandardStreams.say("\r\u{1B}[K") }
    isDirty = false
  }

  /// The outside of a check, by a clock of its own choice, with words that do not mix with the line.
  func surroundings(now: @escaping () -> Double) -> Surroundings {
    Surroundings(
      now: now, sleep: session.world.sleep, random: session.world.random,
      say: { [self] line in
        clear()
        session.say(line)
      })
  }
}
