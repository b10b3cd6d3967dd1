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
  private let clock: AttendedClock
  private let missedBefore: Double
  /// When the exchange is given up, by the clock; nil while only libcurl's limits count.
  private var deadline: (moment: Double, seconds: Double)?
  private var awaitsAnswer = false

  /// The longest an answer may keep one waiting after the last byte of a body without `total` was
  /// handed on: the system may still have some megabytes to send.
  private static let silence = 300.0

  /// Starts an exchange, whose time runs from now.
  init(
    _ request: HTTPRequest, number: Int, batch: CurlBatch, trust: TLSTrust, clock: AttendedClock
  ) {
    self.request = request
    self.number = number
    self.batch = batch
    self.trust = trust
    self.clock = clock
    missedBefore = clock.missed
    source = BodySource(request.body)
    if let total = request.timeouts.total { deadline = (clock.now + total, total) }
  }

  /// The seconds since its start in which this process could not watch.
  var missed: Double { clock.missed - missedBefore }

  /// Seconds until the exchange is given up.
  var secondsLeft: Double { (deadline?.moment ?? .infinity) - clock.now }

  /// Why the exchange is given up now; nil while it may go on.
  func expiry() -> TransferError? {
    if request.timeouts.total == nil { limitAnswer() }
    guard let deadline, clock.now >= deadline.moment else { return nil }
    let count = response.body.count
    var error = TransferError(
      stage: sent ? .timeout : .connect, code: CURLE_OPERATION_TIMEDOUT.rawValue,
      message: "timed out after \(Self.words(deadline.seconds)) s"
        + (count > 0 ? ", with \(count) bytes of the answer" : ""))
    error.isUnwatched = missed > 0
    return error
  }

  /// An upload may take long, its answer may not: one that trickles would never stall.
  private func limitAnswer() {
    if response.status >= 200, !awaitsAnswer {
      awaitsAnswer = true
      deadline = (clock.now + request.timeouts.answer, request.timeouts.answer)
    } else if deadline == nil, sent, isHandedOn {
      deadline = (clock.now + Self.silence, Self.silence)
    }
  }

  /// Whether libcurl has the whole body: a short one it took at once.
  private var isHandedOn: Bool {
    if case .bytes(let bytes) = request.body, bytes.count <= CurlHandle.copiedUpTo { return true }
    return source.isDrained
  }

  private static func words(_ seconds: Double) -> String {
    let tenths = Int((min(seconds, 1e9) * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
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
