import ArgumentParser
package import Release

/// A command of the toolbox: options, and one thing that it does with a session.
///
/// `run()` maps every failure to its exit status, since ArgumentParser would end with 1, which here
/// means unhealthy.
package protocol ReleaseCommand: ToolboxCommand {
  /// The options that every command has.
  var common: CommonOptions { get }
  /// Does the command's one job.
  func execute(in session: Session) throws(ReleaseFailure)
}

extension ReleaseCommand {
  /// Runs the command in this process, with its environment and its standard streams.
  package func run() throws {
    let name = Self.configuration.commandName ?? Self._commandName
    let session = Session(command: name, options: common)
    do throws(ReleaseFailure) {
      try execute(in: session)
    } catch {
      session.report(error)
      throw ExitCode(ExitStatus(error).rawValue)
    }
  }
}
