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
    start(CurlExchange(request, number: started, batch: self, trust: client.trust))
    started += 1
  }

  func next(within seconds: Double) -> (number: Int, result: Result<HTTPResponse, TransferError>)? {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(max(0, min(seconds, Self.longestWait)))
    while arrived.isEmpty, let multi = client.multi {
      multi.advance()
      let left = clock.now.duration(to: end) / .seconds(1)
      if !arrived.isEmpty || left <= 0 { break }
      multi.wait(seconds: left)
    }
    return arrived.isEmpty ? nil : arrived.removeFirst()
  }

  func abandon() {
    for exchange in inFlight { client.multi?.remove(exchange) }
    inFlight = []
    arrived = []
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
          exchange.request, number: exchange.number, batch: self, trust: client.trust))
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
