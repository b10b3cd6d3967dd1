import AWS

/// What a watch has found so far.
struct TrafficOutcome {
  /// The verdict, once there is one.
  private(set) var verdict: Verdict?
  /// Why.
  private(set) var reason = ""
  /// The time in milliseconds above which a request is slow.
  var slowAbove: Double?
  /// What tells an incident of both versions; nil until the usual rate of failures is known.
  var incident: IncidentRule?
  /// Whether both versions are failing now, so that nothing can speak for the new one.
  private(set) var isWaiting = false

  /// The seconds watched so far: those in which the machine slept are none of them.
  var watched = 0.0

  private let watch: TrafficWatch
  private let began: Double
  /// Whether CloudWatch has ever been read, and why the last look could not read it.
  private var hasRead = false
  private var unread: Message?
  private var reading = TrafficReading(
    errors: TrafficHistory(), hasInvocations: false, hasErrors: false)
  private var scores: TrafficScores
  private var slowScores: TrafficScores
  /// The minutes of an incident of both versions, by their start.
  private var incidents: Set<Int> = []

  /// Starts with nothing seen.
  init(_ watch: TrafficWatch, from began: Double) {
    self.watch = watch
    self.began = began
    scores = TrafficScores(watch.rule)
    slowScores = TrafficScores(watch.rule)
  }

  /// Ends the watch for a reason from outside.
  mutating func conclude(_ verdict: Verdict, _ reason: String) {
    self.verdict = verdict
    self.reason = reason
  }

  /// Judges what has been published by now.
  ///
  /// Counts can only grow: a minute may speak against the version before it is complete. For the
  /// version only minutes speak whose metrics are surely all there.
  mutating func judge(_ reading: TrafficReading, now: Double) {
    self.reading = reading
    (hasRead, unread) = (true, nil)
    var slow = reading.slow
    // Its first minute is full of cold starts.
    if let first = slow?.minutes.filter({ $0.value.candidate != nil }).keys.min() {
      slow?.minutes[first] = nil
    }
    self.reading.slow = slow
    incidents = incident.map { reading.errors.incidents($0) } ?? []
    if let slow, let usual = incident.map({ IncidentRule.ofSlowness(reject: $0.reject) }) {
      incidents.formUnion(slow.incidents(usual))
    }
    let found = reading.errors.scores(watch.rule, before: .max, incidents: incidents)
    scores = found.scores
    if found.isBad { return conclude(.unhealthy, words(bad: scores, "error")) }
    if let slow {
      let found = slow.scores(watch.rule, before: .max, incidents: incidents)
      slowScores = found.scores
      if found.isBad { return conclude(.unhealthy, words(bad: slowScores, "slowness")) }
    }
    let complete = Int(now - watch.publicationDelay) / 60 * 60
    isWaiting = incidents.contains { $0 >= complete }
    if IncidentRule.count(incidents.filter { $0 < complete }) > 1 {
      return conclude(.inconclusive, "a second incident of both versions")
    }
    guard watched >= watch.watchFor, !isWaiting else { return }
    let good = reading.errors.scores(watch.rule, before: complete, incidents: incidents).scores
    guard good.isGood else { return }
    if let slow {
      let good = slow.scores(watch.rule, before: complete, incidents: incidents).scores
      guard good.isGood else { return }
    }
    conclude(.healthy, words(good: good))
  }

  /// Counts a look that could not read CloudWatch; returns why, in words.
  mutating func miss(_ error: ServiceError) -> Message {
    let words = error.wordsOfCloudWatch
    unread = words
    return words
  }

  /// Ends the watch without a verdict, and says what is missing.
  mutating func giveUp() {
    let after = "after \(DecimalText.duration(watch.giveUpAfter))"
    guard hasRead || unread == nil else {
      return conclude(
        .inconclusive, "CloudWatch could not be read \(after): \(unread?.description ?? "")")
    }
    let ending = unread.map { "; the last look could not read CloudWatch: \($0)" } ?? ""
    conclude(.inconclusive, missing(after) + ending)
  }

  private func missing(_ after: String) -> String {
    if !reading.hasInvocations {
      return "no Invocations of version \(watch.version) on the alias in CloudWatch \(after)"
    }
    if !reading.hasErrors {
      return
        "Invocations of version \(watch.version) are in CloudWatch, its failures are not, \(after)"
    }
    let incident = incidents.isEmpty ? "" : "both versions were failing, "
    return "no verdict \(after): \(incident)\(state)"
  }

  /// How far the watch is, in one line.
  func line(at now: Double) -> String {
    let totals = reading.errors.totals
    func words(_ seconds: Double) -> String { DecimalText.duration(seconds.rounded(.up)) }
    let left = watch.watchFor - watched
    let time =
      left > 0
      ? "\(words(left)) left of \(words(watch.watchFor))"
      : "not enough evidence yet, \(DecimalText.givingUp(in: watch.giveUpAfter - watched))"
    return (isWaiting ? "\(IncidentRule.waiting), " : "") + "\(time), "
      + "\(totals.candidate.invocations) invocations, \(totals.candidate.failures) errors, \(state)"
  }

