import CCurl

/// Sends requests by another client; none takes longer than the time that is left.
///
/// The time is asked for again at least once a second while a response is awaited, since a signal
/// may have shortened it.
package final class DeadlineHTTPClient: HTTPClient {
  private let client: any HTTPClient
  private let timeLeft: () -> Double

  /// How many seconds the client beneath may be late: it tells better how far a request has come.
  private static let grace = 0.25

  /// `timeLeft` returns seconds, 0 or less when the time is up.
  package init(_ client: any HTTPClient, timeLeft: @escaping () -> Double) {
    self.client = client
    self.timeLeft = timeLeft
  }

  /// The same with other authorities.
  package func trusting(_ trust: TLSTrust) -> any HTTPClient {
    DeadlineHTTPClient(client.trusting(trust), timeLeft: timeLeft)
  }

  /// Sends one request, and calls `waiting` at least once a second until it is answered; without
  /// time left it throws at once, and nothing is sent.
  package func send(_ request: HTTPRequest, waiting: () -> Void) throws(TransferError)
    -> HTTPResponse
  {
    var left = timeLeft()
    guard left > 0 else { throw Self.timeIsUp(.connect) }
    var request = request
    request.timeouts = request.timeouts.within(left)
    let batch = client.batch(parallel: 1)
    batch.start(request)
    while left > -Self.grace {
      if let (_, result) = batch.next(within: min(max(left, Self.grace), 1)) {
        return try result.get()
      }
      waiting()
      left = timeLeft()
    }
    // The machine may have slept meanwhile: what has arrived counts.
    if let (_, result) = batch.next(within: Self.grace) { return try result.get() }
    batch.abandon()
    throw Self.timeIsUp(.timeout)
  }

  /// Returns a batch of the client beneath, without a deadline.
  package func batch(parallel: Int) -> any HTTPBatch { client.batch(parallel: parallel) }

  private static func timeIsUp(_ stage: TransferError.Stage) -> TransferError {
    TransferError(
      stage: stage, code: CURLE_OPERATION_TIMEDOUT.rawValue, message: "the time is up")
  }
}
