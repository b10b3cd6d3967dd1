package import AWS
package import HTTP

/// What a scripted `World` is made of, and what was done to it.
package final class WorldScript {
  /// The clock; `World.sleep` moves it on and returns at once.
  package let clock: ScriptedClock
  /// The user's files.
  package let files: ScriptedFiles
  /// The seconds of each sleep, in order.
  package fileprivate(set) var sleeps: [Double] = []
  /// The lines said to the user, in order.
  package fileprivate(set) var lines: [String] = []
  /// What was told of waits, in order: what is waited for, and how far it is.
  package fileprivate(set) var waits: [(at: Double, what: String, state: String)] = []
  /// The lines of `--debug`, in order.
  package fileprivate(set) var debugLines: [String] = []
  /// The command lines that were run, in order.
  package fileprivate(set) var programs: [[String]] = []
  /// The program that was run last, with all that it was given.
  package fileprivate(set) var lastProgram: Program?
  /// The questions that were asked, in order.
  package fileprivate(set) var questions: [String] = []
  /// What running a program gives; nil when it cannot be started.
  package var program: ([String]) -> ProgramResult? = { _ in nil }
  /// What a person answers; nil when there is no terminal.
  package var reply: (String) -> String? = { _ in nil }

  /// Starts with a clock and files.
  package init(clock: ScriptedClock = ScriptedClock(), files: ScriptedFiles = ScriptedFiles()) {
    self.clock = clock
    self.files = files
  }
}

extension World {
  /// A world without an outside; `script` keeps what happened.
  ///
  /// Only sleeping and the answers of a `ScriptedHTTP` move the clock; the random numbers come from
  /// `seed`.
  package static func scripted(
    _ script: WorldScript = WorldScript(), http: any HTTPClient = ScriptedHTTP(),
    environment: [String: String] = [:], seed: UInt64 = 1
  ) -> World {
    if let http = http as? ScriptedHTTP, http.clock == nil { http.clock = script.clock }
    var generator = SeededGenerator(seed: seed)
    var world = World(
      environment: environment,
      now: { script.clock.now },
      uptime: { script.clock.now.seconds },
      sleep: { seconds in
        script.sleeps.append(seconds)
        script.clock.advance(by: seconds)
      },
      random: { Double.random(in: 0..<1, using: &generator) },
      http: http,
      files: script.files,
      run: { program in
        script.programs.append(program.words)
        script.lastProgram = program
        return script.program(program.words)
      },
      ask: { question in
        script.questions.append(question.description)
        return script.reply(question.description)
      },
      say: { script.lines.append($0.description) },
      debug: { script.debugLines.append($0.description) })
    world.waiting = {
      script.waits.append((script.clock.now.seconds, $0.description, $1.description))
    }
    return world
  }
}
