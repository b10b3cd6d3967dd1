package import Release

/// A release by fixed weights: each bakes a minute, then `--watch 5m` judges it, at most 30 minutes.
package struct StepsSimulation: Sendable {
  /// The weights.
  package var weights: [Double]
  /// The versions and their traffic.
  package var world: TrafficWorld
  /// Whether minutes of an incident of both versions are left out.
  package var knowsIncidents: Bool

  package init(_ weights: [Double], _ world: TrafficWorld, knowsIncidents: Bool = true) {
    self.weights = weights
    self.world = world
    self.knowsIncidents = knowsIncidents
  }

  /// Minutes of bake, of the watch at least, and of the watch at most.
  private static let (bake, watch, giveUp) = (1, 5, 30)

  /// One release; counts can be read a minute after their minute, and are complete after three.
  package func run(_ rule: TrafficRule, _ chance: inout Chance) -> FlowEnd {
    let incident = IncidentRule(
      reject: rule.reject, reference: knowsIncidents ? world.reference(&chance) : .none)
    var end = FlowEnd(verdict: .healthy, minutes: 0, failures: 0, greatest: 0)
    for weight in weights {
      end.greatest = weight
      let start = end.minutes + Self.bake
      end.verdict = step(weight, from: start, rule, incident, &end, &chance)
      guard end.verdict == .healthy else { return end }
    }
    return end
  }

  private func step(
    _ weight: Double, from start: Int, _ rule: TrafficRule, _ incident: IncidentRule,
    _ end: inout FlowEnd, _ chance: inout Chance
  ) -> Verdict {
    var minutes: [TrafficHistory.Minute] = []
    for minute in end.minutes..<start { enter(minute, weight, &end, &chance) }
    var (all, calm, good) = (TrafficScores(rule), TrafficScores(rule), TrafficScores(rule))
    var incidents: [Int] = []
    for elapsed in 0...Self.giveUp {
      end.minutes = start + elapsed
      if elapsed >= 2 {
        let minute = minutes[elapsed - 2]
        let (candidate, baseline) = (minute.candidate ?? .none, minute.baseline ?? .none)
        all.enter(candidate: candidate, baseline: baseline)
        if incident.isIncident(baseline) {
          incidents.append(60 * (elapsed - 2))
        } else {
          calm.enter(candidate: candidate, baseline: baseline)
        }
        if all.isBad || calm.isBad { return .unhealthy }
      }
      if elapsed >= 4 {
        let minute = minutes[elapsed - 4]
        if !incidents.contains(60 * (elapsed - 4)) {
          good.enter(candidate: minute.candidate ?? .none, baseline: minute.baseline ?? .none)
        }
        let complete = 60 * (elapsed - 3)
        if IncidentRule.count(incidents.filter { $0 < complete }) > 1 { return .inconclusive }
        let isWaiting = incidents.contains { $0 >= complete }
        if elapsed >= Self.watch, !isWaiting, good.isGood { return .healthy }
      }
      minutes.append(enter(start + elapsed, weight, &end, &chance))
    }
    return .inconclusive
  }

  @discardableResult private func enter(
    _ number: Int, _ weight: Double, _ end: inout FlowEnd, _ chance: inout Chance
  ) -> TrafficHistory.Minute {
    let minute = world.minute(number, weight: weight, &chance)
    end.failures += minute.candidate?.failures ?? 0
    return minute
  }
}
