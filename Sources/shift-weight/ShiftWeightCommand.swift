import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct ShiftWeightCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift-weight",
    abstract: "send a share of an alias's traffic to a version",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp("The alias.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @Option(
    help: ArgumentHelp(
      "The share for the version: 10% or 0.1. 0% clears, 100% promotes.", valueName: "share"),
    transform: VersionArgument.weight)
  var weight: Weight

  @Option(
    help: ArgumentHelp("The version, instead of the record's.", valueName: "version"),
    transform: VersionArgument.number)
  var toVersion: FunctionVersion?

  @Flag(help: "Shift without a healthy verdict.")
  var force = false

  @Flag(help: "Make the alias when there is none.")
  var create = false

  @Flag(help: "Leave the alias's Description alone: write no note.")
  var noNote = false

  func execute(in session: Session) throws(ReleaseFailure) {
    try session.run {
      (record) throws(ReleaseFailure) in try shift(session, &record)
    }
  }

  private func shift(_ session: Session, _ record: inout ReleaseRecord) throws(ReleaseFailure)
    -> Act
  {
    let target = try session.target(record)
    guard let alias = try session.alias(self.alias, target, record) else {
      throw .usage("no alias: give --alias")
    }
    guard let version = toVersion ?? record.version else {
      if record.isDryRun { try plan(session, target, alias, &record) }
      throw .record(
        "no version: \(session.source) holds no record of publish, and --to-version is missing")
    }
    let isRecorded = version == record.version
    // After a shift whose answer is not known the alias must be looked at first.
    let isKnown = isRecorded && record.shifting == nil && record.alias?.revisionId != ""
    let known = isKnown ? record.alias : nil
    let run = noNote ? nil : try session.runName(isRecorded ? record.run : nil)
    let shift = TrafficShift(
      client: session.client(target, record), world: session.world,
      announce: session.announcing(version, weight, of: alias, target, run: run))
    let health = try record.health(for: weight)
    // In a dry run nobody gives the verdict that the release itself will wait for.
    let lacksVerdict = record.isDryRun && health == nil
    let request = TrafficShift.Request(
      function: target.function, alias: alias, version: version,
      codeSha256: isRecorded ? record.codeSha256 : nil, weight: weight, known: known,
      unanswered: isRecorded && record.shifting != nil ? record.alias : nil,
      health: health, force: force || lacksVerdict, create: create,
      wasLive: isRecorded && record.isLive, run: run, shiftedBefore: record.shiftedVersions)
    record.set(target)
    let shifted = try session.changing(
      { () throws(ReleaseFailure) in try shift.shift(request) },
      plan: { record.plan(weight, of: version, alias: alias, at: session.world.now()) })
    session.say(Self.words(shifted, isFirst: known == nil))
    record.set(shifted, run: run)
    return .shifted(shifted)
  }

  /// What was done; with the first share the name of the run that it belongs to.
  private static func words(_ shifted: TrafficShift.Shifted, isFirst: Bool) -> String {
    var text = "\(shifted.alias.name): \(AliasState(shifted.alias).words)"
    if !shifted.changed { text += " already" }
    guard isFirst, let run = AliasNote(shifted.alias)?.run else { return text }
    return text + " (run \(run.name))"
  }
}
