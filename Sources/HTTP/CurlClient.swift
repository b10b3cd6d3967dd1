import CCurl

/// Sends requests by libcurl, over connections that are kept for the next request.
///
/// It reads no environment and follows no redirect; see `TLSTrust` and `ProxySettings` for what it
/// is told instead. Not for use by more than one thread at a time.
package final class CurlClient: HTTPClient {
  private let trust: TLSTrust
  private let proxies: ProxySettings
  private let userAgent: String?
  private var multi: CurlMulti?
  /// What is trusted since a directory was found not to hold an authority that the bundle has.
  private var wider: TLSTrust?

  /// Makes a client; `userAgent` goes into requests that have no `User-Agent` of their own.
  package init(
    trust: TLSTrust, proxies: ProxySettings = ProxySettings(), userAgent: String? = nil
  ) {
    self.trust = trust
    self.proxies = proxies
    self.userAgent = userAgent
  }

  /// Sends one request and returns the answer, whatever its status.
  package func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse {
    var request: HTTPRequest? = request
    var answer: Result<HTTPResponse, TransferError>?
    sendAll(parallel: 1) {
      defer { request = nil }
      return request.map { .send($0) } ?? .finished
    } received: { _, result in
      answer = result
      return true
    }
    guard let answer else { throw .refused("nothing was sent") }
    return try answer.get()
  }

  /// Sends many requests, up to `parallel` at once, over connections that are kept.
  package func sendAll(
    parallel: Int, next: () -> NextRequest,
    received: (Int, Result<HTTPResponse, TransferError>) -> Bool
  ) {
    let parallel = max(1, parallel)
    let multi = multi ?? CurlMulti()
    self.multi = multi
    multi?.keep(connections: max(8, parallel))
    let clock = ContinuousClock()
    var number = 0
    var finished = false
    while true {
      var askAgain: ContinuousClock.Instant?
      asking: while !finished, (multi?.count ?? 0) < parallel {
        switch next() {
        case .send(let request):
          let exchange = CurlExchange(request, number: number, trust: wider ?? trust)
          number += 1
          if let error = start(exchange, multi), !received(exchange.number, .failure(error)) {
            multi?.abandonAll()
            return
          }
        case .wait(let seconds):
          askAgain = clock.now + .seconds(max(0, min(seconds, Self.longestWait)))
          break asking
        case .finished:
          finished = true
        }
      }
      guard let multi, multi.count > 0 || askAgain != nil else { return }
      // Until an answer came, or it is time to ask again.
      var answered = false
      while !answered {
        for end in multi.advance() {
          if startsWider(end.exchange, after: end.result, multi) { continue }
          answered = true
          guard received(end.exchange.number, end.result) else { return multi.abandonAll() }
        }
        if answered { break }
        let left = askAgain.map { clock.now.duration(to: $0) / .seconds(1) }
        if let left, left <= 0 { break }
        multi.wait(seconds: left ?? 60)
      }
    }
  }

  /// A day: what is longer than any wait of ours, and still a number of nanoseconds.
  private static let longestWait = 86_400.0

  private func start(_ exchange: CurlExchange, _ multi: CurlMulti?) -> TransferError? {
    guard let multi else {
      return TransferError(
        stage: .request, code: CURLE_FAILED_INIT.rawValue, message: "libcurl does not start")
    }
    do throws(TransferError) {
      try multi.start(exchange, proxies: proxies, userAgent: userAgent)
      return nil
    } catch {
      return error
    }
  }

  /// Tries a certificate that the directory of authorities does not vouch for against the bundle.
  ///
  /// Nothing was sent yet. Returns false when there is no bundle, or this was it.
  private func startsWider(
    _ exchange: CurlExchange, after result: Result<HTTPResponse, TransferError>,
    _ multi: CurlMulti
  ) -> Bool {
    guard case .failure(let error) = result,
      error.code == CURLE_PEER_FAILED_VERIFICATION.rawValue,
      case .directory(_, let fallback?) = exchange.trust
    else { return false }
    wider = .bundle(fallback)
    let again = CurlExchange(exchange.request, number: exchange.number, trust: .bundle(fallback))
    return start(again, multi) == nil
  }
}
