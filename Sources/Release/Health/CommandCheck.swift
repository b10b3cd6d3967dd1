package import AWS

/// A command of the user's that judges a version: `healthcheck --run`.
///
/// It gets the record on standard input. Its status is the verdict, the last line of its standard
/// error the reason, and its standard output, where that is one JSON object, the evidence.
package struct CommandCheck: Sendable {
  /// The command, as /bin/sh takes it.
  package var command: String
  /// Seconds after which it is ended, and the verdict is inconclusive.
  package var seconds: Double

  package init(_ command: String, seconds: Double) {
    self.command = command
    self.seconds = seconds
  }

  /// The most bytes of standard output that are evidence: 64 KiB.
  package static let evidenceLimit = 64 << 10
  /// The number of bytes, on both streams together, above which it is ended: 64 MiB.
  package static let outputLimit = 64 << 20

  /// Runs it with `input` on standard input; `waiting` is called many times a minute meanwhile.
  package func finding(
    input: [UInt8], variables: [String: String?], in world: World,
    waiting: @escaping () -> Void = {}
  ) -> CommandFinding {
    var program = Program(["/bin/sh", "-c", command], seconds: seconds)
    program.input = input
    program.variables = variables
    program.keptOutput = Self.evidenceLimit + 1
    program.mostOutput = Self.outputLimit
    program.readsErrors = true
    program.endsDaemons = true
    program.waiting = waiting
    guard let result = world.run(program) else {
      return CommandFinding(
        command: command, verdict: .inconclusive, reason: "it cannot be started")
    }
    return CommandFinding(command: command, result, seconds: seconds)
  }
}
