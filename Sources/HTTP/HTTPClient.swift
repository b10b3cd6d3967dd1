/// Something that sends requests and waits for the answers.
package protocol HTTPClient: AnyObject {
  /// Sends one request and returns the answer, whatever its status.
  ///
  /// Redirects are not followed and nothing is sent twice.
  func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse

  /// Sends many requests, up to `parallel` at once, over connections that are kept.
  ///
  /// `next` is asked whenever there is room. `received` is called with the number of the request
  /// (0 for the first that `next` gave) as each answer arrives, in the order of arrival. Returns
  /// when `next` has said `.finished` and every request under way has been answered, or as soon
  /// as `received` returns false: then the requests still under way are abandoned.
  func sendAll(
    parallel: Int, next: () -> NextRequest,
    received: (Int, Result<HTTPResponse, TransferError>) -> Bool)
}

/// What `HTTPClient.sendAll` is to do when there is room for one more request.
package enum NextRequest: Sendable {
  /// Send this one.
  case send(HTTPRequest)
  /// Ask again after so many seconds, or when an answer arrives, whichever is first.
  case wait(seconds: Double)
  /// There are no more.
  case finished
}
