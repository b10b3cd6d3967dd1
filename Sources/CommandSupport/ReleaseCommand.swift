package import ArgumentParser
import AWS
import Glibc
package import Release

/// A command of the toolbox: options, and one thing that it does with a session.
///
/// `run()` maps every failure to its exit status, since ArgumentParser would end with 1, which here
/// means unhealthy.
package protocol ReleaseCommand: ParsableCommand {
  /// The options that every command has.
  var common: CommonOptions { get }
  /// Does the command's one job.
  func execute(in session: Session) throws(ReleaseFailure)
}

extension ReleaseCommand {
  /// Starts the command: parses the command line and runs it.
  ///
  /// `--schema` works without the arguments that the command needs else.
  package static func main() {
    // A static runtime reads the words from /proc: without it there are none, and to run without
    // the options that were given would do something else than was asked for.
    guard !CommandLine.arguments.isEmpty else {
      StandardStreams.say("\(_commandName): no command line: /proc is not mounted\n")
      exit(withError: ExitCode(ExitStatus.fault.rawValue))
    }
    do throws(PrintingOption.Refusal) {
      let printing = try PrintingOption.alone(
        in: Array(CommandLine.arguments.dropFirst()),
        versionOption: helpMessage().contains("--to-version ") ? "--to-version" : nil)
      if printing == .schema { return print(RecordSchema.text) }
    } catch {
      refuse(error.text)
    }
    do {
      var command = try parseAsRoot(nil)
      try command.run()
      leave()
    } catch {
      let status = exitCode(for: error)
      guard status == .validationFailure, !(error is ExitCode) else { exit(withError: error) }
      let text = message(for: error)
      refuse(text.prefix(1).lowercased() + text.dropFirst())
    }
  }

  /// Says what is wrong with the command line, and ends with the status of that.
  private static func refuse(_ text: String) -> Never {
    let name = configuration.commandName ?? _commandName
    StandardStreams.say(
      "\(name): \(text)\n"
        + "\(name): hint: \(name) --help lists the options; the page is \(name)(1)\n")
    exit(withError: ExitCode(ExitStatus.usage.rawValue))
  }

  /// Ends a run that succeeded, without the exit handlers of the libraries: what they would give
  /// back piece by piece the system takes with the process, and every connection is closed.
  private static func leave() -> Never {
    _ = fflush(nil)
    _exit(0)
  }

  /// Runs the command in this process, with its environment and its standard streams.
  package func run() throws {
    let name = Self.configuration.commandName ?? Self._commandName
    let session = Session(command: name, options: common)
    do throws(ReleaseFailure) {
      try execute(in: session)
    } catch {
      if session.isDryRun, case .service(.dryRun(let act)) = error { return session.say(act) }
      session.report(error)
      throw ExitCode(ExitStatus(error).rawValue)
    }
  }
}
