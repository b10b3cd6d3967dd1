import AWS
import CommandSupport
import Release

/// A check of one version, by probes or by live traffic, with the user's alarms.
struct Check {
  let session: Session
  let target: Target
  let version: FunctionVersion

  /// The version comes by `--to-version`, the function's qualifier or the record.
  init(
    _ session: Session, _ target: Target, _ record: ReleaseRecord, toVersion: FunctionVersion?
  ) throws(ReleaseFailure) {
    let named = [toVersion, target.versionQualifier, record.version].compactMap { $0 }
    guard let version = named.first else {
      throw session.lacking(
        .record("no version: pass --to-version, or a record on standard input"))
    }
    if let other = named.first(where: { $0 != version }) {
      throw .usage("version \(version): --function or the record names version \(other)")
    }
    self.session = session
    self.target = target
    self.version = version
  }

  /// The alias by `--alias`, the function's qualifier or the record.
  func alias(_ option: String?, _ record: ReleaseRecord) throws(ReleaseFailure) -> String {
    let isVersion = target.versionQualifier != nil
    let named = try isVersion ? option ?? record.aliasName : session.alias(option, target, record)
    if let named { return named }
    throw session.lacking(.usage("no alias: --watch needs --alias"))
  }

  /// The alarms to look at.
  func alarms(_ options: WatchOptions) throws(ReleaseFailure) -> AlarmWatch {
    guard !options.alarms.isEmpty else { return AlarmWatch([], strict: false) { _ in [] } }
    let read = try session.cloudWatch(target).describeAlarms
    return AlarmWatch(options.alarms, strict: options.strictAlarms, read: read)
  }

  /// Probes the version; the alarms are looked at before and after.
  func probe(
    _ rule: ProbeRule, _ payload: ProbePayload, _ expectation: ProbeExpectation, parallel: Int,
    _ alarms: inout AlarmWatch
  ) throws(ReleaseFailure) -> HealthReport {
    let live = LiveLine(session)
    defer { live.clear() }
    if let firing = try alarms.look(say: session.say) {
      return HealthReport(alarm: firing, version: version, rule: rule.json)
    }
    let check = ProbeCheck(
      version: version, rule: rule, payload: payload, expectation: expectation, parallel: parallel)
    let probes = InvocationBatch(
      client: target.lambda, function: target.function, version: version, parallel: parallel)
    var report = try check.report(on: probes, in: live.world) {
      live.show($0.line)
    }
    if let firing = try alarms.look(say: session.say) {
      report.verdict = .unhealthy
      report.reason = firing
    }
    return report
  }

  /// Watches the version's share of the alias's traffic.
  func watch(
    _ rule: TrafficRule, _ options: WatchOptions, alias: String, _ record: ReleaseRecord,
    _ alarms: inout AlarmWatch
  ) throws(ReleaseFailure) -> HealthReport {
    let live = LiveLine(session)
    defer { live.clear() }
    let serving: FunctionConfiguration
    do throws(ServiceError) {
      serving = try target.lambda.getFunctionConfiguration(target.function, qualifier: alias)
    } catch {
      throw .service(error)
    }
    guard serving.version != version else {
      throw .record(
        "\(alias): version \(version) has all the traffic: there is no other to compare with",
        hints: ["--watch is for an alias that splits its traffic; probes work without one"])
    }
    if record.shifting == nil, let recorded = record.alias, recorded.name == alias,
      recorded.additionalVersionWeights[version] == nil
    {
      throw .record("\(alias): sends no traffic to version \(version): nothing to watch")
    }
    let source = AliasTraffic(
      client: try session.cloudWatch(target), function: target.name, alias: alias,
      candidate: version, baseline: serving.version, failures: options.failures)
    let watch = TrafficWatch(
      version: version, baseline: serving.version, rule: rule,
      watchFor: Double(options.watch?.value ?? 0), giveUpAfter: options.giveUpAfter,
      slower: options.slower, functionTimeout: serving.timeout)
    return try watch.report(
      on: source, alarms: &alarms, in: live.world, progress: { live.show($0) })
  }
}
