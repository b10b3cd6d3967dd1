import AWS
import HealthSimulation
import Release
import TestSupport

/// A flow as bin/canary makes it, over the real schedule, shifts and looks, in simulated time.
final class PacedRelease: TrafficSource {
  let aws = SimulatedLambda(
    ["7": "c7", "8": "c8", "$LATEST": "c8"],
    alias: AliasConfiguration(name: "live", functionVersion: "7", revisionId: "t"))
  let traffic: TrafficWorld
  let rule: PaceRule
  var record = ReleaseRecord()
  var run = "a"
  /// The weight at second 10 of each minute.
  private var weights: [Int: Double] = [:]
  private var history = TrafficHistory()
  private var chance = Chance(seed: 11)
  private(set) var now = 1_800_000_000.0
  private let began = 1_800_000_000.0
  /// The weights that were ever written, in order.
  private(set) var written: [String] = []
  private(set) var lines: [String] = []
  /// The errors of the next reads.
  var failures: [ServiceError] = []
  /// Called before each look and before each shift: true ends the run there, as a kill does.
  var kill: (PacedRelease) -> Bool = { _ in false }

  init(_ rule: PaceRule, _ traffic: TrafficWorld) throws {
    self.rule = rule
    self.traffic = traffic
    record = try ReleaseRecord(
      Array(
        #"{"Version":"8","CodeSha256":"c8","Alias":{"Name":"live","FunctionVersion":"7"}}"#.utf8))
  }

  var world: World {
    var world = World.scripted()
    world.now = { Timestamp(milliseconds: Int64(self.now * 1000)) }
    world.uptime = { self.now }
    world.sleep = { self.pass($0) }
    world.say = { self.lines.append($0.description) }
    return world
  }

  var minutes: Int { Int(now - began) / 60 }
  var share: Double {
    aws.alias?.additionalVersionWeights["8"].flatMap { Double($0) } ?? 0
  }

  /// Lets time pass: each minute gets its traffic by the weight at its second 10.
  func pass(_ seconds: Double) {
    let end = now + seconds
    while now < end {
      now = min(end, now.rounded(.down) + 1)
      let (minute, second) = (Int(now) / 60 * 60, Int(now) % 60)
      guard second == 10 else { continue }
      history.minutes[minute] = traffic.minute(
        (minute - Int(began)) / 60, weight: share, &chance)
    }
  }

  /// Takes steps until the run ends; the verdict is nil after a kill.
  func go() throws(ReleaseFailure) -> Verdict? {
    let schedule: Schedule
    do {
      schedule = try Schedule(argument: "pace=\(rule.first.percent)")
    } catch {
      throw .usage("\(error.description)")
    }
    while let step = try schedule.ahead(of: record).first {
      if kill(self) { return nil }
      try shift(step.weight)
      if kill(self) { return nil }
      let verdict = try look()
      if verdict == .unhealthy || verdict == .inconclusive { return verdict }
    }
    if kill(self) { return nil }
    try shift(.all)
    return .healthy
  }

  func shift(_ weight: Weight) throws(ReleaseFailure) {
    let began = now
    let known = record.shifting == nil && record.alias?.revisionId != "" ? record.alias : nil
    let shifted = try TrafficShift(client: aws, world: world).shift(
      TrafficShift.Request(
        function: "f", alias: "live", version: "8", codeSha256: "c8", weight: weight, known: known,
        unanswered: record.shifting == nil ? nil : record.alias,
        health: record.health(for: weight), run: run, paced: record.pacedWeight,
        paceFirst: record.paceFirst))
    pass(1)
    let isAct = shifted.changed || record.paceFirst == nil || shifted.alias != known
    record.set(shifted, run: run)
    if isAct { append(.shifted(shifted), "shift-weight", from: began) }
    written.append(weight.percent)
  }

  func look() throws(ReleaseFailure) -> Verdict {
    guard let alias = record.alias else { return .inconclusive }
    let share = AliasState(alias).share(of: "8")
    var pace: Pace
    if var kept = record.pace, kept.rule == rule {
      for change in record.changesSinceLook {
        kept.note(change.weight, from: change.sent, to: change.answered)
      }
      pace = kept
    } else {
      pace = Pace(
        rule, version: "8", baseline: "7", weight: share, revisionId: alias.revisionId, at: now)
    }
    pace.revisionId = alias.revisionId
    var look = PaceLook(pace)
    var alarms = AlarmWatch([], strict: false) { _ in [] }
    let began = now
    let report = try look.report(
      on: self, alarms: &alarms, since: record.sharedSince, in: world)
    record.set("Health", report.json)
    record.pace = report.weight == nil ? nil : look.pace
    append(.checked(report, record), "healthcheck", from: began)
    return report.verdict
  }

  /// A command failed, as its record file tells.
  func fail(_ command: String, status: Int32) {
    append(.failed(status: status, reason: "", record), command, from: now)
  }

  private func append(_ act: Act, _ command: String, from began: Double) {
    _ = record.append(
      act, command: command, at: Timestamp(milliseconds: Int64(now * 1000)), seconds: now - began)
  }

  func traffic(from start: Int, to end: Int) throws(ServiceError) -> TrafficReading {
    if !failures.isEmpty { throw failures.removeFirst() }
    let seen = history.minutes.filter {
      $0.key >= start && $0.key < end && Double($0.key) + 120 <= now
    }
    return TrafficReading(
      errors: TrafficHistory(seen), hasInvocations: true, hasErrors: true)
  }

  func reference(before end: Int) throws(ServiceError) -> TrafficCounts {
    traffic.reference(&chance)
  }

  func usualSlowest(before end: Int) throws(ServiceError) -> Double? { nil }

  func countSlow(above milliseconds: Double) {}
}
