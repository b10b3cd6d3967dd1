package import AWS
package import Release

/// How far a wait is: on a terminal one line that is written over, in a log one line a minute.
package final class Progress {
  /// Whether there is a terminal that shows a live line.
  ///
  /// There is none when `TERM` is `dumb` or not set, with `--quiet` and with `--debug`.
  package let isLive: Bool

  private let session: Session
  private let share: Weight?
  private let write: (String) -> Void
  private let began: Double
  private var lastShown: Double
  private var isDirty = false

  /// Starts to count the time.
  ///
  /// `share` is the version's share of the traffic, nil when it is not known. Tests give their own
  /// terminal.
  package init(
    _ session: Session, share: Weight?, onTerminal: Bool = StandardStreams.errorIsTerminal,
    write: @escaping (String) -> Void = StandardStreams.say
  ) {
    self.session = session
    self.share = share
    self.write = write
    let terminal = session.world.environment["TERM"] ?? ""
    isLive =
      onTerminal && !["", "dumb"].contains(terminal) && !session.given.quiet
      && !session.given.debug
    began = session.world.uptime()
    lastShown = isLive ? -1 : began
  }

  /// Shows how far the wait for `what` is, at most ten times a second, in a log once a minute.
  package func show(_ what: String, _ state: String) {
    let now = session.world.uptime()
    guard now - lastShown >= (isLive ? 0.1 : 60) else { return }
    lastShown = now
    let share = share?.percent
    guard isLive else {
      let words = [session.world.now().timeOfDay, share, "\(what): \(state)"]
      return session.say(words.compactMap { $0 }.joined(separator: " "))
    }
    let words = [what, self.share?.bar, share].compactMap { $0 }.joined(separator: " ")
    isDirty = true
    // Without wrapping, so that the line stays one that can be erased.
    write("\r\u{1B}[K\u{1B}[?7l\(painted("\(words): \(state)", .cyan))\u{1B}[?7h")
  }

  /// Takes the live line away.
  package func clear() {
    if isDirty { write("\r\u{1B}[K") }
    isDirty = false
  }

  /// On a terminal, what became of the step that the share was set for.
  package func picture(_ verdict: Verdict) {
    clear()
    guard isLive, let share else { return }
    let colour: Colour =
      switch verdict {
      case .healthy: .green
      case .inconclusive: .yellow
      case .unhealthy: .red
      }
    let padded = share.percent + String(repeating: " ", count: max(0, 6 - share.percent.count))
    write(
      "  \(padded)\(painted(share.bar, colour))  \(elapsed)  \(painted(verdict.rawValue, colour))\n"
    )
  }

  /// The session's world, whose messages do not mix with the live line.
  package var world: World {
    var world = session.world
    world.say = { [self] line in
      clear()
      session.say(line)
    }
    return world
  }

  private enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
  }

  private func painted(_ text: String, _ colour: Colour) -> String {
    guard session.world.environment["NO_COLOR"] ?? "" == "" else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }

  /// The time since the start as minutes and seconds: `0:05`.
  private var elapsed: String {
    let seconds = Int(session.world.uptime() - began)
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension Weight {
  /// The share as 20 cells: `##..................`; a share above 0 fills at least one.
  var bar: String {
    let filled = (billionths + 25_000_000) / 50_000_000
    let count = billionths > 0 ? max(1, filled) : 0
    return String(repeating: "#", count: count) + String(repeating: ".", count: 20 - count)
  }
}

extension Timestamp {
  /// The time of day in UTC, to the second: `16:36:58Z`.
  var timeOfDay: String { String(iso8601.suffix(9)) }
}
