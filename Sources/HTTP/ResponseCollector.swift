/// Puts an answer together from the header lines and the pieces of a body, as they come.
struct ResponseCollector {
  /// The most bytes that all header lines may have, those of interim answers included.
  static let headerLimit = 256 << 10

  /// The header fields of the newest answer.
  private(set) var headers: [HTTPHeader] = []
  /// The body so far.
  private(set) var body: [UInt8] = []
  /// The status of the newest answer, or 0 before the first.
  private(set) var status = 0
  /// Why the rest is not wanted; nil while it is.
  private(set) var fault: String?

  private var headerBytes = 0
  private var inHeaders = false

  /// Whether a final answer's headers came to their end; libcurl takes a connection that is closed
  /// within them for an answer without a body.
  var isFinal: Bool { status >= 200 && !inHeaders }

  /// Takes one header line with its line break: a status line, a field, or the empty last one.
  ///
  /// Returns false when the answer is not to be read on.
  mutating func takeHeader(_ line: [UInt8]) -> Bool {
    headerBytes += line.count
    if headerBytes > Self.headerLimit {
      fault = "the answer's headers are longer than \(Self.headerLimit) bytes"
      return false
    }
    var line = line[...]
    while let last = line.last, Self.isBlank(last) { line = line.dropLast() }
    if line.starts(with: "HTTP/".utf8) {
      headers = []
      inHeaders = true
      status = Self.status(of: line)
    } else if line.isEmpty {
      inHeaders = false
    } else if inHeaders {
      takeField(line)
    }
    return true
  }

  /// Takes a piece of the body, or returns false when it is too long.
  mutating func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
    if body.count + piece.count > HTTPResponse.bodyLimit {
      fault = "the answer's body is longer than \(HTTPResponse.bodyLimit) bytes"
      return false
    }
    unsafe body.append(contentsOf: piece)
    return true
  }

  private mutating func takeField(_ line: ArraySlice<UInt8>) {
    if let first = line.first, Self.isBlank(first) {
      // An old form: the value of the field before goes on.
      guard let last = headers.indices.last else { return }
      headers[last].value += " " + Self.text(line)
      return
    }
    guard let colon = line.firstIndex(of: 0x3A) else { return }
    headers.append(
      HTTPHeader(Self.text(line[..<colon]), Self.text(line[line.index(after: colon)...])))
  }

  private static func status(of line: ArraySlice<UInt8>) -> Int {
    let words = line.split(separator: 0x20, maxSplits: 2)
    return words.count > 1 ? Int(text(words[1])) ?? 0 : 0
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }
}
