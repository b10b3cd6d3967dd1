package import AWS

/// What the function is invoked with: one JSON document a line, sent in turn.
package struct ProbePayload: Sendable, Hashable {
  /// One document.
  package struct Line: Sendable, Hashable {
    /// The number of its line in the file, from 1.
    package var number: Int
    /// The document as it is sent.
    package var bytes: [UInt8]
  }

  /// The documents in the order of the file; never empty.
  package let lines: [Line]
  /// The tenant for whom it is invoked; nil for a function without tenant isolation.
  package var tenant: TenantID?

  /// The largest document that Lambda takes in a synchronous invocation: 6,291,456 bytes.
  package static let sizeLimit = 6 << 20
  /// The largest file of documents.
  package static let fileLimit = 64 << 20

  /// The payload when none is given: `{}`.
  package static let empty = ProbePayload(lines: [Line(number: 1, bytes: Array("{}".utf8))])

  private init(lines: [Line]) {
    self.lines = lines
  }

  /// Reads a payload file: one JSON document a line, or one document that goes over many lines.
  ///
  /// Blank lines and a byte order mark at the start are left out. `name` is the file's, for messages.
  package init(_ file: [UInt8], name: String) throws(ReleaseFailure) {
    if let encoding = TextEncoding.wideName(of: file) {
      throw .package("\(name): the file is \(encoding): save it as UTF-8")
    }
    let bytes = Array(TextEncoding.withoutMark(file))
    var lines: [Line] = []
    var firstError: (line: Int, error: JSONError)?
    let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, row) in rows.enumerated() {
      let text = row.filter { $0 != 0x0D }
      guard text.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      do throws(JSONError) {
        try JSONValue.checkEvent(text)
        lines.append(Line(number: index + 1, bytes: text))
      } catch {
        firstError = (index + 1, error)
        break
      }
    }
    if let firstError {
      guard (try? JSONValue.checkEvent(bytes)) != nil else {
        throw .package("\(name): line \(firstError.line): no JSON document: \(firstError.error)")
      }
      lines = [Line(number: 1, bytes: bytes)]
    }
    guard !lines.isEmpty else { throw .package("\(name): no JSON document in it") }
    if let line = lines.first(where: { $0.bytes.count > Self.sizeLimit }) {
      throw .package(
        "\(name): line \(line.number): \(line.bytes.count) bytes, and Lambda takes \(Self.sizeLimit)"
      )
    }
    self.init(lines: lines)
  }
}
