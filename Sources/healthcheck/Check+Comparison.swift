import AWS
import CommandSupport
import Release

extension Check {
  /// Compares the version with the one that serves; the alarms are looked at before and after.
  func compare(_ comparison: Comparison, _ alarms: inout AlarmWatch) throws(ReleaseFailure)
    -> HealthReport
  {
    try watched(by: &alarms, comparison.rule.json) { () throws(ReleaseFailure) in
      let serving = try subject.serving(beside: version, against: comparison.against)
      let batch = InvocationBatch(
        client: target.lambda, function: target.function, version: version,
        tenant: comparison.payload.tenant, parallel: comparison.parallel)
      let check = PairCheck(
        version: version, serving: serving, rule: comparison.rule,
        requirements: comparison.requirements, ignored: comparison.ignored,
        payload: comparison.payload, expectation: comparison.expectation,
        parallel: comparison.parallel)
      return try explained { () throws(ReleaseFailure) in
        try check.report(
          on: VersionPair(batch, serving: serving, candidate: version), in: world
        ) { progress.show("compare", "\($0)") }
      }
    }
  }
}

extension Subject {
  /// The version to compare with: `against`, or the one that the alias serves.
  func serving(beside version: FunctionVersion?, against: FunctionVersion?)
    throws(ReleaseFailure) -> FunctionVersion
  {
    if let against {
      guard against != version else {
        throw .record("version \(against) is the one to check: --against needs another one")
      }
      return against
    }
    guard let alias else {
      throw session.lacking(.usage("no alias: --compare needs --alias or --against"))
    }
    let serving: FunctionConfiguration
    do throws(ServiceError) {
      serving = try target.lambda.getFunctionConfiguration(target.function, qualifier: alias)
    } catch {
      guard error.wasRefused(404) else { throw .service(error) }
      throw .missing(
        "\(target.name) has no alias \(alias): there is no version to compare with",
        hints: ["--against names a version to compare with"])
    }
    guard serving.version != version else {
      throw .record(
        "\(alias): version \(serving.version) serves already: there is no other to compare with",
        hints: ["--against names another version"])
    }
    // Before there is a version to check, publish is yet to pin such an alias.
    guard serving.version != .latest || version == nil else {
      throw .record(
        "\(alias) points at $LATEST: there is no published version to compare with",
        hints: ["--against names one"])
    }
    return serving.version
  }
}
