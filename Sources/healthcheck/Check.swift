import AWS
import CommandSupport
import Release

/// A check of one version, by probes or by live traffic, with the user's alarms.
struct Check {
  let subject: Subject
  let version: FunctionVersion

  var target: Target { subject.target }
  var world: World { subject.session.world }
  var progress: Progress { subject.session.progress }

  /// Bakes, unless there is no traffic yet, and checks the version; an alarm that goes off during
  /// the bake is the verdict.
  func report(_ method: Method, _ live: WatchOptions, _ alarms: AlarmWatch, _ runs: RunOptions)
    throws(ReleaseFailure) -> HealthReport
  {
    var alarms = alarms
    defer { progress.clear() }
    let seconds = live.beforeTraffic ? 0 : live.bake?.value ?? 0
    let baking = Bake(seconds: Double(seconds), step: progress.isLive ? 1 : Bake.interval)
    let firing = try baking.wait(&alarms, in: world) { progress.show("bake", "\($0)") }
    if let firing { return HealthReport(alarm: firing, version: version, rule: method.rule) }
    var report = try judge(method, live, &alarms)
    try runs.judge(&report, subject, isBeforeTraffic: live.beforeTraffic, &alarms)
    if report.verdict != .healthy, report.verdict != .paced {
      (report.weight, report.pace) = (nil, nil)
    }
    return report
  }

  private func judge(_ method: Method, _ live: WatchOptions, _ alarms: inout AlarmWatch)
    throws(ReleaseFailure) -> HealthReport
  {
    switch method {
    case .probes(let rule, let payload, let expectation, let parallel):
      let check = ProbeCheck(
        version: version, rule: rule, payload: payload, expectation: expectation,
        parallel: parallel)
      return try probe(check, &alarms)
    case .comparison(let comparison): return try compare(comparison, &alarms)
    case .traffic(let rule): return try watch(rule, live, alias: subject.alias ?? "", &alarms)
    case .pace(let rule): return try look(rule, live, alias: subject.alias ?? "", &alarms)
    }
  }

  /// Probes the version; the alarms are looked at before and after.
  private func probe(_ check: ProbeCheck, _ alarms: inout AlarmWatch) throws(ReleaseFailure)
    -> HealthReport
  {
    if let firing = try alarms.look(say: world.say) {
      return HealthReport(alarm: firing, version: version, rule: check.rule.json)
    }
    let probes = InvocationBatch(
      client: target.lambda, function: target.function, version: version,
      tenant: check.payload.tenant, parallel: check.parallel)
    var report: HealthReport
    do throws(ReleaseFailure) {
      report = try check.report(on: probes, in: world) { progress.show("probe", "\($0)") }
    } catch {
      throw target.explained(error, about: version)
    }
    if let firing = try alarms.look(say: world.say) {
      report.verdict = .unhealthy
      report.reason = firing
    }
    return report
  }

  /// Watches the version's share of the alias's traffic.
  private func watch(
    _ rule: TrafficRule, _ options: WatchOptions, alias: String, _ alarms: inout AlarmWatch
  ) throws(ReleaseFailure) -> HealthReport {
    let serving = try ReleaseFailure.calling { () throws(ServiceError) in
      try target.lambda.getFunctionConfiguration(target.function, qualifier: alias)
    }
    guard serving.version != version else {
      throw .record(
        "\(alias): version \(version) has all the traffic: there is no other to compare with",
        hints: ["--watch is for an alias that splits its traffic; probes work without one"])
    }
    if subject.record.shifting == nil, let recorded = subject.record.alias, recorded.name == alias,
      recorded.additionalVersionWeights[version] == nil
    {
      throw .record("\(alias): sends no traffic to version \(version): nothing to watch")
    }
    let source = AliasTraffic(
      client: try subject.session.cloudWatch(target), function: target.name, alias: alias,
      candidate: version, baseline: serving.version, failures: options.failures)
    let watch = TrafficWatch(
      version: version, baseline: serving.version, rule: rule,
      watchFor: Double(options.watch?.value ?? 0), giveUpAfter: options.giveUpAfter,
      slower: options.slower, functionTimeout: serving.timeout,
      sharedSince: subject.record.sharedSince)
    return try watch.report(on: source, alarms: &alarms, in: world) {
      progress.show("watch", "\($0)")
    }
  }
}
