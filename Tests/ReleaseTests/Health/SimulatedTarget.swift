import AWS
import Release
import TestSupport

/// A version that answers by a function, in simulated time.
final class SimulatedTarget: ProbeTarget {
  /// What comes back for one probe, and after how many seconds.
  struct Reply {
    var answer: InvokeAnswer
    var seconds = 0.01
  }

  /// One probe that was sent.
  struct Sent: Equatable {
    var payload: String
    var at: Double
  }

  /// The moment, in seconds.
  var now: Double {
    get { invocations.now }
    set { invocations.now = newValue }
  }
  /// Each probe, in the order of sending.
  private(set) var sent: [Sent] = []
  /// How many probes were in flight at most.
  var widest: Int { invocations.widest }
  /// The configurations to give, the last one for ever.
  var configurations: [FunctionConfiguration]
  /// How often the configuration was read.
  private(set) var reads = 0
  /// How many probes were in flight when they were abandoned.
  private(set) var abandoned = 0
  /// How long an answer was waited for.
  private(set) var readTimeout = 0.0
  /// The lines said.
  private(set) var lines: [String] = []
  private let invocations = SimulatedInvocations()
  private let reply: (Int, String, Double) -> Reply

  /// Answers by a function of the probe's number, payload and moment.
  init(
    _ configurations: [FunctionConfiguration] = [.active],
    reply: @escaping (Int, String, Double) -> Reply
  ) {
    self.configurations = configurations
    self.reply = reply
  }

  var world: World {
    invocations.world { self.lines.append($0.description) }
  }

  func configuration() throws(ServiceError) -> FunctionConfiguration {
    reads += 1
    return configurations.count > 1 ? configurations.removeFirst() : configurations[0]
  }

  func start(_ payload: [UInt8], seconds: Double) throws(ServiceError) {
    readTimeout = seconds
    let text = String(decoding: payload, as: UTF8.self)
    let reply = reply(sent.count, text, now)
    invocations.start(sent.count, after: reply.seconds, reply.answer)
    sent.append(Sent(payload: text, at: now))
  }

  func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)? {
    invocations.next(within: seconds)
  }

  func abandon() {
    abandoned = invocations.count
    invocations.abandon()
  }
}

/// A small generator with a fixed seed.
struct SystemlessGenerator: RandomNumberGenerator {
  var state: UInt64 = 7

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let word = ((state >> ((state >> 59) + 5)) ^ state) &* 12_605_985_483_714_917_081
    return (word >> 43) ^ word
  }
}

extension FunctionConfiguration {
  /// A version that is ready, with a time-out of 3 s.
  static let active = FunctionConfiguration(
    functionName: "f", functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:f:8",
    version: "8", codeSha256: "x")

  /// The same in another state.
  func with(state: String, code: String? = nil, words: String? = nil) -> FunctionConfiguration {
    var other = self
    other.state = state
    other.stateReason = Reason(code: code, words: words)
    return other
  }
}

extension InvokeAnswer {
  /// An answer of version 8.
  static func reply(
    _ body: String = #"{"statusCode":200}"#, error: String? = nil, seconds: Double = 0.01,
    version: String? = "8", log: String? = nil, id: String? = "r-1"
  ) -> InvokeAnswer {
    .replied(
      InvokeReply(
        functionError: error, executedVersion: version, logTail: log, requestID: id,
        payload: Array(body.utf8)),
      seconds: seconds)
  }

  /// A refusal by the service.
  static func refusal(_ status: Int, _ code: String, _ message: String = "") -> InvokeAnswer {
    .refused(
      ServiceFault(operation: "Invoke", status: status, code: code, message: message),
      retryAfter: nil)
  }

  /// A good answer.
  static let good = reply()
  /// An unhandled exception.
  static let crash = reply(
    #"{"errorType":"KeyError","errorMessage":"'name'"}"#, error: "Unhandled",
    log:
      "START RequestId: r-1\nTraceback\nKeyError: 'name'\nEND RequestId: r-1\nREPORT RequestId: r-1\tx\n"
  )
}
