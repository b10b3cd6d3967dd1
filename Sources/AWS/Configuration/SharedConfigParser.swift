/// Reads a shared file line by line.
struct SharedConfigParser {
  private typealias Line = ArraySlice<UInt8>

  private let kind: SharedConfigFile.Kind
  private var file = SharedConfigFile()
  /// `[default]` of the config file, which holds only when there is no `[profile default]`.
  private var plainDefault: SharedConfigFile.Section?
  private var place = Place.start
  private var key: Key?
  private var number = 0

  /// Where the lines that follow belong.
  private enum Place {
    case start
    case passedOver
    case plainDefault
    case section(WritableKeyPath<SharedConfigFile, [String: SharedConfigFile.Section]>, String)
  }

  /// The key that an indented line continues.
  private enum Key {
    case known(String)
    case passedOver
  }

  init(kind: SharedConfigFile.Kind) {
    self.kind = kind
  }

  /// The parsed file.
  func finish() -> SharedConfigFile {
    var file = file
    if let plainDefault, file.profiles["default"] == nil {
      file.profiles["default"] = plainDefault
    }
    return file
  }

  /// Reads every line.
  mutating func parse(_ bytes: [UInt8]) throws(SharedConfigFile.SyntaxError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    for line in text.split(separator: .newline, omittingEmptySubsequences: false) {
      number += 1
      try read(line)
    }
  }

  private mutating func read(_ line: Line) throws(SharedConfigFile.SyntaxError) {
    let content = line.trimmed()
    guard let first = line.first, let mark = content.first, !first.startsComment else { return }
    if first.isBlank {
      try readContinuation(content, mark: mark)
    } else if first == .openingBracket {
      try readHeader(content)
    } else {
      try readProperty(content)
    }
  }

  private func failure(_ reason: String) -> SharedConfigFile.SyntaxError {
    SharedConfigFile.SyntaxError(line: number, reason: reason)
  }

  // MARK: Section headers

  private mutating func readHeader(_ line: Line) throws(SharedConfigFile.SyntaxError) {
    key = nil
    var quoted = false
    let end = line.firstIndex { byte in
      if byte == .quote { quoted.toggle() }
      return !quoted && (byte == .closingBracket || byte.startsComment)
    }
    guard let end, line[end] == .closingBracket else {
      throw failure("a section's header must end with ']'")
    }
    let rest = line[line.index(after: end)...].trimmed()
    if let next = rest.first, !next.startsComment {
      throw failure("only a comment may follow a section's header")
    }
    enter(line[line.index(after: line.startIndex)..<end].trimmed())
  }

  private mutating func enter(_ header: Line) {
    place = .passedOver
    if kind == .credentials {
      if let name = Self.name(header) { enter(\.profiles, name) }
      return
    }
    if header.elementsEqual("default".utf8) {
      place = .plainDefault
      plainDefault = plainDefault ?? [:]
      return
    }
    guard let blank = header.firstIndex(where: \.isBlank),
      let name = Self.name(header[blank...].trimmed())
    else { return }
    switch String(decoding: header[..<blank], as: UTF8.self) {
    case "profile": enter(\.profiles, name)
    case "sso-session": enter(\.ssoSessions, name)
    case "services": enter(\.services, name)
    default: break
    }
  }

  private mutating func enter(
    _ sections: WritableKeyPath<SharedConfigFile, [String: SharedConfigFile.Section]>,
    _ name: String
  ) {
    place = .section(sections, name)
    file[keyPath: sections][name, default: [:]].merge([:]) { first, _ in first }
  }

