/// Reads a shared file line by line.
struct SharedConfigParser {
  private typealias Line = SharedConfigLine

  private let kind: SharedConfigFile.Kind
  private var file = SharedConfigFile()
  /// `[default]` of the config file, which holds only when there is no `[profile default]`.
  private var plainDefault: SharedConfigFile.Section?
  private var place = Place.start
  private var key: Key?
  private var number = 0
  /// The column of the key that a deeper line continues.
  private var indentation = 0

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
    if let name = TextEncoding.wideName(of: bytes) {
      throw SharedConfigFile.SyntaxError(line: 1, reason: "the file is \(name): save it as UTF-8")
    }
    try TextEncoding.withoutMark(bytes).lines { line throws(SharedConfigFile.SyntaxError) in
      number += 1
      try read(line)
    }
  }

  /// Reads a line by the rule of indentation that the AWS CLI has from Python's configparser.
  ///
  /// A line that stands deeper than the key before it continues its value; any other begins
  /// something, in whatever column. A comment may stand anywhere, and counts for nothing.
  private mutating func read(_ line: Line) throws(SharedConfigFile.SyntaxError) {
    let content = line.trimmed()
    guard let mark = content.first, !mark.startsComment else { return }
    let indent = line[..<content.startIndex].characters
    if key != nil, indent > indentation {
      return try readContinuation(content)
    }
    indentation = indent
    if mark == .openingBracket {
      try enter(SharedConfigHeader.read(content, kind: kind))
    } else {
      try readProperty(content)
    }
  }

  private func failure(_ reason: String) -> SharedConfigFile.SyntaxError {
    SharedConfigFile.SyntaxError(line: number, reason: reason)
  }

  // MARK: Section headers

  private mutating func enter(
    _ header: Result<SharedConfigHeader, SharedConfigHeader.Fault>
  ) throws(SharedConfigFile.SyntaxError) {
    key = nil
    switch header {
    case .failure(let fault): throw failure(fault.reason)
    case .success(.other): place = .passedOver
    case .success(.plainDefault):
      place = .plainDefault
      plainDefault = plainDefault ?? [:]
    case .success(.profile(let name)): enter(\.profiles, name)
    case .success(.ssoSession(let name)): enter(\.ssoSessions, name)
    case .success(.services(let name)): enter(\.services, name)
    }
  }

  private mutating func enter(
    _ sections: WritableKeyPath<SharedConfigFile, [String: SharedConfigFile.Section]>,
    _ name: String
  ) {
    place = .section(sections, name)
    file[keyPath: sections][name, default: [:]].merge([:]) { first, _ in first }
  }

  // MARK: Properties

  private mutating func readProperty(_ line: Line) throws(SharedConfigFile.SyntaxError) {
    if case .start = place { throw failure("expected a section's header before the first key") }
    if case .passedOver = place {
      key = .passedOver
      return
    }
    guard let sign = Self.sign(in: line) else {
      throw failure("expected an '=' after the key")
    }
    let name = line[..<sign].trimmed()
    guard !name.isEmpty else { throw failure("expected a key before the '='") }
    guard name.allSatisfy(\.isNameByte) else {
      key = .passedOver
      return
    }
    let text = name.text.lowercased()
    key = .known(text)
    store(
      SharedConfigFile.Property(
        value: Self.value(line[sign...].dropFirst()), file: kind, line: number),
      as: text)
  }

  /// Where a key ends: at the first `=`, or at a `:` before it, as the AWS CLI reads one, where what
  /// stands before the `=` is no key.
  private static func sign(in line: Line) -> Line.Index? {
    let isKey = { (name: Line) in !name.isEmpty && name.allSatisfy(\.isNameByte) }
    let equals = line.firstIndex(of: .equals)
    if let equals, isKey(line[..<equals].trimmed()) { return equals }
    guard let colon = line.firstIndex(of: .colon), colon < equals ?? line.endIndex,
      isKey(line[..<colon].trimmed())
    else { return equals }
    return colon
  }

  private mutating func readContinuation(_ content: Line) throws(SharedConfigFile.SyntaxError) {
    guard case .known(let name)? = key, let isBlock = stored(name).map(Self.isBlock) else { return }
    var nested: (key: String, value: String)?
    if isBlock {
      guard let equals = content.firstIndex(of: .equals) else {
        throw failure("expected an '=' after the key of an indented line below '\(name) ='")
      }
      let inner = content[..<equals].trimmed()
      guard !inner.isEmpty else {
        throw failure("expected a key before the '=' of an indented line below '\(name) ='")
      }
      nested = (
        inner.text.lowercased(),
        Self.value(content[content.index(after: equals)...])
      )
    }
    extend(name, "\n" + content.text, nested)
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
    return text[..<(comment ?? text.endIndex)].trimmed().text
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
