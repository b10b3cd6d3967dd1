import AWS
import Release
import TestSupport

/// A serving version 7 and a candidate 8 that answer by a function, in simulated time.
final class SimulatedPair: PairTarget {
  /// The side of each invocation and its payload, in the order of sending.
  private(set) var sent: [(side: PairSide, payload: String)] = []
  /// How many invocations were in flight at most.
  var widest: Int { invocations.widest }
  /// The configurations of both sides.
  var configurations: (serving: FunctionConfiguration, candidate: FunctionConfiguration) = (
    .active, .active
  )
  private let invocations = SimulatedInvocations()
  /// How many invocations earlier checks have sent.
  private var first = 0
  private let reply: (PairSide, Int, String) -> InvokeAnswer

  /// Answers by a function of the side, the invocation's number and its payload.
  init(reply: @escaping (PairSide, Int, String) -> InvokeAnswer) { self.reply = reply }

  var world: World { invocations.world { _ in } }

  func configuration(of side: PairSide) throws(ServiceError) -> FunctionConfiguration {
    side == .serving ? configurations.serving : configurations.candidate
  }

  func start(_ payload: [UInt8], to side: PairSide, seconds: Double) throws(ServiceError) {
    let text = String(decoding: payload, as: UTF8.self)
    let number = sent.count - first
    invocations.start(
      number, after: invocations.random(in: 0.01..<0.1), reply(side, sent.count, text))
    sent.append((side, text))
  }

  func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)? {
    invocations.next(within: seconds)
  }

  func abandon() {
    invocations.abandon()
    first = sent.count
  }
}
