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
    let probes = InvocationBatch(
      client: target.lambda, function: target.function, version: version,
      tenant: check.payload.tenant, parallel: check.parallel)
    return try watched(by: &alarms, check.rule.json) { () throws(ReleaseFailure) in
      try explained { () throws(ReleaseFailure) in
        try check.report(on: probes, in: world) { progress.show("probe", "\($0)") }
      }
    }
  }

  /// Makes a check, and looks at the alarms before and after it.
  func watched(
    by alarms: inout AlarmWatch, _ rule: JSONValue,
    _ check: () throws(ReleaseFailure) -> HealthReport
  ) throws(ReleaseFailure) -> HealthReport {
    if let firing = try alarms.look(say: world.say) {
      return HealthReport(alarm: firing, version: version, rule: rule)
    }
    var report = try check()
    if let firing = try alarms.look(say: world.say) { report.overrule(.unhealthy, firing) }
    return report
  }

  /// Invokes the version, and tells of a failure what it means for it.
  func explained(_ invoke: () throws(ReleaseFailure) -> HealthReport) throws(ReleaseFailure)
    -> HealthReport
  {
    do throws(ReleaseFailure) {
      return try invoke()
    } catch {
      throw target.explained(error, about: version)
    }
  }
}