  /// The report of the watch.
  func report(at now: Double) -> HealthReport {
    let totals = reading.errors.totals
    var details = [
      "version \(watch.version): \(Self.words(totals.candidate, "errors"))"
        + "; version \(watch.baseline): \(Self.words(totals.baseline, "errors"))"
        + "; \(minutes) minutes of data",
      state,
    ]
    if let slow = reading.slow, let slowAbove {
      details.append(
        "slower than \(DecimalText.number(slowAbove, decimals: 0)) ms: version \(watch.version): "
          + Self.words(slow.totals.candidate, "slow")
          + "; version \(watch.baseline): " + Self.words(slow.totals.baseline, "slow"))
    }
    return HealthReport(
      verdict: verdict ?? .inconclusive, reason: reason, source: "metrics",
      version: watch.version, rule: rule, evidence: evidence(at: now), details: details)
  }

  /// How many minutes of the new version have been published.
  private var minutes: Int {
    reading.errors.minutes.values.reduce(into: 0) { if $1.candidate != nil { $0 += 1 } }
  }

  private var rule: JSONValue {
    var rule = watch.rule.json
    rule["WatchSeconds"] = .init(watch.watchFor)
    rule["GiveUpSeconds"] = .init(watch.giveUpAfter)
    if watch.rule.clump > 1 { rule["Clump"] = .init(watch.rule.clump) }
    if let slower = watch.slower { rule["Slower"] = .init(slower) }
    if let slowAbove { rule["SlowAboveMilliseconds"] = .init(slowAbove) }
    return rule
  }

  private func evidence(at now: Double) -> JSONValue {
    func moment(_ seconds: Double) -> JSONValue {
      .string(Timestamp(milliseconds: Int64(seconds * 1000)).iso8601)
    }
    func counts(_ version: FunctionVersion, _ counts: TrafficCounts, _ slow: TrafficCounts?)
      -> JSONValue
    {
      var json = counts.json(of: version)
      json["Slow"] = slow.map { .init($0.failures) }
      return json
    }
    let (candidate, baseline) = reading.errors.totals
    let slow = reading.slow?.totals
    var evidence: JSONValue = [
      "From": moment(began), "To": moment(now),
      "Candidate": counts(watch.version, candidate, slow?.candidate),
      "Baseline": counts(watch.baseline, baseline, slow?.baseline),
      "ErrorScore": .init(scores.error), "Share": Self.share(scores, candidate, baseline),
    ]
    if let slow {
      evidence["SlowScore"] = .init(slowScores.error)
      evidence["SlowShare"] = Self.share(slowScores, slow.candidate, slow.baseline)
    }
    evidence["Minutes"] = .init(minutes)
    if !incidents.isEmpty { evidence["IncidentMinutes"] = .init(incidents.count) }
    return evidence
  }

  private static func share(
    _ scores: TrafficScores, _ candidate: TrafficCounts, _ baseline: TrafficCounts
  ) -> JSONValue {
    func part(_ a: Int, _ b: Int) -> JSONValue {
      a + b == 0 ? .null : .number(DecimalText.number(Double(a) / Double(a + b), decimals: 4))
    }
    return [
      "Expected": part(candidate.invocations, baseline.invocations),
      "Observed": part(candidate.failures, baseline.failures),
      "Score": .number(DecimalText.number(scores.share, decimals: 2)),
    ]
  }

  private var state: String {
    var text = "error score \(Self.signed(scores.error)), share score \(Self.signed(scores.share))"
    if reading.slow != nil {
      text += "; slowness \(Self.signed(slowScores.error)), \(Self.signed(slowScores.share))"
    }
    return text
  }

  private func words(bad scores: TrafficScores, _ what: String) -> String {
    Self.words(bad: scores, what, against: watch.baseline)
  }

  /// Why a version is unhealthy; `what` is counted: errors or slowness.
  static func words(bad scores: TrafficScores, _ what: String, against baseline: FunctionVersion)
    -> String
  {
    "\(what) score \(scores.error) and share score \(signed(scores.share)): worse than "
      + "tolerated and worse than version \(baseline)"
  }

  private func words(good scores: TrafficScores) -> String {
    scores.error >= watch.rule.errors.healthyLimit
      ? "error score +\(scores.error) reached"
      : "share score \(Self.signed(scores.share)) reached: no worse than version \(watch.baseline)"
  }

  private static func words(_ counts: TrafficCounts, _ failures: String) -> String {
    guard counts.invocations > 0 else { return "no invocations" }
    let rate = Double(counts.failures) / Double(counts.invocations)
    return "\(counts.invocations) invocations, \(counts.failures) \(failures) "
      + "(\(DecimalText.percent(rate)))"
  }

  private static func signed(_ score: Int) -> String { score > 0 ? "+\(score)" : "\(score)" }

  private static func signed(_ score: Double) -> String {
    let text = DecimalText.number(score, decimals: 1)
    return score > 0 && text != "0" ? "+" + text : text
  }
}
