import AWS
import Release
import TestSupport

/// CloudWatch under simulation: what happened, and how much of it has been published by now.
final class SimulatedTraffic: TrafficSource {
  /// One minute of a version: when it can be read, and what it says.
  var happened: [Int: TrafficHistory.Minute] = [:]
  /// Seconds after its start at which a minute is published.
  var delay: (Int) -> Double = { _ in 150 }
  /// Whether failures are published at all.
  var publishesErrors = true
  /// The errors to throw, one a look, from that look on; 1 is the first.
  var failures: [ServiceError] = []
  var failuresFrom = 1
  /// The p99 of the ten minutes before.
  var usual: Double?
  /// What the alias did in the 30 minutes before.
  var before = TrafficCounts.none
  /// The moment that the 30 minutes were asked before.
  private(set) var referenceEnd: Int?
  /// What was asked to count as slow.
  private(set) var slowAbove: Double?
  /// Slow requests, when they are counted.
  var slow: [Int: TrafficHistory.Minute] = [:]
  /// How often it was read.
  private(set) var looks = 0
  var now = 1_800_000_000.0
  /// Seconds that the machine will sleep within the next pause.
  var naps = 0.0
  private var slept = 0.0
  var lines: [String] = []

  var world: World {
    var world = World.scripted()
    world.now = { Timestamp(milliseconds: Int64(self.now * 1000)) }
    world.uptime = { self.now - self.slept }
    world.sleep = { seconds in
      self.now += seconds + self.naps
      self.slept += self.naps
      self.naps = 0
    }
    world.random = { 0 }
    world.say = { self.lines.append($0.description) }
    return world
  }

  /// Makes every minute from now on alike, for an hour.
  func everyMinute(
    candidate: TrafficCounts?, baseline: TrafficCounts?, slow: (TrafficCounts, TrafficCounts)? = nil
  ) {
    for minute in 0..<60 {
      let start = Int(now) / 60 * 60 + 60 * minute
      happened[start] = .init(candidate: candidate, baseline: baseline)
      if let slow { self.slow[start] = .init(candidate: slow.0, baseline: slow.1) }
    }
  }

  func traffic(from start: Int, to end: Int) throws(ServiceError) -> TrafficReading {
    looks += 1
    if looks >= failuresFrom, !failures.isEmpty { throw failures.removeFirst() }
    func published(_ minutes: [Int: TrafficHistory.Minute]) -> TrafficHistory {
      TrafficHistory(
        minutes.filter { $0.key >= start && $0.key < end && Double($0.key) + delay($0.key) <= now })
    }
    let seen = published(happened)
    let hasInvocations = seen.minutes.values.contains { $0.candidate != nil }
    return TrafficReading(
      errors: publishesErrors ? seen : TrafficHistory(),
      slow: slowAbove == nil ? nil : published(slow), hasInvocations: hasInvocations,
      hasErrors: hasInvocations && publishesErrors)
  }

  func reference(before end: Int) throws(ServiceError) -> TrafficCounts {
    referenceEnd = end
    return before
  }

  func usualSlowest(before end: Int) throws(ServiceError) -> Double? { usual }

  func countSlow(above milliseconds: Double) { slowAbove = milliseconds }
}
