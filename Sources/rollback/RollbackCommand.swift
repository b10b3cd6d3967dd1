import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct RollbackCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: ProgramName.of("rollback"),
    abstract: "send all traffic of an alias back to the last good version",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp("The alias.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @Option(
    help: ArgumentHelp(
      "Go to this version whatever is live: its number, or previous.", valueName: "version"),
    transform: VersionArgument.numberOrPrevious)
  var toVersion: String?

  @Flag(help: "Leave a release alone whose record says healthy.")
  var ifUnhealthy = false

  @Flag(help: "Leave a release alone that has all the traffic already.")
  var unlessPromoted = false

  @Flag(help: "Say what would be rolled back, and change nothing.")
  var dryRun = false

  func execute(in session: Session) throws(ReleaseFailure) {
    var record = try session.readRecord(needs: "the record of a release")
    if ifUnhealthy, try record.health()?.verdict == .healthy {
      session.say("healthy: nothing to roll back")
      return try session.write(record)
    }
    let target = try session.target(record)
    guard let alias = try session.alias(self.alias, target, record) else {
      throw .usage("no alias: give --alias")
    }
    let wasPromoted = record.version != nil && record.alias?.functionVersion == record.version
    let rollback = Rollback(client: target.lambda, pause: session.world.sleep, say: session.say)
    let request = Rollback.Request(
      function: target.function, alias: alias, mine: record.version,
      codeSha256: record.codeSha256, toVersion: toVersion,
      promotedFrom: wasPromoted && !unlessPromoted ? record.previousVersion : nil,
      leavesPromoted: unlessPromoted)
    if dryRun { return session.say(try rollback.plan(request)) }
    let done = try rollback.rollback(request)
    if let from = done.from {
      session.say("\(alias): rolled back from version \(from): \(AliasState(done.alias).words)")
    }
    record.set("FunctionName", text: record.functionName ?? target.name)
    record.set("Region", text: target.region)
    record.set(done)
    try session.write(record)
  }
}
