extension JSONValue {
  /// The value as JSON text on one line, without blanks, members in their order.
  ///
  /// What `VisibleText` escapes is escaped here too, as `\u009b`: the value is the same, a line stays
  /// a line, and a terminal or a CI that is shown it obeys nothing.
  package var serialized: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The same with `(not shown)` for the secrets.
  package func serialized(without secrets: Secrets) -> String {
    let text = serialized
    return secrets.blanked(text) == text ? text : blanked(secrets).serialized
  }

  private func blanked(_ secrets: Secrets) -> JSONValue {
    switch self {
    case .null, .bool, .number: self
    case .string(let text): .string(secrets.blanked(text))
    case .array(let values): .array(values.map { $0.blanked(secrets) })
    case .object(let members):
      .object(members.map { JSONMember(secrets.blanked($0.name), $0.value.blanked(secrets)) })
    }
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let numeral): text += numeral
    case .string(let string): Self.write(string, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.write(member.name, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    var hashes = 0
    for scalar in string.unicodeScalars {
      defer { hashes = scalar == "#" ? hashes + 1 : 0 }
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case let scalar where hashes >= 2 && VisibleText.startsCommand(scalar):
        escape(scalar, to: &text)
      case let scalar where VisibleText.isHarmless(scalar): text.unicodeScalars.append(scalar)
      default: escape(scalar, to: &text)
      }
    }
    text += "\""
  }

  private static func escape(_ scalar: Unicode.Scalar, to text: inout String) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
  }
}
