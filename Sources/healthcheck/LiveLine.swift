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
      && !session.given.quiet && !session.given.debug
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

  /// The world of a check, whose messages do not mix with the line.
  var world: World {
    var world = session.world
    world.say = { [self] line in
      clear()
      session.say(line)
    }
    return world
  }
}