  /// A section's name, or nil when the grammar does not allow it.
  ///
  /// One in double quotes may hold anything but a quote, as the AWS CLI has it.
  private static func name(_ text: Line) -> String? {
    if text.count > 2, text.first == .quote, text.last == .quote {
      let inner = text.dropFirst().dropLast()
      return inner.contains(.quote) ? nil : String(decoding: inner, as: UTF8.self)
    }
    guard !text.isEmpty, text.allSatisfy(\.isNameByte) else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: Properties

  private mutating func readProperty(_ line: Line) throws(SharedConfigFile.SyntaxError) {
    if case .start = place { throw failure("expected a section's header before the first key") }
    if case .passedOver = place {
      key = .passedOver
      return
    }
    guard let equals = line.firstIndex(of: .equals) else {
      throw failure("expected an '=' after the key")
    }
    let name = line[..<equals].trimmed()
    guard !name.isEmpty else { throw failure("expected a key before the '='") }
    guard name.allSatisfy(\.isNameByte) else {
      key = .passedOver
      return
    }
    let text = String(decoding: name, as: UTF8.self).lowercased()
    key = .known(text)
    store(
      SharedConfigFile.Property(
        value: Self.value(line[line.index(after: equals)...]), file: kind, line: number),
      as: text)
  }

  private mutating func readContinuation(
    _ content: Line, mark: UInt8
  ) throws(SharedConfigFile.SyntaxError) {
    if case .start = place { throw failure("expected a section's header before the first key") }
    guard let key else { throw failure("an indented line continues a value; there is none here") }
    guard case .known(let name) = key, let isBlock = stored(name).map(Self.isBlock) else { return }
    var nested: (key: String, value: String)?
    if isBlock {
      guard !mark.startsComment else { return }
      guard let equals = content.firstIndex(of: .equals) else {
        throw failure("expected an '=' after the key of an indented line below '\(name) ='")
      }
      let inner = content[..<equals].trimmed()
      guard !inner.isEmpty else {
        throw failure("expected a key before the '=' of an indented line below '\(name) ='")
      }
      nested = (
        String(decoding: inner, as: UTF8.self).lowercased(),
        Self.value(content[content.index(after: equals)...])
      )
    }
    extend(name, "\n" + String(decoding: content, as: UTF8.self), nested)
  }

  /// Whether a value is, or is about to be, a block of indented keys.
  private static func isBlock(_ property: SharedConfigFile.Property) -> Bool {
    property.value.isEmpty || !property.nested.isEmpty
  }

  /// Continues a value where it lies: a copy for each line would take quadratic time.
  private mutating func extend(
    _ key: String, _ text: String, _ nested: (key: String, value: String)?
  ) {
    switch place {
    case .start, .passedOver: break
    case .plainDefault:
      plainDefault?[key]?.value += text
      if let nested { plainDefault?[key]?.nested[nested.key] = nested.value }
    case .section(let sections, let name):
      file[keyPath: sections][name]?[key]?.value += text
      if let nested { file[keyPath: sections][name]?[key]?.nested[nested.key] = nested.value }
    }
  }

  /// What follows the `=`, trimmed, up to a comment that a blank precedes.
  private static func value(_ text: Line) -> String {
    let comment = text.indices.first { index in
      text[index].startsComment && index > text.startIndex
        && text[text.index(before: index)].isBlank
    }
    return String(decoding: text[..<(comment ?? text.endIndex)].trimmed(), as: UTF8.self)
  }

  private func stored(_ key: String) -> SharedConfigFile.Property? {
    switch place {
    case .start, .passedOver: nil
    case .plainDefault: plainDefault?[key]
    case .section(let sections, let name): file[keyPath: sections][name]?[key]
    }
  }

  private mutating func store(_ property: SharedConfigFile.Property, as key: String) {
    switch place {
    case .start, .passedOver: break
    case .plainDefault: plainDefault?[key] = property
    case .section(let sections, let name): file[keyPath: sections][name]?[key] = property
    }
  }
}

extension UInt8 {
  fileprivate static let newline = UInt8(ascii: "\n")
  fileprivate static let openingBracket = UInt8(ascii: "[")
  fileprivate static let closingBracket = UInt8(ascii: "]")
  fileprivate static let equals = UInt8(ascii: "=")
  fileprivate static let quote = UInt8(ascii: "\"")

  /// A space, a tab, or one of the other control characters that separate.
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// `#` or `;`.
  fileprivate var startsComment: Bool { self == UInt8(ascii: "#") || self == UInt8(ascii: ";") }

  /// A character of a section's or a key's name: `A-Z a-z 0-9 - _ / . % @ : +`.
  fileprivate var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_/.%@:+".utf8.contains(self)
    }
  }
}

extension ArraySlice<UInt8> {
  /// The slice without blanks at either end.
  fileprivate func trimmed() -> ArraySlice<UInt8> {
    let rest = drop(while: \.isBlank)
    guard let last = rest.lastIndex(where: { !$0.isBlank }) else { return rest.prefix(0) }
    return rest[...last]
  }
}
