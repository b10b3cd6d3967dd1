import AWS
import CommandSupport
import Release

extension DryCheck {
  /// Refuses shares that AWS would refuse when the first of them is sent, after the version is
  /// published.
  func judgeShares(_ steps: FlowSteps, _ serving: FunctionConfiguration)
    throws(ReleaseFailure)
  {
    guard !steps.shares.isEmpty, let alias = subject.alias else { return }
    try target.judgeShares(of: alias)
    guard serving.version != .latest, serving.version != subject.version else { return }
    let next = try target.lambda.configuration(
      of: steps.publishTimeout == nil ? subject.version ?? .latest : .latest, target.function)
    let name = next.version == .latest ? "the new version" : "version \(next.version)" as Message
    try SharedTraffic.check(
      next.settings.differences(from: serving.settings), of: name, from: serving.version,
      alias: alias)
  }

  /// Sends one Invoke of type DryRun, and reads what `--watch` and `--alarm` read.
  func look(
    _ method: Method, _ live: WatchOptions?, _ qualifier: String?, _ serving: FunctionConfiguration?
  ) throws(ReleaseFailure) {
    // A watch alone invokes nothing, but asks for the permission where it can.
    let probes = method.trafficOption == nil || plan != nil
    if let serving, probes { try payload.check(for: serving) }
    if probes || payload.tenant != nil || serving?.isolatesTenants != true {
      do throws(ServiceError) {
        try target.lambda.checkInvocation(
          of: target.function, qualifier: qualifier, payload: payload.lines[0].bytes,
          tenant: payload.tenant)
      } catch {
        // The first release of a function with a capacity provider: it was permitted.
        guard qualifier == nil, error.fault?.code == "NoPublishedVersionException" else {
          throw .service(error)
        }
      }
    }
    if let comparison = method.comparison {
      let other = try subject.serving(beside: subject.version, against: comparison.against)
      try ReleaseFailure.calling { () throws(ServiceError) in
        try target.lambda.checkInvocation(
          of: target.function, qualifier: "\(other)", payload: payload.lines[0].bytes,
          tenant: payload.tenant)
      }
    }
    if let live {
      if method.trafficOption != nil { try readTraffic(live, serving?.version ?? .latest) }
      if case .pace(let rule) = method, let serving { try judge(rule, live, serving) }
      var alarms = try subject.alarms(live)
      if let firing = try alarms.look(say: subject.session.say) {
        subject.session.say("\(firing): the version would be unhealthy now")
      }
    }
  }
}
