import AWS
import CommandSupport
import Release

extension Check {
  /// Watches the version's share of the alias's traffic.
  func watch(
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
