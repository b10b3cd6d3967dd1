import CCurl

/// One request in flight, as libcurl's callbacks see it.
final class CurlExchange {
  /// The request.
  let request: HTTPRequest
  /// Its number in the batch.
  let number: Int
  /// The batch that takes the result; it removes its exchanges from libcurl before it goes.
  unowned let batch: CurlBatch
  /// The authorities that the server is held against.
  let trust: TLSTrust
  /// What has come back.
  private(set) var response = ResponseCollector()
  /// What goes out.
  private(set) var source: BodySource
  /// Whether the first byte may have gone out.
  private(set) var sent = false

  private var repeated = false

  /// Starts an exchange.
  init(_ request: HTTPRequest, number: Int, batch: CurlBatch, trust: TLSTrust) {
    self.request = request
    self.number = number
    self.batch = batch
    self.trust = trust
    source = BodySource(request.body)
  }

  /// What this side has to say about an end that libcurl calls an aborted callback.
  var fault: String? {
    if repeated { return "the server closed the connection before it answered" }
    return response.fault ?? source.fault
  }

  /// Says whether the request may go out on the connection that is there.
  ///
  /// It may not twice: libcurl would send again, without asking, what was lost on a connection that
  /// it had kept, and a function would run twice. Only after 417 the server did nothing yet.
  fileprivate func begin() -> Bool {
    if sent && response.status != 417 {
      repeated = true
      return false
    }
    sent = true
    return true
  }

  fileprivate func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    unsafe response.takeHeader(Array(line))
  }

  fileprivate func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
    unsafe response.takeBody(piece)
  }

  fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    unsafe source.read(into: buffer)
  }

  fileprivate func seek(to place: Int) -> Bool {
    source.seek(to: place)
  }
}

/// libcurl's callbacks; the last argument, or the first, is an unretained `CurlExchange`.
enum CurlCallback {
  /// CURLOPT_PREREQFUNCTION(3).
  static let begin: curl_prereq_callback = { user, _, _, _, _ in
    unsafe exchange(user).begin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
  }

  /// CURLOPT_HEADERFUNCTION(3).
  static let header: curl_write_callback = { bytes, size, count, user in
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe exchange(user).takeHeader(line) ? size * count : 0
  }

  /// CURLOPT_WRITEFUNCTION(3).
  static let body: curl_write_callback = { bytes, size, count, user in
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe exchange(user).takeBody(piece) ? size * count : 0
  }

  /// CURLOPT_READFUNCTION(3).
  static let read: curl_read_callback = { bytes, size, count, user in
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    return unsafe exchange(user).read(into: buffer) ?? Int(CURL_READFUNC_ABORT)
  }

  /// CURLOPT_SEEKFUNCTION(3).
  static let seek: curl_seek_callback = { user, place, origin in
    guard origin == SEEK_SET, unsafe exchange(user).seek(to: Int(place)) else {
      return CURL_SEEKFUNC_FAIL
    }
    return CURL_SEEKFUNC_OK
  }

  private static func exchange(_ user: UnsafeMutableRawPointer?) -> CurlExchange {
    guard let user = unsafe user else { fatalError("libcurl lost the exchange") }
    return unsafe Unmanaged<CurlExchange>.fromOpaque(user).takeUnretainedValue()
  }
}
