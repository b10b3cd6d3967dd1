/// Sends requests and waits for the responses.
package protocol HTTPClient: AnyObject {
  /// Sends one request and returns the response, whatever its status; calls `waiting` every few
  /// seconds until it is answered.
  ///
  /// Redirects are not followed and nothing is sent twice.
  func send(_ request: HTTPRequest, waiting: () -> Void) throws(TransferError) -> HTTPResponse

  /// The same client with other authorities; one that uses none is the same.
  func trusting(_ trust: TLSTrust) -> any HTTPClient

  /// Returns an empty batch; its connections, up to `parallel`, are kept for the next requests.
  func batch(parallel: Int) -> any HTTPBatch
}

extension HTTPClient {
  /// The same client: it asks no authorities.
  package func trusting(_ trust: TLSTrust) -> any HTTPClient { self }

  /// Sends one request without telling of the time that it takes.
  package func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse {
    try send(request) {}
  }
}

/// Requests that are in flight at the same time.
///
/// The caller decides how many. They are numbered from 0 in the order in which they were started.
/// Those still in flight when the last reference to the batch goes are abandoned.
package protocol HTTPBatch: AnyObject {
  /// How many requests were started whose result `next` has not returned yet.
  var pending: Int { get }

  /// Starts a request. It goes out, once and no more, while `next` waits.
  func start(_ request: HTTPRequest)

  /// Waits up to `seconds` for a result, also when nothing is pending; nil when none arrived.
  ///
  /// Results are returned in the order of arrival.
  func next(within seconds: Double) -> (number: Int, result: Result<HTTPResponse, TransferError>)?

  /// Closes the connections of all pending requests; `next` returns none of their results.
  func abandon()
}
