import ArgumentParser
import AWS
import CommandSupport
import Release

extension HealthcheckCommand {
  /// Prints what the rule means, and sends no probe.
  func writePlan(in session: Session) throws(ReleaseFailure) {
    if let rule = try pace.rule(rule, live) { return try writePlan(of: rule, in: session) }
    let payload = try probes.payload(session)
    if comparing.compare {
      let comparison = try comparing.comparison(
        rule, payload, try probes.expectation(), parallel: probes.parallel)
      let plan = PairPlan(comparison.rule, requirements: comparison.requirements)
      guard self.plan.json else { return try StandardStreams.write(plan.lines) }
      return try StandardStreams.write(plan.json)
    }
    let plan = ProbePlan(try rule.rule(payloadLines: payload.lines.count))
    guard self.plan.json else { return try StandardStreams.write(plan.lines) }
    try StandardStreams.write(plan.json)
  }

  /// Prints how long a good version takes: at the traffic of the alias's last 30 minutes where that
  /// can be read, else by traffic.
  private func writePlan(of rule: PaceRule, in session: Session) throws(ReleaseFailure) {
    var plan = PacePlan(rule)
    var traffic: Double?
    if session.options.function != nil {
      let subject = try Subject(session, ReleaseRecord(), toVersion: toVersion, alias: alias)
      if subject.alias != nil {
        do throws(ReleaseFailure) {
          let found = try PaceTraffic(subject: subject).read(live)
          plan = PacePlan(rule.watching(functionTimeout: found.functionTimeout))
          traffic = found.requestsPerSecond
        } catch {
          guard case .service(let cause) = error, cause.wasRefused(403) else { throw error }
          let denied = cause.fault?.operation ?? "GetMetricData"
          session.say("the alias's traffic cannot be read: \(denied) is denied")
        }
      }
    }
    if let traffic, let objection = plan.objection(at: traffic), objection.refuses {
      throw .usage("\(objection.words)")
    }
    guard self.plan.json else {
      return try StandardStreams.write(plan.lines(at: traffic))
    }
    try StandardStreams.write(plan.json(at: traffic))
  }

  /// Refuses options that exclude each other.
  func validate() throws {
    try pace.validate(with: live)
    guard live.watch != nil else { return }
    let aboutProbes = [
      (plan.plan, "--plan"), (rule.probes != nil, "--probes"),
      (rule.maxProbes != nil, "--max-probes"), (probes.isUsed, "--payload, --parallel, --expect"),
      (comparing.compare, "--compare"),
    ]
    for (given, name) in aboutProbes where given {
      throw ValidationError("\(name): about probes, which --watch does not send")
    }
  }
}
