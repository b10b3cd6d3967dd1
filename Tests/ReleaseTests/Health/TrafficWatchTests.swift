import AWS
import HTTP
import HealthSimulation
import Release
import TestSupport
import Testing

@Suite("A watch judges what has been published, and says what is missing")
struct TrafficWatchTests {
  static func watch(
    _ traffic: SimulatedTraffic, minutes: Double = 10, giveUp: Double = 30, slower: Double? = nil,
    timeout: Int = 3, alarms: AlarmWatch = AlarmWatch([], strict: false) { _ in [] }
  ) throws -> HealthReport {
    let one = try Rate(argument: "1%")
    let watch = TrafficWatch(
      version: "8", baseline: "7",
      rule: try TrafficRule(tolerate: one, reject: Rate(argument: "5%"), risk: one),
      watchFor: 60 * minutes, giveUpAfter: 60 * giveUp, slower: slower, functionTimeout: timeout)
    var alarms = alarms
    return try watch.report(on: traffic, alarms: &alarms, in: traffic.world)
  }

  static func counts(_ invocations: Int, _ failures: Int) -> TrafficCounts {
    TrafficCounts(invocations: invocations, failures: failures)
  }

  @Test("a clean version is healthy when the watch is over, and not before")
  func clean() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(60, 0), baseline: Self.counts(540, 0))
    let start = traffic.now
    let report = try Self.watch(traffic)
    #expect(report.verdict == .healthy)
    #expect(report.reason == "error score +112 reached")
    #expect(traffic.now - start == 600)
    #expect(traffic.looks == 21)
    #expect(report.source == "metrics")
    #expect(report.evidence["Candidate"]?["Version"] == "8")
    #expect(report.evidence["Baseline"]?["Version"] == "7")
  }

  @Test("a time in which the machine slept is not watched, and ends no watch")
  func slept() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(60, 0), baseline: Self.counts(540, 0))
    traffic.naps = 1200
    let start = traffic.now
    let report = try Self.watch(traffic)
    #expect(report.verdict == .healthy)
    #expect(traffic.now - start == 1800)
    let quiet = SimulatedTraffic()
    quiet.naps = 7200
    #expect(try Self.watch(quiet).verdict == .inconclusive)
    #expect(quiet.looks == 61)
  }

  @Test("a broken version is unhealthy as soon as its first minutes are published")
  func broken() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(60, 12), baseline: Self.counts(540, 1))
    let start = traffic.now
    let report = try Self.watch(traffic)
    #expect(report.verdict == .unhealthy)
    #expect(
      report.reason == "error score -198 and share score +4.6: worse than tolerated and worse "
        + "than version 7")
    #expect(traffic.now - start <= 180)
    #expect(report.evidence["Candidate"]?["Errors"]?.int == 12)
    #expect(report.evidence["Share"]?["Observed"]?.double == 0.9231)
  }

  @Test("an incident that hits both versions rolls nothing back")
  func incident() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(60, 30), baseline: Self.counts(540, 270))
    #expect(try Self.watch(traffic).verdict == .healthy)
  }

  /// Minutes of an hour: `.` is calm, `!` an incident of both versions, `x` the new one failing.
  static func story(_ minutes: String, bad: Int = 0) -> SimulatedTraffic {
    let traffic = SimulatedTraffic()
    traffic.before = counts(18_000, 18)
    for (place, minute) in minutes.enumerated() {
      let start = Int(traffic.now) / 60 * 60 + 60 * place
      let (x1, x0) = minute == "!" ? (12, 108) : minute == "x" ? (12, 0) : (bad, 0)
      traffic.happened[start] = .init(candidate: counts(60, x1), baseline: counts(540, x0))
    }
    return traffic
  }

  @Test("minutes of an incident speak for nobody, and the watch goes on after it")
  func leftOut() throws {
    let traffic = Self.story("..!!!!!..................")
    let start = traffic.now
    let report = try Self.watch(traffic, minutes: 5)
    #expect(report.verdict == .healthy)
    #expect(report.reason == "error score +112 reached")
    // Not while it goes on, although two minutes before it were enough.
    #expect(traffic.now - start >= 600)
    #expect(traffic.lines.filter { $0 == "both versions are failing: waiting" }.count == 1)
    #expect(report.evidence["IncidentMinutes"]?.int == 5)
    #expect(traffic.referenceEnd == Int(start) / 60 * 60)
  }

  @Test("a version that fails 5% is not proved no worse by an incident")
  func hidden() throws {
    let report = try Self.watch(
      Self.story("!!!!!!!!!!" + String(repeating: ".", count: 30), bad: 3))
    #expect(report.verdict == .unhealthy)
  }

  @Test("a second incident is inconclusive, and so is one without end")
  func second() throws {
    let report = try Self.watch(
      Self.story("!!......!!" + String(repeating: ".", count: 30)), minutes: 15)
    #expect(report.verdict == .inconclusive)
    #expect(report.reason == "a second incident of both versions")
    let long = try Self.watch(Self.story(String(repeating: "!", count: 40)))
    #expect(long.verdict == .inconclusive)
    #expect(long.reason.contains("both versions were failing"))
    // A calm of a few minutes does not end an incident.
    let one = try Self.watch(Self.story("!!..!!" + String(repeating: ".", count: 30)))
    #expect(one.verdict == .healthy)
  }

  @Test("what is bad for the new version alone is found before, during and after an incident")
  func alone() throws {
    for minutes in ["!!xxxx", "..!!.xxxx", "xxxx!!"] {
      let report = try Self.watch(Self.story(minutes + String(repeating: ".", count: 30)))
      #expect(report.verdict == .unhealthy, "\(minutes)")
    }
    let traffic = Self.story(String(repeating: "!", count: 20))
    for start in traffic.happened.keys { traffic.happened[start]?.candidate = Self.counts(60, 60) }
    #expect(try Self.watch(traffic).verdict == .unhealthy)
  }

  @Test("what is usual decides what an incident is, and a few failures are none")
  func usual() throws {
    let usual = Self.story(String(repeating: "!", count: 20))
    usual.before = Self.counts(18_000, 3600)
    #expect(try Self.watch(usual).verdict == .healthy)
    let rule = IncidentRule(reject: .fivePercent, reference: Self.counts(1200, 36))
    #expect(rule.isIncident(Self.counts(1020, 230)))
    #expect(!rule.isIncident(Self.counts(1000, 90)))
    #expect(rule.isIncident(Self.counts(1000, 91)))
    #expect(!rule.isIncident(Self.counts(4, 4)))
    #expect(!IncidentRule(reject: .fivePercent, reference: .none).isIncident(Self.counts(9, 9)))
    #expect(
      !IncidentRule(reject: .fivePercent, reference: Self.counts(10, 0)).isIncident(
        Self.counts(100, 5)))
  }

  @Test("failures that come together count by their clump")
  func clumps() throws {
    let one = try Rate(argument: "1%")
    func verdict(_ clump: Int) throws -> [Bool] {
      let rule = try TrafficRule(
        tolerate: one, reject: Rate(argument: "5%"), risk: one, clump: clump)
      var scores = TrafficScores(rule)
      scores.enter(candidate: Self.counts(30, 4), baseline: Self.counts(300, 0))
      let isBad = scores.isBad
      var good = TrafficScores(rule)
      good.enter(candidate: Self.counts(112, 0), baseline: Self.counts(300, 0))
      return [isBad, good.isGood]
    }
    #expect(try verdict(1) == [true, true])
    #expect(try verdict(3) == [false, false])
  }

  @Test("too little traffic is inconclusive with the scores")
  func little() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(1, 0), baseline: Self.counts(9, 0))
    let start = traffic.now
    let report = try Self.watch(traffic, giveUp: 20)
    #expect(report.verdict == .inconclusive)
    #expect(report.reason.hasPrefix("no verdict after 20 min: error score +1"))
    #expect(traffic.now - start == 1200)
  }

  @Test("a gap is no zero: minutes without failures published say nothing good")
  func gaps() throws {
    let none = SimulatedTraffic()
    let report = try Self.watch(none)
    #expect(report.verdict == .inconclusive)
    #expect(
      report.reason == "no Invocations of version 8 on the alias in CloudWatch after 30 min")
    let silent = SimulatedTraffic()
    silent.everyMinute(candidate: Self.counts(600, 0), baseline: Self.counts(540, 0))
    silent.publishesErrors = false
    let other = try Self.watch(silent)
    #expect(other.verdict == .inconclusive)
    #expect(
      other.reason
        == "Invocations of version 8 are in CloudWatch, its failures are not, after 30 min")
  }

  @Test("what has only just been published does not yet speak for the version")
  func incomplete() throws {
    // All good so far, and only the last minutes are bad: these come late.
    let traffic = SimulatedTraffic()
    traffic.delay = { _ in 60 }
    traffic.everyMinute(candidate: Self.counts(30, 0), baseline: Self.counts(270, 0))
    let start = traffic.now
    // Within two minutes there are no minutes older than the publication delay.
    #expect(try Self.watch(traffic, minutes: 2).verdict == .healthy)
    #expect(traffic.now - start >= 180 + 4 * 60)
    let slow = SimulatedTraffic()
    slow.delay = { _ in 60 }
    slow.everyMinute(candidate: Self.counts(300, 0), baseline: Self.counts(270, 0))
    let began = slow.now
    #expect(try Self.watch(slow, minutes: 2, timeout: 900).verdict == .healthy)
    #expect(slow.now - began >= 1020, "a function may run 15 minutes before it fails")
  }

  /// Watches of an alias with 600 requests a minute, 10% of them to the new version, whose metrics
  /// come one to three minutes late: the verdicts, and the average seconds to them.
  static func lateWatches(_ candidate: Double, _ baseline: Double, incident: Bool = false) throws
    -> (verdicts: Set<Verdict>, seconds: Double)
  {
    var chance = Chance(seed: 3)
    var seconds = 0.0
    var verdicts: Set<Verdict> = []
    for run in 0..<40 {
      let traffic = SimulatedTraffic()
      traffic.now += 60 * chance.share()
      var delays: [Int: Double] = [:]
      for minute in 0..<40 {
        let start = Int(traffic.now) / 60 * 60 + 60 * minute
        delays[start] = 60 + 120 * chance.share()
        let both = incident && (run % 9..<run % 9 + 5).contains(minute) ? 0.2 : nil
        let (x1, x0) = (
          chance.poisson(60 * (both ?? candidate)), chance.poisson(540 * (both ?? baseline))
        )
        traffic.happened[start] = .init(
          candidate: counts(60, min(x1, 60)), baseline: counts(540, min(x0, 540)))
      }
      traffic.delay = { delays[$0] ?? 0 }
      let start = traffic.now
      verdicts.insert(try watch(traffic).verdict)
      seconds += (traffic.now - start) / 40
    }
    return (verdicts, seconds)
  }

  @Test("with metrics that come late, a broken version is found in minutes")
  func late() throws {
    let broken = try Self.lateWatches(0.05, 0.001)
    #expect(broken.verdicts == [.unhealthy])
    #expect(broken.seconds <= 270)
    let dead = try Self.lateWatches(1, 0.001)
    #expect(dead.verdicts == [.unhealthy])
    #expect(dead.seconds <= 120)
    #expect(try Self.lateWatches(0.001, 0.001, incident: true).verdicts == [.healthy])
  }

  @Test("a look that fails for a moment is repeated, and a refusal is not")
  func looks() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(60, 0), baseline: Self.counts(540, 0))
    let throttled = ServiceFault(
      operation: "GetMetricData", status: 400, code: "Throttling", message: "")
    traffic.failures = Array(repeating: .fault(throttled), count: 5)
    #expect(try Self.watch(traffic).verdict == .healthy)
    traffic.failures = Array(repeating: .fault(throttled), count: 10)
    #expect(throws: ReleaseFailure.self) { try Self.watch(traffic) }
    traffic.failures = [
      .fault(
        ServiceFault(operation: "GetMetricData", status: 403, code: "AccessDenied", message: ""))
    ]
    let before = traffic.looks
    #expect(throws: ReleaseFailure.self) { try Self.watch(traffic) }
    #expect(traffic.looks == before + 1)
  }

  @Test(
    "a watch that cannot read CloudWatch gives the reason, and not a lack of traffic",
    arguments: [
      ("Throttling", 400, "it throttles GetMetricData (Throttling)"),
      ("InternalFailure", 500, "GetMetricData failed (InternalFailure)"),
      ("", 0, "it cannot be reached: no route"), ("", 403, "GetMetricData failed (status 403)"),
    ])
  func unread(code: String, status: Int, words: String) throws {
    let failure: ServiceError =
      status == 0
      ? .transfer(
        TransferError(stage: .connect, code: 7, message: "no route"), operation: "GetMetricData")
      : .fault(
        ServiceFault(operation: "GetMetricData", status: status, code: code, message: "<html>"))
    let traffic = SimulatedTraffic()
    traffic.failures = Array(repeating: failure, count: 9)
    let report = try Self.watch(traffic, minutes: 1, giveUp: 1)
    #expect(report.verdict == .inconclusive)
    #expect(report.reason == "CloudWatch could not be read after 1 min: " + words)
    let later = SimulatedTraffic()
    later.everyMinute(candidate: Self.counts(1, 0), baseline: Self.counts(9, 0))
    later.failuresFrom = 2
    later.failures = Array(repeating: failure, count: 9)
    let end = try Self.watch(later, minutes: 1, giveUp: 1).reason
    #expect(end.hasSuffix("; the last look could not read CloudWatch: " + words))
    #expect(end.hasPrefix("no "))
  }

  @Test("slowness is a count like failures: unhealthy when the version is slower than the other")
  func slower() throws {
    let traffic = SimulatedTraffic()
    traffic.usual = 250
    traffic.everyMinute(
      candidate: Self.counts(60, 0), baseline: Self.counts(540, 0),
      slow: (Self.counts(60, 30), Self.counts(540, 4)))
    let report = try Self.watch(traffic, slower: 1.2)
    #expect(traffic.slowAbove == 300)
    #expect(report.verdict == .unhealthy)
    #expect(report.reason.hasPrefix("slowness score"))
    #expect(report.rule["SlowAboveMilliseconds"]?.int == 300)
    let same = SimulatedTraffic()
    same.usual = 250
    same.everyMinute(
      candidate: Self.counts(60, 0), baseline: Self.counts(540, 0),
      slow: (Self.counts(60, 0), Self.counts(540, 4)))
    #expect(try Self.watch(same, slower: 1.2).verdict == .healthy)
    let unknown = SimulatedTraffic()
    #expect(try Self.watch(unknown, slower: 1.2).verdict == .inconclusive)
  }

  @Test("the first minute's cold starts do not count as slow")
  func coldStarts() throws {
    let traffic = SimulatedTraffic()
    traffic.usual = 250
    traffic.everyMinute(
      candidate: Self.counts(60, 0), baseline: Self.counts(540, 0),
      slow: (Self.counts(60, 0), Self.counts(540, 0)))
    let first = Int(traffic.now) / 60 * 60
    traffic.slow[first]?.candidate = Self.counts(60, 60)
    #expect(try Self.watch(traffic, slower: 1.2).verdict == .healthy)
  }

  @Test("an alarm that goes off during the watch is unhealthy, one that fired before is named")
  func alarms() throws {
    let traffic = SimulatedTraffic()
    traffic.everyMinute(candidate: Self.counts(60, 0), baseline: Self.counts(540, 0))
    let start = traffic.now
    func alarms(strict: Bool) -> AlarmWatch {
      AlarmWatch(["old", "new"], strict: strict) { _ in
        [
          AlarmState(name: "old", value: "ALARM"),
          AlarmState(
            name: "new", value: traffic.now - start > 100 ? "ALARM" : "OK", reason: "5 errors"),
        ]
      }
    }
    let report = try Self.watch(traffic, alarms: alarms(strict: false))
    #expect(report.verdict == .unhealthy)
    #expect(report.reason == "alarm new is in ALARM: 5 errors")
    #expect(traffic.now - start == 120)
    // Once, however many looks there are.
    #expect(
      traffic.lines == [
        "CloudWatch is up to 3 min late: a healthy verdict needs minutes that are complete",
        "alarm old is firing already: only a new ALARM counts",
      ])
    let strict = try Self.watch(traffic, alarms: alarms(strict: true))
    #expect(strict.reason == "alarm old is in ALARM")
  }

  @Test("an alarm that was firing counts again once it had recovered")
  func recovered() throws {
    var states = ["ALARM", "ALARM", "OK", "ALARM"]
    var watch = AlarmWatch(["a"], strict: false) { _ in
      [AlarmState(name: "a", value: states.removeFirst())]
    }
    var found: [String?] = []
    for _ in 0..<4 { found.append(try watch.look { _ in }) }
    #expect(found == [nil, nil, nil, "alarm a is in ALARM"])
  }

  @Test("a name that does not exist is a failure: CloudWatch would just leave it out")
  func noSuchAlarm() {
    var watch = AlarmWatch(["a", "b"], strict: false) { _ in [AlarmState(name: "a", value: "OK")] }
    let error = #expect(throws: ReleaseFailure.self) { try watch.look { _ in } }
    guard case .missing(let text, _) = error else {
      Issue.record("another failure")
      return
    }
    #expect(text == "there is no alarm named b")
  }
}
