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
    var values: [String: [String]] = [:]
    for header in headers {
      let name = header.name.lowercased()
      guard !Self.unsigned.contains(name) else { continue }
      values[name, default: []].append(Self.collapsed(header.value))
    }
    let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    lines = sorted.map { $0.key + ":" + $0.value.joined(separator: ",") }
    signedHeaders = sorted.map(\.key).joined(separator: ";")
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
