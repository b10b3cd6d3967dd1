/// The refusals of one call that AWS may take back: "not now", as long as there is patience.
struct Refusals {
  private let policy: RetryPolicy
  private var count = 0
  private var began = 0.0
  private var isSaid = false

  /// The longest pause in seconds: a signal may shorten what is left meanwhile.
  private static let longestPause = 8.0
  /// The shortest pause in seconds.
  private static let shortestPause = 0.1
  /// Seconds of such refusals before the user is told.
  private static let silence = 3.0

  init(_ policy: RetryPolicy) {
    self.policy = policy
  }

  /// Seconds until the call is to be sent again; nil for a failure of another kind, and when the time
  /// for that is over.
  ///
  /// The last pause ends with the time that is left.
  mutating func pause(
    after failure: ServiceError, of call: ServiceCall, asked: Double?, in world: World
  ) -> Double? {
    let kind = failure.kind
    guard let patience = policy.patience, call.waitsOut.contains(kind), call.repetition != .never
    else { return nil }
    let now = world.uptime()
    if count == 0 { began = now }
    count += 1
    let left = min(patience.left(at: now, since: began), world.timeLeft())
    guard left > Self.shortestPause else { return nil }
    let usual = RetryPolicy.delay(after: count, kind, random: world.random(), asked: asked)
    tell(failure, call, left, world)
    return min(max(usual, Self.shortestPause), max(asked ?? 0, Self.longestPause), left)
  }

  private mutating func tell(
    _ failure: ServiceError, _ call: ServiceCall, _ left: Double, _ world: World
  ) {
    var state: Message = "throttled (\(failure.brief))"
    if failure.kind == .notNow, let fault = failure.fault {
      state = "not possible yet (\(failure.brief)): \(fault.words)"
    }
    world.debug("\(call.operation): \(state): trying again")
    if !isSaid, world.uptime() - began >= Self.silence {
      isSaid = true
      world.say("\(call.operation): \(state): trying again, \(DecimalText.givingUp(in: left))")
    }
    world.waiting("\(call.operation)", "\(state), \(DecimalText.givingUp(in: left))")
  }
}
