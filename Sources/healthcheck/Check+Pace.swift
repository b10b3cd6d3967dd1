import AWS
import CommandSupport
import Release

extension Check {
  /// Looks once at a paced run, and goes on with it or starts it.
  func look(
    _ rule: PaceRule, _ options: WatchOptions, alias: String, _ alarms: inout AlarmWatch
  ) throws(ReleaseFailure) -> HealthReport {
    let record = subject.record
    guard let recorded = record.alias, recorded.name == alias, record.version == version,
      record.shifting == nil
    else {
      throw .record(
        "\(alias): no record of a share of version \(version)",
        hints: ["--pace looks at what shift-weight has put out: give its record"])
    }
    let share = AliasState(recorded).share(of: version)
    guard share > .none, recorded.functionVersion != version else {
      throw .record(
        "\(alias): sends no share of its traffic to version \(version): nothing to look at")
    }
    let pace = try run(rule, options, recorded, share)
    let source = AliasTraffic(
      client: try subject.session.cloudWatch(target), function: target.name, alias: alias,
      candidate: version, baseline: pace.baseline, failures: options.failures)
    var look = PaceLook(pace)
    var report = try look.report(
      on: source, alarms: &alarms, since: record.sharedSince, in: world,
      progress: { progress.show("pace", "\($0)") })
    var after = look.pace
    after.firing = alarms.firing
    // A run that has ended is not gone on with.
    if report.weight != nil { report.pace = after }
    return report
  }

  /// The run that the record tells of, with the changes of the share since its last look; a new one
  /// where that cannot be gone on with.
  private func run(
    _ rule: PaceRule, _ options: WatchOptions, _ alias: AliasConfiguration, _ share: Weight
  ) throws(ReleaseFailure) -> Pace {
    if var pace = subject.record.pace, pace.version == version,
      pace.baseline == alias.functionVersion,
      pace.rule == rule.publishing(within: pace.rule.publicationDelay),
      pace.metric == options.metric, pace.slower == options.slower
    {
      for change in subject.record.changesSinceLook {
        pace.note(change.weight, from: change.sent, to: change.answered)
      }
      if pace.weight == share {
        pace.revisionId = alias.revisionId
        return pace
      }
    }
    let rule = rule.watching(
      functionTimeout: max(try timeout("\(version)"), try timeout(alias.name)))
    let pace = Pace(
      rule, version: version, baseline: alias.functionVersion, weight: share,
      revisionId: alias.revisionId, metric: options.metric, slower: options.slower,
      at: world.now().seconds)
    let complete = pace.start + 60 + rule.publicationDelay
    let first = Timestamp(milliseconds: Int64((complete + 59) / 60 * 60 + 1) * 1000)
    world.say(
      "CloudWatch is up to \(Seconds(rule.publicationDelay).words) late: the first evidence comes at "
        + "\(first.iso8601)")
    return pace
  }

  private func timeout(_ qualifier: String) throws(ReleaseFailure) -> Int {
    try ReleaseFailure.calling { () throws(ServiceError) in
      try target.lambda.getFunctionConfiguration(target.function, qualifier: qualifier)
    }.timeout
  }
}
