import AWS

/// What a look at a paced run comes to.
package struct PaceJudgement: Sendable {
  /// Whether the version may go on, is to be promoted, or to be taken back.
  package var verdict: Verdict
  /// The weight that it may have: all traffic when the promotion is due.
  package var weight: Weight
  /// Why.
  package var reason: String
  /// The evidence; nil when nothing could be read.
  package var evidence: PaceEvidence?
}

extension Pace {
  /// Judges what has been published by now, in seconds since 1970, and remembers incidents.
  package mutating func judge(_ reading: TrafficReading, at now: Double) -> PaceJudgement {
    let reading = counted(reading)
    let incidents = incidents(reading)
    if let reason = unhealthy(reading, incidents) {
      return PaceJudgement(verdict: .unhealthy, weight: .none, reason: reason)
    }
    var evidence = PaceEvidence(minutes(reading.errors, incidents: incidents), rule, at: now)
    if let slow = reading.slow {
      evidence = evidence.weaker(PaceEvidence(minutes(slow, incidents: incidents), rule, at: now))
    }
    if evidence.hasIncident {
      if weight > rule.first, looksSinceIncident.map({ $0 > 2 }) ?? true { drops += 1 }
      looksSinceIncident = 0
    }
    looksSinceIncident = looksSinceIncident.map { $0 + 1 }
    let target = PaceTarget.weight(evidence, from: weight, rule)
    func judgement(_ verdict: Verdict, _ weight: Weight, _ reason: String) -> PaceJudgement {
      PaceJudgement(verdict: verdict, weight: weight, reason: reason, evidence: evidence)
    }
    if target == rule.cap, evidence.atCap >= rule.evidenceForPromotion,
      completeMinutesAtCap(at: now) >= PaceRule.bakeMinutes
    {
      return judgement(.healthy, .all, "\(words(evidence, rule.cap)): promotion")
    }
    if drops >= PaceRule.incidentLimit {
      return judgement(.inconclusive, weight, "a second incident of both versions")
    }
    if now >= end {
      let after = DecimalText.duration(Double(rule.giveUpAfter))
      return judgement(.inconclusive, weight, "no proof after \(after): \(words(evidence, weight))")
    }
    return judgement(.paced, target, "\(target.percent): \(words(evidence, target))")
  }

  /// Why the version is unhealthy by its live traffic, as `healthcheck --watch` says it; nil when it
  /// is not.
  package func unhealthy(_ reading: TrafficReading) -> String? {
    let reading = counted(reading)
    return unhealthy(reading, incidents(reading))
  }

  private func unhealthy(_ reading: TrafficReading, _ incidents: Set<Int>) -> String? {
    for (history, what) in [(reading.errors, "error")]
      + (reading.slow.map { [($0, "slowness")] } ?? [])
    {
      let found = history.scores(rule.traffic, before: .max, incidents: incidents)
      if found.isBad { return TrafficOutcome.words(bad: found.scores, what, against: baseline) }
    }
    return nil
  }

  /// The minutes to leave out for an incident of both versions, by their start.
  private func incidents(_ reading: TrafficReading) -> Set<Int> {
    let reject = rule.traffic.reject
    var incidents: Set<Int> = []
    if let reference {
      incidents = reading.errors.incidents(IncidentRule(reject: reject, reference: reference))
    }
    if let slow = reading.slow {
      incidents.formUnion(slow.incidents(.ofSlowness(reject: reject)))
    }
    return incidents
  }

  /// The minutes that count; of slowness not the first one, which is full of cold starts.
  private func counted(_ reading: TrafficReading) -> TrafficReading {
    var counted = reading
    counted.errors = TrafficHistory(reading.errors.minutes.filter { $0.key >= start })
    counted.slow = reading.slow.map { TrafficHistory($0.minutes.filter { $0.key > start }) }
    return counted
  }

  /// The evidence in words, for a version whose weight is to be `weight`.
  package func words(_ evidence: PaceEvidence, _ weight: Weight) -> String {
    if evidence.hasIncident { return IncidentRule.waiting }
    if weight == rule.cap {
      return "evidence \(Self.number(evidence.atCap)) of "
        + "\(Self.number(rule.evidenceForPromotion)) for the promotion"
    }
    return "evidence \(Self.number(evidence.current)) of \(Self.number(rule.evidenceForCap)) "
      + "for the cap"
  }

  /// An amount of evidence to two digits.
  static func number(_ value: Double) -> String {
    DecimalText.number(value, decimals: value >= 10 ? 0 : value >= 1 ? 1 : 2)
  }
}
