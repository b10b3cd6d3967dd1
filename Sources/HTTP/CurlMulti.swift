import CCurl

/// libcurl's multi interface: many exchanges at once over connections that are kept.
///
/// They share TLS sessions: of ten connections to a server one gets the certificate checked, and the
/// others go on from there.
@safe final class CurlMulti {
  private let multi: UnsafeMutableRawPointer
  private let share: UnsafeMutableRawPointer
  private var idle: [CurlHandle] = []
  private var underWay: [CurlHandle] = []

  /// Makes the interface; nil when there is no memory for it.
  init?() {
    guard curlIsReady, let multi = unsafe curl_multi_init() else { return nil }
    guard let share = unsafe curl_share_init() else {
      unsafe curl_multi_cleanup(multi)
      return nil
    }
    unsafe _ = ccurl_share(share, CURL_LOCK_DATA_SSL_SESSION)
    unsafe self.multi = unsafe multi
    unsafe self.share = unsafe share
  }

  deinit {
    abandonAll()
    idle = []
    unsafe curl_multi_cleanup(multi)
    unsafe curl_share_cleanup(share)
  }

  /// How many exchanges are under way.
  var count: Int { underWay.count }

  /// Keeps up to so many connections when nothing is under way.
  func keep(connections: Int) {
    unsafe _ = ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, connections)
  }

  /// Starts an exchange.
  func start(
    _ exchange: CurlExchange, proxies: ProxySettings, userAgent: String?
  ) throws(TransferError) {
    guard let handle = unsafe idle.popLast() ?? CurlHandle(share: share) else {
      throw Self.noMemory
    }
    do throws(TransferError) {
      try handle.prepare(exchange, proxies: proxies, userAgent: userAgent)
    } catch {
      handle.finish()
      idle.append(handle)
      throw error
    }
    guard unsafe curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
      throw Self.noMemory
    }
    underWay.append(handle)
  }

  /// Moves all exchanges on as far as that goes without waiting, and returns those that ended.
  func advance() -> [CurlEnd] {
    var running: Int32 = 0
    unsafe _ = curl_multi_perform(multi, &running)
    var ended: [CurlEnd] = []
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      var code = CURLE_OK
      guard let easy = unsafe ccurl_done(message, &code),
        let place = underWay.firstIndex(where: { unsafe $0.easy == easy })
      else { continue }
      let handle = underWay[place]
      let result = handle.result(code)
      if let exchange = handle.exchange {
        ended.append(CurlEnd(exchange: exchange, result: result))
      }
      release(place)
    }
    return ended
  }

  /// Waits until something can be moved on, or so many seconds.
  func wait(seconds: Double) {
    let milliseconds = Int32(min(60_000, max(1, (seconds * 1000).rounded(.up))))
    unsafe _ = curl_multi_poll(multi, nil, 0, milliseconds, nil)
  }

  /// Ends what is under way without an answer.
  func abandonAll() {
    while !underWay.isEmpty { release(underWay.count - 1) }
  }

  private func release(_ place: Int) {
    let handle = underWay.remove(at: place)
    unsafe _ = curl_multi_remove_handle(multi, handle.easy)
    handle.finish()
    idle.append(handle)
  }

  private static let noMemory = TransferError(
    stage: .request, code: CURLE_OUT_OF_MEMORY.rawValue, message: "out of memory")
}

/// An exchange that is over, and what it came to.
struct CurlEnd {
  /// The exchange.
  let exchange: CurlExchange
  /// The answer, or why there is none.
  let result: Result<HTTPResponse, TransferError>
}

/// libcurl's own state, made once for the process.
private let curlIsReady = ccurl_global_init() == CURLE_OK
