/// What libcurl is given for a request, and what is never given to it.
extension HTTPRequest {
  /// From how many bytes of a file on the server is first asked whether it wants them.
  static let expectContinueAbove = 1 << 20

  /// Why the request cannot be sent as it is, naming the part at fault; nil when it can.
  ///
  /// A line break in a part would start a header, or a request, of somebody else's.
  var fault: String? {
    if !Self.isWord(method.utf8) {
      return "the request method \(Self.quoted(method)) is not letters, digits, - . and _ alone"
    }
    if !Self.isHost(host) { return "the host \(Self.quoted(host)) is no DNS name or IP address" }
    if let port, !(1...65535 ~= port) { return "the port \(port) is not between 1 and 65535" }
    if target.utf8.first != 0x2F || target.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
      return "the request target \(Self.quoted(target)) does not start with / or holds a blank"
        + " or a control character"
    }
    for header in headers {
      if let fault = fault(of: header) { return fault }
    }
    if case .file(_, let length) = body, length < 0 { return "the body's length is negative" }
    if method == "HEAD", bodyLength != nil { return "a HEAD request has no body" }
    return nil
  }

  private func fault(of header: HTTPHeader) -> String? {
    if !Self.isWord(header.name.utf8) {
      return "the header name \(Self.quoted(header.name)) is not letters, digits, - . and _ alone"
    }
    if header.value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) {
      return "the value of the header \(header.name) holds a line break or a control character"
    }
    if header.isNamed("Content-Length"), Int(header.value) != (bodyLength ?? 0) {
      return "the header Content-Length says \(Self.quoted(header.value)), the body is of"
        + " \(bodyLength ?? 0) bytes"
    }
    if header.isNamed("Transfer-Encoding") {
      return "the header Transfer-Encoding is not supported"
    }
    return nil
  }

  /// The port that is connected to.
  var effectivePort: Int { port ?? (scheme == .https ? 443 : 80) }

  /// How many bytes follow the headers, or nil when nothing does and no length is sent.
  var bodyLength: Int? {
    let expectsOne = ["POST", "PUT", "PATCH"].contains(method)
    switch body {
    case .none: return expectsOne ? 0 : nil
    case .bytes(let bytes): return bytes.isEmpty && !expectsOne ? nil : bytes.count
    case .file(_, let length): return length
    }
  }

  /// The scheme, host and port as a URL.
  ///
  /// The target goes beside it: in a URL libcurl rewrites it.
  var origin: String {
    let host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    return "\(scheme.rawValue)://\(host)" + (port.map { ":\($0)" } ?? "")
  }

  /// The header lines in libcurl's own form (CURLOPT_HTTPHEADER(3)).
  ///
  /// An empty value is `Name;`. A name with nothing behind it takes away what libcurl would add:
  /// only what was signed, and what this layer is for, goes out.
  func headerLines(userAgent: String?) -> [String] {
    var lines: [String] = []
    for header in headers where !header.isNamed("Content-Length") {
      let blank = header.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      lines.append(blank ? header.name + ";" : header.name + ": " + header.value)
    }
    func has(_ name: String) -> Bool { headers.contains { $0.isNamed(name) } }
    if let userAgent, !has("User-Agent") { lines.append("User-Agent: " + userAgent) }
    let added = asksFirst ? ["Accept", "Content-Type"] : ["Accept", "Content-Type", "Expect"]
    for name in added where !has(name) { lines.append(name + ":") }
    return lines
  }

  /// Whether libcurl's `Expect: 100-continue` stays.
  ///
  /// One of our own would still be there when libcurl repeats what a server did not want to be
  /// asked (417).
  private var asksFirst: Bool {
    guard mayAskFirst, case .file(_, let length) = body else { return false }
    return length > Self.expectContinueAbove
  }

  /// Whether a text is letters, digits, `-`, `.` and `_` and not empty, as every method, every
  /// header's name and every DNS name that is sent here.
  private static func isWord(_ text: some Collection<UInt8>) -> Bool {
    !text.isEmpty
      && text.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
      }
  }

  private static func isHost(_ host: String) -> Bool {
    var bytes = Array(host.utf8)
    if bytes.first == 0x5B, bytes.last == 0x5D { bytes = Array(bytes.dropFirst().dropLast()) }
    if bytes.contains(0x3A) {
      return bytes.count { $0 == 0x3A } > 1
        && bytes.allSatisfy {
          switch $0 {
          case 0x30...0x3A, 0x41...0x46, 0x61...0x66, 0x2E: true
          default: false
          }
        }
    }
    return isWord(bytes)
  }

  /// A text with its control characters escaped, and not too much of it.
  private static func quoted(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars.prefix(100) { escaped += scalar.escaped(asASCII: false) }
    return "\"\(escaped)\""
  }
}
