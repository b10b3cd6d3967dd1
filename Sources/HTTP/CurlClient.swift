/// Sends requests by libcurl, over connections that are kept for the next request.
///
/// It reads no environment and follows no redirect; see `TLSTrust` and `ProxySettings` for what it
/// is told instead. Not for use by more than one thread at a time.
package final class CurlClient: HTTPClient {
  /// The authorities for the next request; `CurlBatch` widens them to the bundle when needed.
  var trust: TLSTrust
  /// The proxies of all requests.
  let proxies: ProxySettings
  /// The `User-Agent` of requests that have none of their own.
  let userAgent: String?
  /// The connections; nil when libcurl does not start.
  private(set) lazy var multi = CurlMulti()

  /// Makes a client; `userAgent` goes into requests that have no `User-Agent` of their own.
  package init(
    trust: TLSTrust, proxies: ProxySettings = ProxySettings(), userAgent: String? = nil
  ) {
    self.trust = trust
    self.proxies = proxies
    self.userAgent = userAgent
  }

  /// Sends one request and returns the response, whatever its status; calls `waiting` every second
  /// until it is answered.
  ///
  /// Batches of this client may be in flight meanwhile.
  package func send(_ request: HTTPRequest, waiting: () -> Void) throws(TransferError)
    -> HTTPResponse
  {
    let batch = CurlBatch(self)
    batch.start(request)
    while batch.pending > 0 {
      if let (_, result) = batch.next(within: 1) { return try result.get() }
      waiting()
    }
    throw .refused("nothing was sent")
  }

  /// Returns an empty batch.
  package func batch(parallel: Int) -> any HTTPBatch {
    multi?.keep(connections: parallel)
    return CurlBatch(self)
  }
}
