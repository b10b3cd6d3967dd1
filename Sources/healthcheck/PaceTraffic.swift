import AWS
import CommandSupport
import Release

/// Reads what a paced run will meet: how much traffic an alias has, and how long its function may
/// take.
struct PaceTraffic {
  let subject: Subject

  /// Reads one alias.
  func read(_ live: WatchOptions) throws(ReleaseFailure) -> (
    requestsPerSecond: Double, functionTimeout: Int
  ) {
    let (target, alias) = (subject.target, subject.alias ?? "")
    let serving: FunctionConfiguration
    do throws(ServiceError) {
      serving = try target.lambda.getFunctionConfiguration(target.function, qualifier: alias)
    } catch {
      throw target.explained(.service(error), about: subject.version)
    }
    return (try requestsPerSecond(live, serving.version), serving.timeout)
  }

  /// Reads the traffic of the last 30 minutes.
  func requestsPerSecond(_ live: WatchOptions, _ serving: FunctionVersion) throws(ReleaseFailure)
    -> Double
  {
    let target = subject.target
    let source = AliasTraffic(
      client: try subject.session.cloudWatch(target), function: target.name,
      alias: subject.alias ?? "", candidate: serving, baseline: serving, failures: live.failures)
    let now = Int(subject.session.world.now().seconds) / 60 * 60
    let counts = try ReleaseFailure.calling { () throws(ServiceError) in
      try source.reference(before: now)
    }
    return Double(counts.invocations) / Double(IncidentRule.referenceSeconds)
  }
}
