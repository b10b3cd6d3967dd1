/// Why bytes are no JSON value, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in a few words.
  package var reason: String
  /// The offset of the byte at which it was seen.
  package var offset: Int

  /// The reason and the place in one line.
  package var description: String { "\(reason) at byte \(offset)" }
}

extension JSONValue {
  /// Reads exactly one JSON value (RFC 8259), with nothing but blanks around it.
  ///
  /// Refuses what is not UTF-8, nesting deeper than 128, lone surrogates and repeated members: a
  /// reader that guesses is a reader that others disagree with.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    try parse(bytes, isLenient: false)
  }

  /// Checks that bytes are one JSON value that Lambda takes as an event: members may be there twice,
  /// half a surrogate pair may stand in a string, and the nesting may be 1000 deep.
  package static func checkEvent(_ bytes: [UInt8]) throws(JSONError) {
    _ = try parse(bytes, isLenient: true)
  }

  private static func parse(_ bytes: [UInt8], isLenient: Bool) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, isLenient: isLenient)
    parser.skipBlanks()
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.place == bytes.count else { throw parser.error("more than one value") }
    return value
  }

  /// Reads exactly one JSON value from text.
  package static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }
}

/// A recursive-descent reader of RFC 8259's grammar.
private struct JSONParser {
  let bytes: [UInt8]
  let isLenient: Bool
  var place = 0

  init(bytes: [UInt8], isLenient: Bool) {
    self.bytes = bytes
    self.isLenient = isLenient
  }

  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  func error(_ reason: String) -> JSONError {
    JSONError(reason: place >= bytes.count ? "unexpected end" : reason, offset: place)
  }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      place += 1
    }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= (isLenient ? 1000 : 128) else { throw error("nested too deeply") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for byte in word.utf8 {
      guard take(byte) else { throw error("not a JSON value") }
    }
    return value
  }

  mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    place += 1
    var members: [JSONMember] = []
    var names: Set<[UInt8]> = []
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("a member's name was expected") }
      let name = try string()
      guard isLenient || isNew(name, among: members, &names) else {
        throw error("the member is there twice")
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw error("a colon was expected") }
      skipBlanks()
      members.append(JSONMember(name, try value(depth: depth + 1)))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("a comma or a brace was expected") }
    return .object(members)
  }

  /// Whether no member has that name.
  ///
  /// By its bytes: Swift's strings are equal when they only look alike. Few members are looked
  /// through; of many the names are kept as a set.
  func isNew(_ name: String, among members: [JSONMember], _ names: inout Set<[UInt8]>) -> Bool {
    if members.count < 32 {
      return !members.contains { $0.name.utf8.elementsEqual(name.utf8) }
    }
    if names.isEmpty { names = Set(members.map { Array($0.name.utf8) }) }
    return names.insert(Array(name.utf8)).inserted
  }

  mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    place += 1
    var values: [JSONValue] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      skipBlanks()
      values.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("a comma or a bracket was expected") }
    return .array(values)
  }

  mutating func number() throws(JSONError) -> JSONValue {
    let start = place
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return .number(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  mutating func digits() throws(JSONError) {
    guard let byte = next, (0x30...0x39).contains(byte) else { throw error("not a JSON value") }
    while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
  }

  mutating func string() throws(JSONError) -> String {
    place += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a string is not UTF-8")
        }
        place += 1
        return string
      case UInt8(ascii: "\\"):
        place += 1
        try escape(into: &text)
      case 0..<0x20: throw error("a control character in a string")
      default:
        text.append(byte)
        place += 1
      }
    }
    throw error("unexpected end")
  }

  mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw error("unexpected end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var unit = UInt32(try codeUnit())
      if isLenient, (0xD800..<0xE000).contains(unit) { unit = 0xFFFD }
      if (0xD800..<0xDC00).contains(unit) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
          throw error("half a surrogate pair")
        }
        let low = UInt32(try codeUnit())
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw error("half a surrogate pair") }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default:
      place -= 1
      throw error("an escape that JSON does not have")
    }
  }

  mutating func codeUnit() throws(JSONError) -> UInt16 {
    guard place + 4 <= bytes.count else { throw error("unexpected end") }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue,
        bytes[place] < 0x80
      else { throw error("four hexadecimal digits were expected") }
      unit = unit << 4 | UInt16(digit)
      place += 1
    }
    return unit
  }
}
