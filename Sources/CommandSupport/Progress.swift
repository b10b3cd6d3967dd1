package import AWS
package import Release

/// How far a wait is: on a terminal one line that is written over, in a log one line a minute.
package final class Progress {
  /// Whether there is a terminal that shows a live line.
  ///
  /// There is none when `TERM` is `dumb` or not set, with `--quiet` and with `--debug`.
  package let isLive: Bool
  /// Whether the messages go to a log instead of a terminal.
  package let isLog: Bool

  private let outside: World
  private let write: (Message) -> Void
  private var share: Weight?
  private var began: Double
  private var lastShown: Double
  private var isDirty = false

  /// Starts to count the time in that world; tests give their own terminal.
  package init(
    _ world: World, _ given: GivenOptions, onTerminal: Bool = StandardStreams.errorIsTerminal,
    write: @escaping (Message) -> Void = StandardStreams.say
  ) {
    outside = world
    self.write = write
    let terminal = world.environment["TERM"] ?? ""
    isLog = !onTerminal
    isLive = onTerminal && !["", "dumb"].contains(terminal) && !given.quiet && !given.debug
    began = world.uptime()
    lastShown = isLive ? -1 : began
  }

  /// Starts to count the time anew, for a step whose version has that share; nil when it is not
  /// known.
  package func begin(share: Weight?) {
    self.share = share
    began = outside.uptime()
    lastShown = isLive ? -1 : began
  }

  /// Shows how far the wait for `what` is, at most ten times a second, in a log once a minute.
  package func show(_ what: Message, _ state: Message) {
    let now = outside.uptime()
    guard now - lastShown >= (isLive ? 0.1 : 60) else { return }
    lastShown = now
    let share = share?.percent
    guard isLive else {
      let time = [outside.runClock, share].compactMap { $0 }.joined(separator: " ")
      return outside.say("\(time) \(what): \(state)")
    }
    let picture = [self.share?.bar, share].compactMap { $0 }.joined(separator: " ")
    let words: Message = picture.isEmpty ? what : "\(what) \(picture)"
    isDirty = true
    // Without wrapping, so that the line stays one that can be erased.
    write("\r\u{1B}[K\u{1B}[?7l\(painted("\(words): \(state)", .cyan))\u{1B}[?7h")
  }

  /// What stands before the words of a step: the time in a log, nothing on a terminal.
  package var stamp: Message { isLog ? "\(outside.runClock) " : "" }

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
      case .paced: .cyan
      case .unhealthy: .red
      }
    let padded = share.percent + String(repeating: " ", count: max(0, 6 - share.percent.count))
    write(
      "  \(padded)\(painted("\(share.bar)", colour))  \(elapsed)  \(painted("\(verdict.rawValue)", colour))\n"
    )
  }

  /// On a terminal, what a look at a paced release came to: the share and the part of the evidence.
  ///
  /// A line a minute makes a picture. False where none is shown.
  package func picture(_ look: HealthReport) -> Bool {
    clear()
    guard isLive, look.verdict == .paced, let weight = look.weight else { return false }
    let have = look.evidence["Have"]?.double ?? 0
    let need = look.evidence["Need"]?.double ?? 1
    let part = Weight(exactly: Int(min(1, max(0, have / need)) * 1_000_000_000)) ?? .none
    let padded = weight.percent + String(repeating: " ", count: max(0, 6 - weight.percent.count))
    let share = painted("\(weight.bar)", .cyan)
    write("  \(padded)\(share)  \(painted("\(part.bar)", .yellow))  \(look.reason)\n")
    return true
  }

  /// The world, with waits that are shown here and messages that do not mix with the live line.
  package var world: World {
    var world = outside
    world.say = { [self] line in
      clear()
      outside.say(line)
    }
    world.debug = { [self] line in
      clear()
      outside.debug(line)
    }
    world.waiting = { [self] what, state in show(what, state) }
    return world
  }

  private enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
  }

  private func painted(_ text: Message, _ colour: Colour) -> Message {
    guard outside.environment["NO_COLOR"] ?? "" == "" else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }

  /// The time since the step began as minutes and seconds: `0:05`.
  private var elapsed: String {
    World.clock(Int(outside.uptime() - began))
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
