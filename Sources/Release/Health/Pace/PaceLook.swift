package import AWS

/// One look at a paced run: waits for the minute, reads the metrics, and judges.
package struct PaceLook {
  /// The run, which the look changes.
  package private(set) var pace: Pace

  /// Starts a look at a run.
  package init(_ pace: Pace) {
    self.pace = pace
  }

  /// The second of a minute at which a look reads.
  private static let second = 1
  /// How many looks in a row may fail.
  private static let failedLooks = TrafficWatch.failedLooks

  /// Waits until the next minute and judges what has been published by then.
  ///
  /// The alarms, and what is bad for the version, are looked at half a minute before, too. `since`
  /// is when the version had its first share, in seconds since 1970. Throws `service` when CloudWatch
  /// refuses, or could not be read ten times in a row.
  package mutating func report(
    on source: any TrafficSource, alarms: inout AlarmWatch, since: Double?, in world: World,
    progress: (String) -> Void = { _ in }
  ) throws(ReleaseFailure) -> HealthReport {
    let began = world.now().seconds
    let moment = next(after: began)
    if let slowAbove = pace.slowAbove { source.countSlow(above: slowAbove) }
    let half = moment - TrafficWatch.interval
    if pace.firing == nil, let reason = try alarms.look(say: world.say) {
      return report(.unhealthy(reason), nil, at: began)
    }
    if half > began {
      wait(until: half, in: world, progress)
      if let found = try between(source, &alarms, since, in: world) { return found }
    }
    wait(until: moment, in: world, progress)
    return try look(source, &alarms, since, in: world)
  }

  /// The next second 1 of a minute; for a run that starts, of its first minute at the earliest.
  private func next(after now: Double) -> Double {
    let second = Double(Self.second)
    let minute = ((now - second) / 60).rounded(.down) + 1
    return max(60 * minute, Double(pace.start)) + second
  }

  private func wait(until end: Double, in world: World, _ progress: (String) -> Void) {
    while true {
      let left = end - world.now().seconds
      guard left > 0 else { return }
      progress("\(DecimalText.duration(left.rounded(.up))) until the next look")
      world.sleep(min(left, Bake.interval))
    }
  }

  /// Looks half a minute before, for what is bad for the version alone; nil when there is nothing, or
  /// it cannot be read.
  private mutating func between(
    _ source: any TrafficSource, _ alarms: inout AlarmWatch, _ since: Double?, in world: World
  ) throws(ReleaseFailure) -> HealthReport? {
    let now = world.now().seconds
    do throws(ReleaseFailure) {
      if let reason = try alarms.look(say: world.say) {
        return report(.unhealthy(reason), nil, at: now)
      }
      // CloudWatch refuses a time that has not begun.
      guard now >= Double(pace.start) else { return nil }
      let reading = try ReleaseFailure.calling { () throws(ServiceError) in
        try read(source, since, at: now)
      }
      return pace.unhealthy(reading).map { report(.unhealthy($0), reading, at: now) }
    } catch {
      guard case .service(let cause) = error, cause.kind != .permanent else { throw error }
      return nil
    }
  }

  private mutating func look(
    _ source: any TrafficSource, _ alarms: inout AlarmWatch, _ since: Double?, in world: World
  ) throws(ReleaseFailure) -> HealthReport {
    do throws(ReleaseFailure) {
      if let reason = try alarms.look(say: world.say) {
        return report(.unhealthy(reason), nil, at: world.now().seconds)
      }
      let now = world.now().seconds
      let reading = try ReleaseFailure.calling { () throws(ServiceError) in
        try read(source, since, at: now)
      }
      pace.failedLooks = 0
      if pace.slower != nil, pace.slowAbove == nil {
        return report(
          .inconclusive(TrafficWatch.noUsualSlowest, pace.weight), reading, at: now)
      }
      let found = pace.judge(reading, at: now)
      return report(found, reading, at: now)
    } catch {
      pace.failedLooks += 1
      guard case .service(let cause) = error, cause.kind != .permanent,
        pace.failedLooks < Self.failedLooks
      else { throw error }
      let words =
        "\(pace.weight.percent): CloudWatch cannot be read (\(pace.failedLooks) of "
        + "\(Self.failedLooks) looks): the weight stays"
      return report(
        PaceJudgement(verdict: .paced, weight: pace.weight, reason: words), nil,
        at: world.now().seconds)
    }
  }

  /// Reads the minutes, and at first what is usual.
  private mutating func read(_ source: any TrafficSource, _ since: Double?, at now: Double)
    throws(ServiceError) -> TrafficReading
  {
    let first = Int(min(since ?? .infinity, Double(pace.start - 60))) / 60 * 60
    if pace.reference == nil { pace.reference = try source.reference(before: first) }
    if let slower = pace.slower, pace.slowAbove == nil,
      let usual = try source.usualSlowest(before: first)
    {
      pace.slowAbove = slower * usual
      source.countSlow(above: slower * usual)
    }
    return try source.traffic(from: pace.start, to: Int(now) + 1)
  }

  private func report(_ found: PaceJudgement, _ reading: TrafficReading?, at now: Double)
    -> HealthReport
  {
    let totals = reading?.errors.totals
    var report = HealthReport(
      verdict: found.verdict, reason: found.reason, source: "metrics", version: pace.version,
      rule: rule, evidence: evidence(found, totals, at: now),
      details: totals.map { [Self.words($0, pace.baseline)] } ?? [])
    if found.verdict == .paced || found.verdict == .healthy { report.weight = found.weight }
    return report
  }

  private static func words(
    _ totals: (candidate: TrafficCounts, baseline: TrafficCounts), _ baseline: FunctionVersion
  ) -> String {
    func words(_ counts: TrafficCounts) -> String {
      "\(counts.invocations) requests, \(counts.failures) failed"
    }
    return "\(words(totals.candidate)); version \(baseline): \(words(totals.baseline))"
  }

  private var rule: JSONValue {
    var rule = pace.rule.traffic.json
    rule["First"] = .number(pace.rule.first.numeral)
    rule["Cap"] = .number(pace.rule.cap.numeral)
    if pace.rule.traffic.clump > 1 { rule["Clump"] = .init(pace.rule.traffic.clump) }
    rule["GiveUpSeconds"] = .init(pace.rule.giveUpAfter)
    rule["SlowAboveMilliseconds"] = pace.slowAbove.map { .init($0) }
    return rule
  }

  private func evidence(
    _ found: PaceJudgement, _ totals: (candidate: TrafficCounts, baseline: TrafficCounts)?,
    at now: Double
  ) -> JSONValue {
    var json: JSONValue = [
      "From": .string(Timestamp(milliseconds: Int64(pace.start) * 1000).iso8601),
      "To": .string(Timestamp(milliseconds: Int64(now * 1000)).iso8601),
    ]
    for (name, version, counts) in [
      ("Candidate", pace.version, totals?.candidate), ("Baseline", pace.baseline, totals?.baseline),
    ] {
      json[name] = counts?.json(of: version)
    }
    guard let evidence = found.evidence else { return json }
    let isAtCap = found.weight >= pace.rule.cap
    for (name, value) in [
      ("E", evidence.complete), ("D", evidence.current), ("F", evidence.atCap),
      ("Have", isAtCap ? evidence.atCap : evidence.current),
      ("Need", isAtCap ? pace.rule.evidenceForPromotion : pace.rule.evidenceForCap),
    ] { json[name] = .number(DecimalText.number(value, decimals: 6)) }
    if evidence.hasIncident { json["Incident"] = true }
    return json
  }
}

extension PaceJudgement {
  static func unhealthy(_ reason: String) -> PaceJudgement {
    PaceJudgement(verdict: .unhealthy, weight: .none, reason: reason)
  }

  static func inconclusive(_ reason: String, _ weight: Weight) -> PaceJudgement {
    PaceJudgement(verdict: .inconclusive, weight: weight, reason: reason)
  }
}
