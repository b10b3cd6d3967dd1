/// The headers in the form that is signed.
package struct CanonicalHeaders: Sendable {
  /// One line for each name, sorted by name: the name in lower case, a colon, the value.
  package let lines: [String]
  /// The names, sorted, with `;` between them.
  package let signedHeaders: String

  /// Headers that a proxy or the HTTP library may change, and that are therefore never signed.
  package static let unsigned: Set<String> = [
    "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
    "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version", "te", "trailer",
    "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
  ]

  /// Makes them from the headers of a request, in the order in which they are sent.
  ///
  /// Values are trimmed, each run of blanks and tabs inside becomes one blank, and the values of a
  /// repeated name are joined with commas in their order. An empty value is kept.
  package init(_ headers: [SignableRequest.Header]) {
    var fields = headers.map { (name: $0.name.lowercased(), value: Self.collapsed($0.value)) }
      .filter { !Self.unsigned.contains($0.name) }
    // Names are ASCII. The order is stable: the values of a repeated name stay in theirs.
    fields.sort { $0.name < $1.name }
    var lines: [String] = []
    var names = ""
    for (index, field) in fields.enumerated() {
      if index > 0, fields[index - 1].name == field.name {
        lines[lines.count - 1] += "," + field.value
      } else {
        lines.append(field.name + ":" + field.value)
        names += names.isEmpty ? field.name : ";" + field.name
      }
    }
    self.lines = lines
    signedHeaders = names
  }

  private static func collapsed(_ value: String) -> String {
    // Most values hold no blank at all.
    guard value.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
      return value
    }
    return value.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      .map { String(Substring($0)) }.joined(separator: " ")
  }
}
