/// The header of a section, as the AWS CLI writes it: in the config file by the rules of a shell's
/// quotes, `[profile 'a b']`, in the credentials file as the name stands, `[a b]`.
enum SharedConfigHeader: Equatable {
  /// `[default]` of the config file.
  case plainDefault
  /// `[profile NAME]`, or `[NAME]` of the credentials file.
  case profile(String)
  /// `[sso-session NAME]`.
  case ssoSession(String)
  /// `[services NAME]`.
  case services(String)
  /// A section of another kind.
  case other

  /// Reads a line that begins with `[`, or gives what is wrong with it.
  static func read(_ line: SharedConfigLine, kind: SharedConfigFile.Kind)
    -> Result<SharedConfigHeader, Fault>
  {
    let content = line.dropFirst()
    let asWritten = kind == .credentials && !(content.trimmed().first?.isQuote ?? false)
    var end = asWritten ? .unfinished : end(of: content, quotes: true)
    // An open quote: the name holds it, or is none.
    if case .unfinished = end { end = Self.end(of: content, quotes: false) }
    switch end {
    case .at(let index): return .success(header(content[..<index].trimmed(), kind))
    case .unfinished, .comment:
      return .failure(Fault(reason: "a section's header must end with ']'"))
    case .text: return .failure(Fault(reason: "only a comment may follow a section's header"))
    }
  }

  /// What is wrong with a header.
  struct Fault: Error, Equatable {
    let reason: String
  }

  private enum End {
    case at(SharedConfigLine.Index)
    /// Text follows the bracket.
    case text
    /// A comment begins before the bracket.
    case comment
    /// A quote or the bracket is not closed.
    case unfinished
  }

  /// Where the header ends: at the first bracket that nothing but a comment follows.
  private static func end(of content: SharedConfigLine, quotes: Bool) -> End {
    var quote: UInt8?
    var escaped = false
    var found = End.unfinished
    for index in content.indices {
      let byte = content[index]
      if escaped {
        escaped = false
      } else if quotes, byte == .backslash, quote != .apostrophe {
        escaped = true
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if quotes, byte.isQuote {
        quote = byte
      } else if byte == .closingBracket {
        let rest = content[index...].dropFirst().trimmed()
        if rest.first?.startsComment ?? true { return .at(index) }
        found = .text
      } else if quotes, byte.startsComment, content[..<index].last?.isBlank ?? false {
        return .comment
      }
    }
    return quote == nil && !escaped ? found : .unfinished
  }

  private static func header(_ content: SharedConfigLine, _ kind: SharedConfigFile.Kind)
    -> SharedConfigHeader
  {
    if kind == .credentials {
      let name = unquoted(content).text
      return name.isEmpty ? .other : .profile(name)
    }
    let text = content.text
    if text == "default" { return .plainDefault }
    guard let words = CommandLineWords.split(text), words.count == 2, !words[1].isEmpty else {
      return .other
    }
    // The AWS CLI looks no closer at the first word.
    if text.hasPrefix("profile") { return .profile(words[1]) }
    if text.hasPrefix("sso-session") { return .ssoSession(words[1]) }
    return text.hasPrefix("services") ? .services(words[1]) : .other
  }

  private static func unquoted(_ name: SharedConfigLine) -> SharedConfigLine {
    guard name.count > 2, let first = name.first, first.isQuote, name.last == first else {
      return name.elementsEqual([.quote, .quote]) ? name.prefix(0) : name
    }
    let inner = name.dropFirst().dropLast()
    return inner.contains(first) ? name : inner
  }
}

extension UInt8 {
  fileprivate var isQuote: Bool { self == .quote || self == .apostrophe }
}
