/// Sends requests by libcurl, over connections that are kept for the next request.
///
/// It reads no environment and follows no redirect; see `TLSTrust` and `ProxySettings` for what it
/// is told instead. Not for use by more than one thread at a time.
package final class CurlClient: HTTPClient {
  /// The authorities for the next request; `CurlBatch` widens them to the bundle when needed.
  var trust: TLSTrust
  /// The proxies of all requests.
  let proxies: ProxySettings
  /// The clock of all time limits.
  let clock: AttendedClock
  /// The `User-Agent` of requests that have none of their own.
  let userAgent: String?
  private var doubted: ((_ entries: [String], _ host: String) -> Void)?
  /// The connections; nil when libcurl does not start.
  private(set) lazy var multi = CurlMulti()

  /// Makes a client; `userAgent` goes into requests that have no `User-Agent` of their own.
  ///
  /// `clock` is the one that `World.uptime` and `World.sleep` go by too; `doubted` is called before the first request that goes to a proxy although entries of
  /// `no_proxy` cannot be understood, with these and the host.
  package init(
    trust: TLSTrust, proxies: ProxySettings = ProxySettings(), userAgent: String? = nil,
    clock: AttendedClock = AttendedClock(),
    doubted: ((_ entries: [String], _ host: String) -> Void)? = nil
  ) {
    self.doubted = doubted
    self.clock = clock
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

  /// A client with other authorities, and connections of its own.
  package func trusting(_ trust: TLSTrust) -> any HTTPClient {
    CurlClient(
      trust: trust, proxies: proxies, userAgent: userAgent, clock: clock, doubted: doubted)
  }

  /// Tells, once, of what may have been meant to keep a request from the proxy.
  func tellDoubts(about request: HTTPRequest) {
    guard let doubted else { return }
    let entries = proxies.doubts(about: request)
    guard !entries.isEmpty else { return }
    self.doubted = nil
    doubted(entries, request.host)
  }

  /// Returns an empty batch.
  package func batch(parallel: Int) -> any HTTPBatch {
    multi?.keep(connections: parallel)
    return CurlBatch(self)
  }
}
