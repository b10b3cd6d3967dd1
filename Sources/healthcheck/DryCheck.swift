import AWS
import CommandSupport
import Release

/// A check that is not made: what it would need is read, and nothing is invoked.
struct DryCheck {
  let subject: Subject
  /// What is judged for the other commands of the release.
  let release: ReleaseOptions
  /// What the version would be invoked with.
  let payload: ProbePayload
  /// The commands that would judge the version too.
  let runs: RunOptions
  /// The plan to print in a log; nil says what this check would do.
  let plan: FlowPlan?

  var target: Target { subject.target }

  /// Reads the function, sends one Invoke of type DryRun, and reads what `--watch` and `--alarm`
  /// read; `live` is nil when the check would not use it.
  func run(_ method: Method, _ live: WatchOptions?) throws(ReleaseFailure) {
    try release.judgeBucket(in: target.region)
    let serving = try serving()
    let qualifier = subject.version.map { "\($0)" } ?? (serving == nil ? nil : subject.alias)
    if serving == nil, let alias = subject.alias { try release.judge(missing: alias) }
    if !release.noCheck { try look(method, live, qualifier, serving) }
    guard var plan else { return subject.session.say(words(method, live)) }
    if let serving {
      plan.functionTimeout = serving.answerTimeout
      plan.steps.waitForProvider(serving.execution, timeout: release.timeout)
      try judgeShares(plan.steps, serving)
    } else {
      plan.steps.skipShares()
    }
    guard subject.session.progress.isLog else { return }
    for line in plan.lines { subject.session.say("\(line)") }
  }

  /// The configuration of the alias, or of the version without an alias; nil when the alias is
  /// missing and may be.
  private func serving() throws(ReleaseFailure) -> FunctionConfiguration? {
    let qualifier = subject.alias ?? subject.version.map { "\($0)" }
    do throws(ServiceError) {
      return try target.lambda.getFunctionConfiguration(target.function, qualifier: qualifier)
    } catch {
      let failure = target.explained(.service(error), about: subject.version)
      guard let alias = subject.alias, error.wasRefused(404) else { throw failure }
      if case .missing = failure, subject.version == nil { throw failure }
      guard release.create || subject.record.missingAlias == alias else {
        throw .missing(
          "function \(target.name) has no alias \(alias)", hints: ["--create makes the alias"])
      }
      return nil
    }
  }

  func readTraffic(_ live: WatchOptions, _ serving: FunctionVersion)
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
}
