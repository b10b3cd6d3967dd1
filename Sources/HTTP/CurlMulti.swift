import CCurl

/// libcurl's multi interface: many exchanges at once over connections that are kept.
///
/// They share TLS sessions: of ten connections to a server one gets the certificate checked, and the
/// others go on from there.
@safe final class CurlMulti {
  private let multi: UnsafeMutableRawPointer
  private let share: UnsafeMutableRawPointer
  private var idle: [CurlHandle] = []
  private var inFlight: [CurlHandle] = []

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
    keep(connections: 8)
  }

  deinit {
    idle = []
    unsafe curl_multi_cleanup(multi)
    unsafe curl_share_cleanup(share)
  }

  /// Keeps up to this number of idle connections, and never fewer than 8.
  func keep(connections: Int) {
    unsafe _ = ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, max(8, connections))
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
    inFlight.append(handle)
  }

  /// Moves all exchanges on without waiting, and gives the results of those that ended to their
  /// batches.
  func advance() {
    var running: Int32 = 0
    unsafe _ = curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      var code = CURLE_OK
      guard let easy = unsafe ccurl_done(message, &code),
        let handle = inFlight.first(where: { unsafe $0.easy == easy }),
        let exchange = handle.exchange
      else { continue }
      let result = handle.result(code)
      remove(exchange)
      exchange.batch.take(result, of: exchange)
    }
  }

  /// The longest wait: in the answer to an upload nothing tells of a limit that begins.
  static let longestPoll = 1.0

  /// Waits until an exchange can be moved on, at most `seconds` and at most `longestPoll`.
  func wait(seconds: Double) {
    let milliseconds = Int32(max(1, (min(seconds, Self.longestPoll) * 1000).rounded(.up)))
    unsafe _ = curl_multi_poll(multi, nil, 0, milliseconds, nil)
  }

  /// Takes an exchange out; the connection of one that has not ended is closed.
  func remove(_ exchange: CurlExchange) {
    guard let place = inFlight.firstIndex(where: { $0.exchange === exchange }) else { return }
    let handle = inFlight.remove(at: place)
    unsafe _ = curl_multi_remove_handle(multi, handle.easy)
    handle.finish()
    idle.append(handle)
  }

  private static let noMemory = TransferError(
    stage: .request, code: CURLE_OUT_OF_MEMORY.rawValue, message: "out of memory")
}

/// libcurl's own state, made once for the process.
private let curlIsReady = ccurl_global_init() == CURLE_OK
