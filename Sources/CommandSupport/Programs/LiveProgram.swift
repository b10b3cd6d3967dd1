import AWS
import CLinux
import LibC

/// Runs programs for the user: `credential_process`, and the commands of `healthcheck --run`.
///
/// A program ends whole: when its time is up, when it writes too much, when a signal ends this
/// process, and for what it leaves behind.
struct LiveProgram {
  /// Whether orphans of a program become children of this process, so that one that left the
  /// program's session is found.
  ///
  /// Any orphan below this process then counts as the program's, so it must have no other children.
  var adoptsOrphans: Bool

  /// Milliseconds between two looks at a program that is quiet.
  private static let tick = (reading: 50, closed: 5)

  /// Runs a program and waits for it; nil when it could not be started.
  func run(_ program: Program) -> ProgramResult? {
    if adoptsOrphans { _ = clinux_adopt_orphans(1) }
    defer { if adoptsOrphans { _ = clinux_adopt_orphans(0) } }
    let interruption = Interruption()
    defer { interruption.restore() }
    guard var streams = ProgramStreams(for: program) else { return nil }
    guard let process = StartedProgram(program, streams, adoptsOrphans: adoptsOrphans) else {
      return nil
    }
    streams.closeFarEnds()
    let clock = ContinuousClock()
    let end = clock.now + .seconds(program.seconds)
    var forced: ProgramResult.End?
    while forced == nil, !process.hasEnded {
      if clock.now >= end {
        forced = .timedOut
      } else if streams.count > program.mostOutput {
        forced = .wroteTooMuch
      } else if interruption.hasCome {
        process.end(daemons: true)
        interruption.restore()
      } else {
        let left = max(1, clock.now.duration(to: end) / .milliseconds(1))
        let tick = Double(streams.areClosed ? Self.tick.closed : Self.tick.reading)
        streams.exchange(milliseconds: Int32(min(left, tick)))
        program.waiting()
      }
    }
    process.end(daemons: forced != nil || program.endsDaemons)
    let own = process.reaped()
    // What it wrote at last, also when a daemon holds the pipe.
    while streams.count <= program.mostOutput, streams.exchange(milliseconds: 0) {}
    streams.close()
    if forced == nil, streams.count > program.mostOutput { forced = .wroteTooMuch }
    return ProgramResult(
      forced ?? own, output: streams.output, lastOutput: streams.lastOutput.bytes,
      errors: streams.errors.bytes)
  }
}
