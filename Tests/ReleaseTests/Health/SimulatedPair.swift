import AWS
import Release
import TestSupport

/// A serving version 7 and a candidate 8 that answer by a function, in simulated time.
final class SimulatedPair: PairTarget {
  var now = 1_000_000.0
  /// The side of each invocation and its payload, in the order of sending.
  private(set) var sent: [(side: PairSide, payload: String)] = []
  /// How many invocations were in flight at most.
  private(set) var widest = 0
  /// The configurations of both sides.
  var configurations: (serving: FunctionConfiguration, candidate: FunctionConfiguration) = (
    .active, .active
  )
  private var inFlight: [(number: Int, ready: Double, answer: InvokeAnswer)] = []
  /// How many invocations earlier checks have sent.
  private var first = 0
  private var generator = SystemlessGenerator()
  private let reply: (PairSide, Int, String) -> InvokeAnswer

  /// Answers by a function of the side, the invocation's number and its payload.
  init(reply: @escaping (PairSide, Int, String) -> InvokeAnswer) { self.reply = reply }

  var world: World {
    var world = World.scripted()
    world.now = { Timestamp(milliseconds: Int64(self.now * 1000)) }
    world.uptime = { self.now }
    world.sleep = { self.now += $0 }
    world.random = { Double.random(in: 0..<1, using: &self.generator) }
    world.say = { _ in }
    return world
  }

  func configuration(of side: PairSide) throws(ServiceError) -> FunctionConfiguration {
    side == .serving ? configurations.serving : configurations.candidate
  }

  func start(_ payload: [UInt8], to side: PairSide, seconds: Double) throws(ServiceError) {
    let text = String(decoding: payload, as: UTF8.self)
    let seconds = Double.random(in: 0.01..<0.1, using: &generator)
    inFlight.append((sent.count - first, now + seconds, reply(side, sent.count, text)))
    sent.append((side, text))
    widest = max(widest, inFlight.count)
  }

  func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)? {
    let next = inFlight.indices.min { inFlight[$0].ready < inFlight[$1].ready }
    guard let next, inFlight[next].ready <= now + seconds else {
      precondition(seconds < .infinity, "a wait without end")
      now += seconds
      return nil
    }
    let done = inFlight.remove(at: next)
    now = max(now, done.ready)
    return (done.number, done.answer)
  }

  func abandon() { (inFlight, first) = ([], sent.count) }
}
