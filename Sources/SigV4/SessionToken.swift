/// The session token inside a canonical request, which must not reach a log.
enum SessionToken {
  /// The canonical request with `(not shown)` for the value of the token's header or query pair.
  static func removed(from canonicalRequest: String) -> String {
    let lines = canonicalRequest.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.map { removed(fromLine: Substring($0)) }.joined(separator: "\n")
  }

  /// One line of it, likewise.
  static func removed(fromLine line: Substring) -> String {
    let header = "x-amz-security-token:"
    if line.utf8.starts(with: header.utf8) { return header + "(not shown)" }
    let query = "X-Amz-Security-Token="
    return line.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
      .map { $0.starts(with: query.utf8) ? query + "(not shown)" : String(Substring($0)) }
      .joined(separator: "&")
  }
}
