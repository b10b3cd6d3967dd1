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
  @OptionGroup var live: WatchOptions
  @OptionGroup var plan: PlanOptions

  func execute(in session: Session) throws(ReleaseFailure) {
    if plan.plan { return try writePlan(session) }
    // What is wrong with the options is said before anything is read or sent.
    let payload = try probes.payload(session)
    let expectation = try probes.expectation()
    let rule = try rule(payload)
    var verdict = Verdict.inconclusive
    var words = ""
    try session.run {
      (record) throws(ReleaseFailure) in
      let target = try session.target(record)
      let check = try Check(session, target, record, toVersion: toVersion)
      var alarms = try check.alarms(live)
      let report: HealthReport
      switch rule {
      case .probes(let rule):
        report = try check.probe(rule, payload, expectation, parallel: probes.parallel, &alarms)
      case .traffic(let rule):
        let alias = try check.alias(self.alias, record)
        report = try check.watch(rule, live, alias: alias, record, &alarms)
      }
      let lines = report.summary(function: target.name)
      for line in lines.dropFirst() { session.say(line) }
      (verdict, words) = (report.verdict, lines[0])
      record.set(target)
      record.set("Version", version: record.version ?? check.version)
      record.set("Health", report.json)
      return .checked(report, record)
    }
    // A verdict is not a failure of the command: the record is written by now.
    switch verdict {
    case .healthy: session.say(words)
    case .unhealthy: throw .unhealthy(words)
    case .inconclusive: throw .inconclusive(words)
    }
  }

  func validate() throws {
    guard live.watch != nil else { return }
    let aboutProbes = [
      (plan.plan, "--plan"), (rule.probes != nil, "--probes"),
      (rule.maxProbes != nil, "--max-probes"), (probes.isUsed, "--payload, --parallel, --expect"),
    ]
    for (given, name) in aboutProbes where given {
      throw ValidationError("\(name): about probes, which --watch does not send")
    }
  }

  private func writePlan(_ session: Session) throws(ReleaseFailure) {
    let lines = try probes.payload(session).lines.count
    let plan = ProbePlan(try rule.rule(payloadLines: lines))
    try StandardStreams.write(self.plan.json ? plan.json.serialized + "\n" : plan.text)
  }

  /// By what the version is judged.
  private enum Rule {
    case probes(ProbeRule)
    case traffic(TrafficRule)
  }

  private func rule(_ payload: ProbePayload) throws(ReleaseFailure) -> Rule {
    guard live.watch == nil else { return .traffic(try rule.trafficRule()) }
    return .probes(try rule.rule(payloadLines: payload.lines.count))
  }
}
