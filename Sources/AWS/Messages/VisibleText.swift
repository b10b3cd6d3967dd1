/// Text from outside as a terminal, a CI's log and a person may see it: on one line, with everything
/// made visible that would be obeyed or cannot be seen.
package enum VisibleText {
  /// The text with each control character, line end, invisible or unassigned character as `\u{9b}`,
  /// a line feed as `\n`; at most `limit` characters, and `…` where more was cut.
  ///
  /// Of `##[error]` and `##vso[…]`, which GitHub Actions and Azure Pipelines obey in the middle of a
  /// line, the bracket or the first letter is escaped. Nothing changes when the result is escaped
  /// again.
  package static func escaped(_ text: String, limit: Int = Message.foreignLimit) -> String {
    var result = ""
    _ = append(text, to: &result, limit: limit)
    return result
  }

  /// Appends the escaped text, and returns how many of its characters that are.
  static func append(_ text: String, to result: inout String, limit: Int) -> Int {
    var count = 0
    var hashes = result.unicodeScalars.suffix(2).reduce(0) { $1 == "#" ? $0 + 1 : 0 }
    for scalar in text.unicodeScalars {
      var escape = ""
      if scalar == "\n" {
        escape = "\\n"
      } else if !isHarmless(scalar) || (hashes >= 2 && startsCommand(scalar)) {
        escape = "\\u{\(String(scalar.value, radix: 16))}"
      }
      let length = max(1, escape.utf8.count)
      guard count + length <= limit else {
        result += "…"
        break
      }
      count += length
      if escape.isEmpty { result.unicodeScalars.append(scalar) } else { result += escape }
      hashes = scalar == "#" ? hashes + 1 : 0
    }
    return count
  }

  /// Whether a character makes a command of `##` before it.
  static func startsCommand(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "[" || (scalar.isASCII && scalar.properties.isAlphabetic)
  }

  /// Whether a character is seen as what it is, and obeyed by nobody.
  static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    let properties = scalar.properties
    guard !properties.isDefaultIgnorableCodePoint else { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      return false
    default: return true
    }
  }
}
