import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct HealthcheckCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: ProgramName.of("healthcheck"), abstract: "decide whether a version is healthy",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp("The alias whose traffic is watched.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @Option(
    help: ArgumentHelp("The version, instead of the record's.", valueName: "version"),
    transform: VersionArgument.number)
  var toVersion: String?

  @OptionGroup(title: "Rule") var rule: RuleOptions
  @OptionGroup(title: "Probes") var probes: ProbeOptions
  @OptionGroup(title: "Plan") var plan: PlanOptions

  func execute(in session: Session) throws(ReleaseFailure) {
    if plan.plan || plan.json { return try writePlan(session) }
    let payload = try probes.payload(session)
    let rule = try self.rule.rule(payloadLines: payload.lines.count)
    var record = try session.readRecord(needs: "the record of publish or shift-weight")
    let target = try session.target(record)
    let version = try version(target, record)
    let report = try probe(session, target, version, rule, payload)
    record.set("FunctionName", text: record.functionName ?? target.name)
    record.set("Region", text: target.region)
    record.set("Version", text: record.version ?? version)
    record.set("Health", report.json)
    try conclude(session, report, record, function: target.name)
  }

  private func writePlan(_ session: Session) throws(ReleaseFailure) {
    let lines = try probes.payload(session).lines.count
    let plan = ProbePlan(try rule.rule(payloadLines: lines))
    try StandardStreams.write(self.plan.json ? plan.json.serialized + "\n" : plan.text)
  }

  /// The version by `--to-version`, the function's qualifier or the record.
  private func version(_ target: Target, _ record: ReleaseRecord) throws(ReleaseFailure) -> String {
    let qualifier = target.qualifier.flatMap { $0.allSatisfy(\.isNumber) ? $0 : nil }
    if let qualifier, let toVersion, qualifier != toVersion {
      throw .usage("--to-version \(toVersion): --function names \(qualifier)")
    }
    guard let version = toVersion ?? qualifier ?? record.version else {
      throw .record(
        "no version: standard input holds no record of one, and --to-version is missing")
    }
    return version
  }

  private func probe(
    _ session: Session, _ target: Target, _ version: String, _ rule: ProbeRule,
    _ payload: ProbePayload
  ) throws(ReleaseFailure) -> HealthReport {
    let live = LiveLine(session)
    defer { live.clear() }
    let check = ProbeCheck(
      version: version, rule: rule, payload: payload, expectation: try probes.expectation(),
      parallel: probes.parallel)
    return try check.report(
      on: LambdaProbeTarget(
        client: target.lambda, http: session.world.http, function: target.function,
        version: version),
      in: live.surroundings
    ) { live.show($0.line) }
  }

  /// Hands the record on, says what was found, and fails unless that is good.
  private func conclude(
    _ session: Session, _ report: HealthReport, _ record: ReleaseRecord, function: String
  ) throws(ReleaseFailure) {
    var lines = report.summary(function: function)
    let verdict = lines.removeFirst()
    for line in lines { session.say(line) }
    try session.write(record)
    switch report.verdict {
    case .healthy: session.say(verdict)
    case .unhealthy: throw .unhealthy(verdict)
    case .inconclusive: throw .inconclusive(verdict)
    }
  }
}
