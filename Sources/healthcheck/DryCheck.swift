import AWS
import CommandSupport
import Release

/// A check that is not made: what it would need is read, and nothing is invoked.
struct DryCheck {
  let subject: Subject
  /// Whether the alias may be missing.
  let create: Bool
  /// The plan to print in a log; nil says what this check would do.
  let plan: FlowPlan?

  private var target: Target { subject.target }

  /// Reads the function, sends one Invoke of type DryRun, and reads what `--watch` and `--alarm`
  /// read; `live` is nil when the check would not use it.
  func run(_ method: Method, _ live: WatchOptions?) throws(ReleaseFailure) {
    let serving = try serving()
    let qualifier = subject.version.map { "\($0)" } ?? (serving == nil ? nil : subject.alias)
    try ReleaseFailure.calling { () throws(ServiceError) in
      try target.lambda.checkInvocation(
        of: target.function, qualifier: qualifier, payload: method.payload.lines[0].bytes)
    }
    if let live {
      if case .traffic = method { try readTraffic(live, serving?.version ?? .latest) }
      var alarms = try subject.alarms(live)
      if let firing = try alarms.look(say: subject.session.say) {
        subject.session.say("\(firing): the version would be unhealthy now")
      }
    }
    guard var plan else { return subject.session.say(words(method, live)) }
    if let serving { plan.functionTimeout = serving.timeout } else { plan.steps.skipShares() }
    guard subject.session.progress.isLog else { return }
    for line in plan.lines { subject.session.say(line) }
  }

  /// The configuration of the alias, or of the version without an alias; nil when the alias is
  /// missing and may be.
  private func serving() throws(ReleaseFailure) -> FunctionConfiguration? {
    let qualifier = subject.alias ?? subject.version.map { "\($0)" }
    do throws(ServiceError) {
      return try target.lambda.getFunctionConfiguration(target.function, qualifier: qualifier)
    } catch {
      guard let alias = subject.alias, error.fault?.status == 404 else { throw .service(error) }
      // The same words tell of a function that does not exist and of an alias that does not.
      try ReleaseFailure.calling { () throws(ServiceError) in
        _ = try target.lambda.getFunctionConfiguration(target.function, qualifier: nil)
      }
      guard create else {
        throw .missing(
          "function \(target.name) has no alias \(alias)", hints: ["--create makes the alias"])
      }
      return nil
    }
  }

  private func readTraffic(_ live: WatchOptions, _ serving: FunctionVersion)
    throws(ReleaseFailure)
  {
    let source = AliasTraffic(
      client: try subject.session.cloudWatch(target), function: target.name,
      alias: subject.alias ?? "", candidate: subject.version ?? serving, baseline: serving,
      failures: live.failures)
    if live.slower != nil { source.countSlow(above: 1000) }
    let now = Int(subject.session.world.now().seconds)
    try ReleaseFailure.calling { () throws(ServiceError) in
      _ = try source.traffic(from: now - 60, to: now)
    }
  }

  /// What the check would do, in one line.
  private func words(_ method: Method, _ live: WatchOptions?) -> String {
    let version = subject.version.map { "version \($0)" } ?? "the new version"
    var text = "would "
    if let bake = live?.bake { text += "wait \(bake.words), then " }
    switch method {
    case .probes(let rule, _, _, _):
      var most = "at most "
      if case .allOf = rule.promise { most = "" }
      text += "send \(most)\(rule.maxProbes) probes to \(version) of \(target.name)"
    case .traffic:
      let giveUp = Seconds(Int(live?.giveUpAfter ?? 0)).words
      text += "watch the traffic of alias \(subject.alias ?? "") to \(version) of \(target.name) "
      text += "for \(live?.watch?.words ?? ""), at most \(giveUp)"
    }
    let count = live?.alarms.count ?? 0
    if count > 0 { text += ", and \(count == 1 ? "an alarm" : "\(count) alarms")" }
    return text
  }
}
