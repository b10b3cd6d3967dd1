import CCurl

/// Requests in flight over the connections of a `CurlClient`.
final class CurlBatch: HTTPBatch {
  private let client: CurlClient
  private var started = 0
  private var inFlight: [CurlExchange] = []
  private var arrived: [(number: Int, result: Result<HTTPResponse, TransferError>)] = []

  /// Makes an empty batch; a client may have several at the same time.
  init(_ client: CurlClient) {
    self.client = client
  }

  deinit {
    abandon()
  }

  var pending: Int { inFlight.count + arrived.count }

  func start(_ request: HTTPRequest) {
    client.tellDoubts(about: request)
    client.clock.look()
    start(
      CurlExchange(
        request, number: started, batch: self, trust: client.trust, clock: client.clock))
    started += 1
  }

  func next(within seconds: Double) -> (number: Int, result: Result<HTTPResponse, TransferError>)? {
    let clock = client.clock
    // What is in flight was watched by the call before.
    if inFlight.isEmpty { clock.look() } else { clock.settle(0) }
    let end = clock.now + max(0, min(seconds, Self.longestWait))
    while arrived.isEmpty, let multi = client.multi {
      // What has arrived counts before any time limit.
      multi.advance()
      clock.settle(0)
      giveUpExpired()
      let left = inFlight.reduce(end - clock.now) { min($0, max(0.001, $1.secondsLeft)) }
      if !arrived.isEmpty || end <= clock.now { break }
      let pause = min(left, CurlMulti.longestPoll)
      multi.wait(seconds: pause)
      clock.settle(pause)
    }
    return arrived.isEmpty ? nil : arrived.removeFirst()
  }

  func abandon() {
    for exchange in inFlight { client.multi?.remove(exchange) }
    inFlight = []
    arrived = []
  }

  private func giveUpExpired() {
    for exchange in inFlight {
      guard let error = exchange.expiry() else { continue }
      client.multi?.remove(exchange)
      inFlight.removeAll { $0 === exchange }
      arrived.append((exchange.number, .failure(error)))
    }
  }

  /// Takes the result of an exchange that has ended.
  ///
  /// When the directory of authorities does not vouch for the server's certificate, nothing was
  /// sent yet: the exchange starts again with the bundle, and so do all later ones.
  func take(_ result: Result<HTTPResponse, TransferError>, of exchange: CurlExchange) {
    inFlight.removeAll { $0 === exchange }
    if case .failure(let error) = result, error.code == CURLE_PEER_FAILED_VERIFICATION.rawValue,
      case .directory(_, let fallback?) = exchange.trust
    {
      client.trust = .bundle(fallback)
      start(
        CurlExchange(
          exchange.request, number: exchange.number, batch: self, trust: client.trust,
          clock: client.clock))
    } else {
      arrived.append((exchange.number, result))
    }
  }

  private func start(_ exchange: CurlExchange) {
    do throws(TransferError) {
      guard let multi = client.multi else {
        throw TransferError(
          stage: .request, code: CURLE_FAILED_INIT.rawValue, message: "libcurl does not start")
      }
      try multi.start(exchange, proxies: client.proxies, userAgent: client.userAgent)
      inFlight.append(exchange)
    } catch {
      arrived.append((exchange.number, .failure(error)))
    }
  }

  /// A day, in seconds: an infinite wait has no `Duration`.
  private static let longestWait = 86_400.0
}
