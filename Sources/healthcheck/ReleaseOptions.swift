import ArgumentParser
import AWS
import CommandSupport
import Release

/// What a dry run judges for the whole release: options of its other commands, so that a flow finds
/// a wrong one before it sends anything.
struct ReleaseOptions: ParsableArguments {
  @Flag(help: "With --dry-run: the alias may be missing, for it would be made.")
  var create = false

  @Flag(help: "With --dry-run: the release checks nothing, so that invoking is not tried.")
  var noCheck = false

  @Option(
    help: ArgumentHelp(
      "With --dry-run: judge these steps of a release, and print its plan in a log: publish, 0% "
        + "for the check before traffic, 10%:60s and so on, 100%.", valueName: "steps"))
  var steps: String?

  @Option(
    help: ArgumentHelp("With --dry-run: judge the bucket of upload.", valueName: "bucket"))
  var bucket: String?

  @Option(
    help: ArgumentHelp("With --dry-run: judge the description of publish.", valueName: "text"))
  var description: String?

  @Option(
    help: ArgumentHelp("With --dry-run: judge the timeout of publish.", valueName: "duration"))
  var timeout: Seconds?

  func validate() throws {
    guard timeout?.value == 0 else { return }
    throw ValidationError("--timeout 0: use a duration such as 5m")
  }

  /// Refuses the options outside of a dry run, and in one those that the release could not use.
  func judge(isDryRun: Bool) throws(ReleaseFailure) {
    for (name, isGiven) in [
      ("--create", create), ("--no-check", noCheck), ("--steps", steps != nil),
      ("--bucket", bucket != nil), ("--description", description != nil),
      ("--timeout", timeout != nil),
    ] where isGiven && !isDryRun {
      throw .usage("\(name) goes with --dry-run")
    }
    if let description { try Publication.check(description: description) }
    _ = try flowSteps()
  }

  /// Refuses a function's name with a version, of which no release can be made.
  func judge(_ target: Target) throws(ReleaseFailure) {
    guard steps != nil, let version = target.versionQualifier else { return }
    throw .usage(
      "--function names version \(version): a release needs the function's name alone, or an alias "
        + "after it")
  }

  /// Refuses a bucket that `upload` would refuse in this region.
  func judgeBucket(in region: String) throws(ReleaseFailure) {
    guard let bucket else { return }
    try Session.valid(BucketName.check(bucket, region: region), of: "--bucket")
  }

  /// The plan of the release, for a function whose timeout is yet to be read; nil without `--steps`.
  func plan(
    _ record: ReleaseRecord, _ rule: RuleOptions, _ payload: ProbePayload, _ parallel: Int,
    _ live: WatchOptions, _ pace: PaceOptions, _ runs: RunOptions
  ) throws(ReleaseFailure) -> FlowPlan? {
    guard var steps = try flowSteps() else { return nil }
    try steps.skip(doneBy: record)
    if noCheck { steps.checksBeforeTraffic = false }
    let lines = payload.lines.count
    var check = live.watch.map {
      FlowPlan.Check.traffic(watchFor: Double($0.value), giveUpAfter: live.giveUpAfter)
    }
    if let paced = try pace.rule(rule, live) { check = .pace(paced) }
    return FlowPlan(
      steps: steps, rule: try rule.rule(payloadLines: lines), payloadLines: lines,
      parallel: parallel, check: check ?? .probes, alarms: live.alarms.count, runs: runs.plan)
  }

  /// Refuses a pause at a share of an alias that is yet to be made, which has none.
  func judge(missing alias: String) throws(ReleaseFailure) {
    guard var steps = try flowSteps() else { return }
    var record = ReleaseRecord()
    record.set(missingAlias: alias)
    steps.publishTimeout = nil
    try steps.skip(doneBy: record)
  }

  private func flowSteps() throws(ReleaseFailure) -> FlowSteps? {
    guard let steps else { return nil }
    do throws(Schedule.SyntaxError) {
      return try FlowSteps(argument: steps, timeout: timeout ?? Publication.usualTimeout)
    } catch {
      throw .usage("--steps \(error)")
    }
  }
}
