package import AWS

/// Watches a version under live traffic until the rule says what it is.
package struct TrafficWatch {
  /// The new version.
  package var version: FunctionVersion
  /// The version now serving.
  package var baseline: FunctionVersion
  /// The rule.
  package var rule: TrafficRule
  /// Seconds that are watched at least before the version is healthy.
  package var watchFor: Double
  /// Seconds after which the watch gives up.
  package var giveUpAfter: Double
  /// How many times the usual slowest a request must take to be slow; nil when slowness does not
  /// count.
  package var slower: Double?
  /// Seconds until a minute's metrics are surely all published.
  package var publicationDelay: Double
  /// When the version had its first share, in seconds since 1970; nil when that is not known.
  package var sharedSince: Double?

  /// Seconds between two looks.
  package static let interval = 30.0
  /// How many looks in a row may fail.
  package static let failedLooks = 10

  /// Why there is no verdict where `slower` is wanted and nothing tells what is usual.
  static let noUsualSlowest =
    "no Duration of the alias in the ten minutes before: --slower has nothing to compare with"

  /// Makes a watch; `functionTimeout` is the function's own time-out in seconds.
  package init(
    version: FunctionVersion, baseline: FunctionVersion, rule: TrafficRule, watchFor: Double,
    giveUpAfter: Double,
    slower: Double? = nil, functionTimeout: Int, sharedSince: Double? = nil
  ) {
    self.version = version
    self.baseline = baseline
    self.rule = rule
    self.watchFor = watchFor
    self.giveUpAfter = giveUpAfter
    self.slower = slower
    self.sharedSince = sharedSince
    publicationDelay = Double(TrafficRule.publicationDelay(functionTimeout: functionTimeout))
  }

  /// Runs the watch.
  ///
  /// `progress` is told how far the watch is after each look.
  package func report(
    on source: any TrafficSource, alarms: inout AlarmWatch, in world: World,
    progress: (String) -> Void = { _ in }
  ) throws(ReleaseFailure) -> HealthReport {
    let began = world.now().seconds
    let first = world.uptime()
    let start = Int(began) / 60 * 60
    var outcome = TrafficOutcome(self, from: began)
    if let slower {
      let usual = try ReleaseFailure.calling { () throws(ServiceError) in
        try source.usualSlowest(before: start)
      }
      guard let usual else {
        outcome.conclude(
          .inconclusive, Self.noUsualSlowest)
        return outcome.report(at: began)
      }
      outcome.slowAbove = slower * usual
      source.countSlow(above: slower * usual)
    }
    world.say(
      "CloudWatch is up to \(DecimalText.duration(publicationDelay)) late: a healthy verdict needs "
        + "minutes that are complete")
    var failedLooks = 0
    while true {
      if let reason = try alarms.look(say: world.say) {
        outcome.conclude(.unhealthy, reason)
        return outcome.report(at: world.now().seconds)
      }
      let now = world.now().seconds
      outcome.watched = world.uptime() - first
      let wasWaiting = outcome.isWaiting
      do throws(ServiceError) {
        if outcome.incident == nil {
          let first = Int(min(sharedSince ?? began, began)) / 60 * 60
          outcome.incident = IncidentRule(
            reject: rule.reject, reference: try source.reference(before: first))
        }
        outcome.judge(try source.traffic(from: start, to: Int(now) + 1), now: now)
        failedLooks = 0
      } catch {
        failedLooks += 1
        let words = outcome.miss(error)
        guard error.kind != .permanent, failedLooks < Self.failedLooks else {
          throw .service(error)
        }
        world.say("CloudWatch cannot be read, trying again: \(words)")
      }
      let left = giveUpAfter - outcome.watched
      if outcome.verdict == nil, left <= 0 { outcome.giveUp() }
      if outcome.verdict != nil { return outcome.report(at: now) }
      if outcome.isWaiting, !wasWaiting { world.say("\(IncidentRule.waiting)") }
      progress(outcome.line(at: now))
      world.sleep(min(Self.interval, max(1, left)))
    }
  }
}
