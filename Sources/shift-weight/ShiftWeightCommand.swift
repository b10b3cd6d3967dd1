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
  @OptionGroup var options: ShiftOptions
  @OptionGroup var schedule: ScheduleOptions

  func validate() throws {
    guard (options.weight == nil) != (schedule.schedule == nil) else {
      throw ValidationError(
        options.weight == nil
          ? "give --weight, or --schedule" : "--weight and --schedule exclude each other")
    }
  }

  func execute(in session: Session) throws(ReleaseFailure) {
    if let schedule = try schedule.value() {
      let steps = try schedule.ahead(of: session.read())
      return try StandardStreams.write(steps.map(\.text))
    }
    guard let weight = options.weight else { return }
    try session.run {
      (record) throws(ReleaseFailure) in try shift(weight, session, &record)
    }
  }

  private func shift(
    _ weight: Weight, _ session: Session, _ record: inout ReleaseRecord
  ) throws(ReleaseFailure) -> Act? {
    let target = try session.target(record)
    let alias = try session.neededAlias(options.alias, target, record)
    guard let version = options.toVersion ?? record.version else {
      if record.isDryRun { try plan(weight, session, target, alias, &record) }
      throw session.lacking(
        .record("no version: \(session.noRecord(of: "publish"))pass --to-version"))
    }
    let isRecorded = version == record.version
    // After a shift whose answer is not known the alias must be looked at first.
    let isKnown = isRecorded && record.shifting == nil && record.alias?.revisionId != ""
    let known = isKnown ? record.alias : nil
    let run = options.noNote ? nil : try session.runName(isRecorded ? record.run : nil)
    var shift = TrafficShift(
      client: session.client(target, record), world: session.world,
      announce: session.announcing(
        version, weight, of: alias, target, run: run,
        isNew: options.create && isRecorded && record.missingAlias != nil))
    let health = try record.health(for: weight)
    // In a dry run nobody gives the verdict that the release itself will wait for.
    let lacksVerdict = record.isDryRun && health == nil
    shift.advice = session.advice(
      target, alias: alias, version: version, isRecorded: isRecorded, options: options.repeated)
    var request = TrafficShift.Request(
      function: target.function, alias: alias, version: version,
      codeSha256: isRecorded ? record.codeSha256 : nil, weight: weight, known: known,
      unanswered: isRecorded && record.shifting != nil ? record.alias : nil,
      health: health, force: options.force || lacksVerdict, create: options.create,
      wasLive: isRecorded && record.isLive,
      wasMissing: isRecorded && record.missingAlias != nil, run: run,
      shiftedBefore: record.shiftedVersions, paced: record.pacedWeight,
      paceFirst: isRecorded ? record.paceFirst : nil)
    if isRecorded, let previous = record.previousVersion {
      request.unlike = (previous, record.differences)
    }
    if session.isDryRun, weight > .none, weight < .all { try target.judgeShares(of: alias) }
    if options.create, weight < .all, known == nil, try shift.waitsForPromotion(request) {
      session.say(
        "alias \(alias) does not exist yet: version \(version) gets all traffic when it is promoted"
      )
      record.wait(with: version, target, alias: alias)
      return nil
    }
    record.set(target)
    let shifted = try session.changing(
      { () throws(ReleaseFailure) in try shift.shift(request) },
      plan: { record.plan(weight, of: version, alias: alias, at: session.world.now()) })
    // A paced share that stays is no act.
    let isAct = shifted.changed || request.paceFirst == nil || shifted.alias != known
    if isAct { session.step(Self.words(shifted, isFirst: known == nil)) }
    record.set(shifted, run: run)
    return isAct ? .shifted(shifted) : nil
  }

  /// What was done; with the first share the name of the run that it belongs to.
  private static func words(_ shifted: TrafficShift.Shifted, isFirst: Bool) -> Message {
    var text: Message = "\(shifted.alias.name): \(AliasState(shifted.alias).words)"
    if !shifted.changed { text += " already" }
    guard isFirst, let run = AliasNote(shifted.alias)?.run else { return text }
    return text + " (run \(run.name))"
  }
}
