import AWS
package import Release

/// A release whose weight follows the evidence, judged once a minute by the real looks.
package struct PaceSimulation: Sendable {
  /// The rule.
  package var rule: PaceRule
  /// The versions and their traffic.
  package var world: TrafficWorld
  /// Whether minutes of an incident of both versions are left out.
  package var knowsIncidents = true

  package init(_ rule: PaceRule, _ world: TrafficWorld) {
    self.rule = rule
    self.world = world
  }

  /// One release; counts can be read a minute after their minute, and are complete after three.
  ///
  /// Writes are answered at second 2 of a minute.
  package func run(_ chance: inout Chance) -> FlowEnd {
    guard let version = FunctionVersion("8"), let baseline = FunctionVersion("7") else {
      return FlowEnd(verdict: .inconclusive, minutes: 0, failures: 0, greatest: 0)
    }
    var pace = Pace(
      rule, version: version, baseline: baseline, weight: rule.first, revisionId: "", at: -60)
    pace.reference = knowsIncidents ? world.reference(&chance) : TrafficCounts.none
    var history = TrafficHistory()
    var next: TrafficHistory.Minute?
    var end = FlowEnd(verdict: .inconclusive, minutes: 0, failures: 0, greatest: 0)
    for minute in 0...rule.giveUpAfter / 60 {
      end.minutes = minute
      let now = Double(60 * minute + 1)
      let reading = TrafficReading(errors: history, hasInvocations: true, hasErrors: true)
      let found = pace.judge(reading, at: now)
      end.verdict = found.verdict
      if found.verdict != Verdict.paced { return end }
      if found.weight != pace.weight { pace.note(found.weight, from: now, to: now + 1) }
      let weight = Double(pace.weight.billionths) / 1_000_000_000
      end.greatest = max(end.greatest, weight)
      if let next { history.minutes[60 * (minute - 1)] = next }
      next = world.minute(minute, weight: weight, &chance)
      end.failures += next?.candidate?.failures ?? 0
    }
    end.verdict = .inconclusive
    return end
  }
}
