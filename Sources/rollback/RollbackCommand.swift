import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct RollbackCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
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
    completion: Completions.destinations,
    transform: VersionArgument.destination)
  var toVersion: Rollback.Destination?

  @Flag(help: "Leave a release alone whose record says healthy.")
  var ifUnhealthy = false

  @Flag(help: "Leave a release alone that has all the traffic already.")
  var unlessPromoted = false

  @Option(
    help: ArgumentHelp("Keep trying this long while AWS cannot be reached.", valueName: "duration"))
  var wait: Seconds?

  @Flag(help: "Leave the alias's Description alone: write no note.")
  var noNote = false

  func execute(in session: Session) throws(ReleaseFailure) {
    try session.run(
      limit: ReleaseRecord.rollbackSizeLimit, needsGuard: false
    ) { (record) throws(ReleaseFailure) in try rollBack(session, &record) }
  }

  private func rollBack(_ session: Session, _ record: inout ReleaseRecord) throws(ReleaseFailure)
    -> Act?
  {
    if ifUnhealthy, try record.health()?.verdict == .healthy, !record.isVerdictOutdated {
      session.say("healthy: nothing to roll back")
      return nil
    }
    let patience = wait.flatMap { $0.value > 0 ? session.limit(to: Double($0.value)) : nil }
    let target = try session.target(record)
    let alias = try session.neededAlias(self.alias, target, record)
    let client = session.client(target, record)
    let rollback = Rollback(client: client, world: session.world)
    if record.isDryRun, record.version == nil, toVersion == nil {
      let words = try rollback.words(ofRollbackOf: alias, function: target.function)
      throw .service(.dryRun("\(words)"))
    }
    let request = Rollback.Request(
      function: target.function, alias: alias, mine: record.exposedVersion,
      codeSha256: record.codeSha256, runs: try session.runNames(record),
      destination: toVersion ?? .lastGood,
      isPromoted: record.isPromoted, promotedFrom: record.promotedFrom,
      leavesPromoted: unlessPromoted,
      writesNote: !noNote, patience: max(0, patience?() ?? 0))
    let done = try rollback.rollback(request)
    session.step(words(done, lacksWeights: (client as? DryRunClient)?.lacksWeights ?? false))
    record.set(target)
    let act = Act.rolledBack(done, record)
    record.set(done)
    return act
  }

  private func words(_ done: Rollback.RolledBack, lacksWeights: Bool) -> Message {
    let alias = done.alias.name
    let state = AliasState(done.alias).words
    if let from = done.from { return "\(alias): rolled back from version \(from): \(state)" }
    if lacksWeights {
      return "would clear any weight of alias \(alias): all traffic on version \(done.to)"
    }
    guard toVersion == .previous, let note = AliasNote(done.alias), let gone = note.not else {
      return "nothing to undo: \(alias) is at \(state)"
    }
    let before = note.before.flatMap { $0 == gone ? nil : $0 }
    let further = before.map { "; --to-version \($0) goes to the version before it" } ?? ""
    return "\(alias): rolled back from version \(gone) already: \(state)\(further)"
  }
}
