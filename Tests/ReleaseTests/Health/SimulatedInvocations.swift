import AWS
import Release
import TestSupport

/// Invocations in flight in simulated time, for the versions that tests simulate.
final class SimulatedInvocations {
  var now = 1_000_000.0
  /// How many invocations were in flight at most.
  private(set) var widest = 0
  private var inFlight: [(number: Int, ready: Double, answer: InvokeAnswer)] = []
  private var generator = SystemlessGenerator()

  /// The number of invocations in flight.
  var count: Int { inFlight.count }

  /// A world in this time, whose random numbers are always the same.
  func world(say: @escaping (Message) -> Void) -> World {
    var world = World.scripted()
    world.now = { Timestamp(milliseconds: Int64(self.now * 1000)) }
    world.uptime = { self.now }
    world.sleep = { self.now += $0 }
    world.random = { self.random(in: 0..<1) }
    world.say = say
    return world
  }

  func random(in range: Range<Double>) -> Double { Double.random(in: range, using: &generator) }

  func start(_ number: Int, after seconds: Double, _ answer: InvokeAnswer) {
    inFlight.append((number, now + seconds, answer))
    widest = max(widest, inFlight.count)
  }

  func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)? {
    let first = inFlight.indices.min { inFlight[$0].ready < inFlight[$1].ready }
    guard let first, inFlight[first].ready <= now + seconds else {
      precondition(seconds < .infinity, "a wait without end")
      now += seconds
      return nil
    }
    let done = inFlight.remove(at: first)
    now = max(now, done.ready)
    return (done.number, done.answer)
  }

  func abandon() { inFlight = [] }
}
