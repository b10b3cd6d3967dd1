/// The evidence that a version is not bad, by the minutes of a paced run.
///
/// It is computed anew at every look, so that counts which arrive late correct the past. "Bad" are
/// two statements at once, so each evidence is the mean of two: one against "fails at least
/// `reject`", one against "fails `reject / tolerate` times as often as the serving version".
package struct PaceEvidence: Sendable, Hashable {
  /// E: by the complete minutes.
  package let complete: Double
  /// D, which sets the weight: E, lowered by what the younger minutes say against the version.
  package let current: Double
  /// F, which decides the promotion: by the complete minutes at the cap alone.
  package let atCap: Double
  /// Whether a younger minute is one of an incident of both versions.
  package let hasIncident: Bool

  package init(complete: Double, current: Double, atCap: Double, hasIncident: Bool) {
    self.complete = complete
    self.current = current
    self.atCap = atCap
    self.hasIncident = hasIncident
  }

  /// Computes the evidence at a moment, in seconds since 1970.
  package init(_ minutes: [PaceMinute], _ rule: PaceRule, at now: Double) {
    var all = Pair()
    var capped = Pair()
    var hasIncident = false
    let minutes = minutes.sorted { $0.start < $1.start }
    for minute in minutes where minute.isComplete(rule, at: now) && !minute.isIncident {
      let step = Self.step(minute, rule)
      all.enter(step, floor: rule.floor, ceiling: rule.ceiling)
      if minute.isAtCap, !minute.isMixed {
        capped.enter(step, floor: rule.floor, ceiling: rule.promotionCeiling)
      }
    }
    complete = all.mean
    atCap = capped.mean
    for minute in minutes where !minute.isComplete(rule, at: now) && minute.hasData {
      if minute.isIncident {
        hasIncident = true
      } else {
        let step = Self.step(minute, rule)
        all.rate += min(0, step.rate)
        all.ratio += min(0, step.ratio)
      }
    }
    current = all.mean
    self.hasIncident = hasIncident
  }

  /// What a minute adds to the logarithms.
  private static func step(_ minute: PaceMinute, _ rule: PaceRule) -> Pair {
    let candidate = minute.candidate
    let ratio = rule.againstRatio(candidate, minute.baseline)
    return Pair(
      rate: rule.againstRate(
        invocations: Double(candidate.invocations), failures: Double(candidate.failures)),
      ratio: minute.isMixed ? min(0, ratio) : ratio)
  }

  /// The weaker of two kinds of evidence, such as of errors and of slowness: each must be there.
  package func weaker(_ other: PaceEvidence) -> PaceEvidence {
    PaceEvidence(
      complete: min(complete, other.complete), current: min(current, other.current),
      atCap: min(atCap, other.atCap), hasIncident: hasIncident || other.hasIncident)
  }

  /// The logarithms of the two kinds of evidence.
  struct Pair {
    var rate = 0.0
    var ratio = 0.0

    /// The mean of both, as evidence.
    var mean: Double { (exponential(rate) + exponential(ratio)) / 2 }

    mutating func enter(_ step: Pair, floor: Double, ceiling: Double) {
      rate = min(max(rate + step.rate, floor), ceiling)
      ratio = min(max(ratio + step.ratio, floor), ceiling)
    }
  }
}
