import CCurl

/// An easy handle of libcurl: one exchange at a time, and the next one after it.
@safe final class CurlHandle {
  /// The handle itself.
  let easy: UnsafeMutableRawPointer
  /// The exchange in flight.
  private(set) var exchange: CurlExchange?

  private let words: UnsafeMutablePointer<CChar>
  private var lines: UnsafeMutablePointer<curl_slist>?
  private var firstFailure = CURLE_OK

  /// Makes a handle that uses what others share with it, which must outlive it; nil when there is
  /// no memory for one.
  init?(share: UnsafeMutableRawPointer) {
    guard let easy = unsafe curl_easy_init() else { return nil }
    unsafe self.easy = unsafe easy
    unsafe _ = ccurl_setopt_pointer(easy, CURLOPT_SHARE, share)
    unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe curl_slist_free_all(lines)
    unsafe words.deallocate()
  }

  /// Sets every option for an exchange, so that nothing of the one before is left.
  func prepare(
    _ exchange: CurlExchange, proxies: ProxySettings, userAgent: String?
  ) throws(TransferError) {
    if let fault = exchange.request.fault { throw .refused(fault) }
    unsafe curl_easy_reset(easy)
    unsafe words.pointee = 0
    firstFailure = CURLE_OK
    self.exchange = exchange
    unsafe set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(words))
    setTarget(exchange.request, proxies: proxies)
    setHeaders(exchange.request.headerLines(userAgent: userAgent))
    setMethod(exchange.request)
    setTimeouts(exchange.request.timeouts)
    setTrust(exchange.trust)
    setCallbacks(exchange)
    if firstFailure != CURLE_OK {
      throw TransferError(
        stage: .request, code: firstFailure.rawValue,
        message: unsafe String(cString: curl_easy_strerror(firstFailure)))
    }
  }

  /// What an exchange came to, by libcurl's word of how it ended.
  func result(_ code: CURLcode) -> Result<HTTPResponse, TransferError> {
    guard let exchange else { return .failure(.refused("nothing was sent")) }
    if code == CURLE_OK && !exchange.response.isFinal {
      return .failure(
        TransferError(
          stage: .answer, code: CURLE_PARTIAL_FILE.rawValue,
          message: "the connection ended within the answer's headers"))
    }
    if code == CURLE_OK {
      return .success(
        HTTPResponse(
          status: exchange.response.status, headers: exchange.response.headers,
          body: exchange.response.body, seconds: max(0, seconds - exchange.missed)))
    }
    let own = unsafe words.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(words)
    let message = unsafe own.map { unsafe String(cString: $0) } ?? ""
    var error = TransferError(
      code, message: exchange.fault ?? Self.tooLong(code, exchange) ?? message,
      sent: exchange.sent)
    if exchange.source.fault != nil { error.stage = .request }
    error.isUnwatched = exchange.missed > 0
    return .failure(error)
  }

  /// What libcurl calls a lack of memory when a header line is longer than its buffer.
  private static func tooLong(_ code: CURLcode, _ exchange: CurlExchange) -> String? {
    // CURLE_TOO_LARGE is 100, in libcurl 8.6 and later.
    guard exchange.sent, code == CURLE_OUT_OF_MEMORY || code.rawValue == 100 else { return nil }
    return "a line of the answer's headers is longer than libcurl takes (100 KiB)"
  }

  /// Lets go of the exchange when it is over.
  func finish() {
    exchange = nil
  }

  /// The request goes where it says, with the bytes that it says, and nowhere else.
  private func setTarget(_ request: HTTPRequest, proxies: ProxySettings) {
    unsafe note(ccurl_only_http(easy))
    set(CURLOPT_URL, request.origin + "/")
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    let proxy =
      request.mayUseProxy
      ? proxies.proxy(for: request.scheme, host: request.host, port: request.effectivePort) : nil
    // Empty texts rather than none, or libcurl reads the environment.
    set(CURLOPT_PROXY, proxy ?? "")
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    let whole = proxy.map { request.scheme == .http && ProxySettings.speaksHTTP($0) } ?? false
    set(CURLOPT_REQUEST_TARGET, whole ? request.origin + request.target : request.target)
    set(CURLOPT_TCP_KEEPALIVE, 1)
  }

  private func setHeaders(_ texts: [String]) {
    unsafe curl_slist_free_all(lines)
    unsafe lines = nil
    for text in texts {
      guard let longer = unsafe curl_slist_append(lines, text) else {
        return note(CURLE_OUT_OF_MEMORY)
      }
      unsafe lines = unsafe longer
    }
    unsafe note(ccurl_setopt_list(easy, CURLOPT_HTTPHEADER, lines))
    set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
  }

  private func setMethod(_ request: HTTPRequest) {
    guard let length = request.bodyLength else {
      if request.method == "HEAD" { return set(CURLOPT_NOBODY, 1) }
      return set(CURLOPT_CUSTOMREQUEST, request.method)
    }
    if length == 0 {
      unsafe note(ccurl_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, 0))
      set(CURLOPT_COPYPOSTFIELDS, "")
      set(CURLOPT_POST, 1)
    } else if case .bytes(let bytes) = request.body, length <= Self.copiedUpTo {
      unsafe note(ccurl_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(length)))
      unsafe bytes.withUnsafeBytes { bytes in
        let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        unsafe set(CURLOPT_COPYPOSTFIELDS, start)
      }
      set(CURLOPT_POST, 1)
    } else {
      set(CURLOPT_UPLOAD, 1)
      unsafe note(ccurl_setopt_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(length)))
      set(CURLOPT_EXPECT_100_TIMEOUT_MS, 1000)
    }
    set(CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func setTimeouts(_ timeouts: HTTPTimeouts) {
    set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(timeouts.connect))
    // `CurlExchange` counts the total time: libcurl's would run out while the machine sleeps.
    if timeouts.total != nil { return }
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, max(1, timeouts.stall))
  }

  /// A time limit for libcurl, to which 0 would be none.
  private static func milliseconds(_ seconds: Double) -> Int {
    Int(max(1, min(seconds * 1000, Double(Int32.max))))
  }

  private func setTrust(_ trust: TLSTrust) {
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    let (bundle, directory): (String?, String?)
    switch trust {
    case .builtIn: return
    case .bundle(let path): (bundle, directory) = (path, nil)
    case .directory(let path, _): (bundle, directory) = (nil, path)
    }
    // None rather than libcurl's own: with a directory beside it libcurl (7.87 and later) would
    // read the bundle for each connection anew.
    set(CURLOPT_CAINFO, bundle)
    set(CURLOPT_CAPATH, directory)
    set(CURLOPT_PROXY_CAINFO, bundle)
    set(CURLOPT_PROXY_CAPATH, directory)
  }

  private func setCallbacks(_ exchange: CurlExchange) {
    let user = unsafe Unmanaged.passUnretained(exchange).toOpaque()
    unsafe note(ccurl_setopt_prereq(easy, CurlCallback.begin))
    unsafe note(ccurl_setopt_write(easy, CURLOPT_HEADERFUNCTION, CurlCallback.header))
    unsafe note(ccurl_setopt_write(easy, CURLOPT_WRITEFUNCTION, CurlCallback.body))
    unsafe note(ccurl_setopt_read(easy, CurlCallback.read))
    unsafe note(ccurl_setopt_seek(easy, CurlCallback.seek))
    for option in [
      CURLOPT_PREREQDATA, CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA,
      CURLOPT_SEEKDATA,
    ] {
      unsafe set(option, user)
    }
  }

  /// Up to how many bytes of a body are given to libcurl at once, to go out with the headers.
  static let copiedUpTo = 64 << 10

  /// From the start of the request to the last byte of the answer.
  private var seconds: Double {
    var microseconds: curl_off_t = 0
    unsafe _ = ccurl_getinfo_offset(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
    return Double(microseconds) / 1_000_000
  }

  private func set(_ option: CURLoption, _ value: Int) {
    unsafe note(ccurl_setopt_long(easy, option, value))
  }

  private func set(_ option: CURLoption, _ text: String?) {
    unsafe note(ccurl_setopt_string(easy, option, text))
  }

  private func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer?) {
    unsafe note(ccurl_setopt_pointer(easy, option, pointer))
  }

  private func note(_ code: CURLcode) {
    if firstFailure == CURLE_OK { firstFailure = code }
  }
}
