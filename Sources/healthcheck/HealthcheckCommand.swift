import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct HealthcheckCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "healthcheck", abstract: "decide whether a version is healthy",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp("The alias whose traffic is watched.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @Option(
    help: ArgumentHelp("The version, instead of the record's.", valueName: "version"),
    transform: VersionArgument.number)
  var toVersion: FunctionVersion?

  @OptionGroup var rule: RuleOptions
  @OptionGroup var probes: ProbeOptions
  @OptionGroup var comparing: CompareOptions
  @OptionGroup var live: WatchOptions
  @OptionGroup var runs: RunOptions
  @OptionGroup var pace: PaceOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var release: ReleaseOptions

  func execute(in session: Session) throws(ReleaseFailure) {
    if plan.plan { return try writePlan(in: session) }
    // What is wrong with the options is said before anything is read or sent.
    let method = try Method(rule, probes, comparing, live, pace, session)
    var verdict: (verdict: Verdict, words: String)?
    try session.run { (record) throws(ReleaseFailure) in
      try release.judge(isDryRun: session.isDryRun)
      let subject = try Subject(session, record, toVersion: toVersion, alias: alias)
      try release.judge(subject.target)
      try subject.needsAlias(for: method)
      if live.beforeTraffic, subject.saysTraffic() { return nil }
      if session.isDryRun {
        let payload = try probes.payload(session)
        var plan = try release.plan(record, rule, payload, probes.parallel, live, pace, runs)
        plan?.pairs = method.comparison?.rule
        try DryCheck(subject: subject, release: release, payload: payload, runs: runs, plan: plan)
          .run(method, live.beforeTraffic ? nil : live)
        return nil
      }
      let report = try check(subject, method)
      verdict = (report.verdict, report.line(function: subject.target.name))
      record.set(subject.target)
      record.set("Version", version: record.version ?? report.version)
      record.set("Health", report.json)
      if case .pace = method { record.pace = report.pace }
      return .checked(report, record)
    }
    // A verdict is not a failure of the command: the record is written by now.
    switch verdict {
    case (.healthy, let words)?: session.step("\(words)")
    case (.paced, let words)?: if !session.progress.isLive { session.step("\(words)") }
    case (.unhealthy, let words)?: throw .unhealthy("\(words)")
    case (.inconclusive, let words)?: throw .inconclusive("\(words)")
    case nil: break
    }
  }

  static func refusedWord(in words: [String]) -> String? { CheckWords.refused(in: words) }

  private func check(_ subject: Subject, _ method: Method) throws(ReleaseFailure) -> HealthReport {
    guard let version = subject.version else {
      throw subject.session.lacking(
        .record("no version: \(subject.session.noRecord(of: "publish"))pass --to-version"))
    }
    let alarms = try subject.alarms(live, isPaced: method.trafficOption == "--pace")
    let share = live.beforeTraffic ? Weight.none : subject.record.share(of: version)
    let progress = subject.session.progress
    progress.begin(share: share)
    let check = Check(subject: subject, version: version)
    let report = try check.report(method, live, alarms, runs)
    if !progress.picture(report), report.verdict != .paced { progress.picture(report.verdict) }
    let lines = report.summary(function: subject.target.name).dropFirst()
    for line in lines where report.verdict != .paced { subject.session.say("\(line)") }
    return report
  }
}
