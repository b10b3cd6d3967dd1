/// Bytes of a line, or of a part of it.
typealias SharedConfigLine = ArraySlice<UInt8>

extension SharedConfigLine {
  /// The lines of a text: they end with a line feed, a carriage return, or both.
  func lines(_ body: (SharedConfigLine) throws(SharedConfigFile.SyntaxError) -> Void)
    throws(SharedConfigFile.SyntaxError)
  {
    var rest = self
    while let end = rest.firstIndex(where: { $0 == .newline || $0 == .carriageReturn }) {
      try body(rest[..<end])
      let isPair = rest[end] == .carriageReturn && rest[end...].dropFirst().first == .newline
      rest = rest[end...].dropFirst(isPair ? 2 : 1)
    }
    try body(rest)
  }

  /// The slice without blanks at either end, by Python's rule, as the AWS CLI has it: a
  /// non-breaking space is one.
  func trimmed() -> SharedConfigLine {
    var rest = self
    while case let count = Self.blankBytes(rest.prefix(3)), count > 0 {
      rest = rest.dropFirst(count)
    }
    while let last = rest.last {
      let count = last < 0x80 ? 1 : 3
      let tail = rest.suffix(count)
      let length = Self.blankBytes(tail)
      if length == tail.count, length > 0 {
        rest = rest.dropLast(length)
      } else if count == 3, Self.blankBytes(rest.suffix(2)) == 2 {
        rest = rest.dropLast(2)
      } else {
        break
      }
    }
    return rest
  }

  /// The number of characters.
  var characters: Int { count { $0 & 0xC0 != 0x80 } }

  /// The text that the bytes are; what is not UTF-8 is repaired.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// The number of bytes of the blank that a slice begins with, or 0.
  private static func blankBytes(_ bytes: SharedConfigLine) -> Int {
    guard let first = bytes.first else { return 0 }
    if first < 0x80 { return first.isBlank || (0x1C...0x1F).contains(first) ? 1 : 0 }
    switch Array(bytes.prefix(3)) {
    case let two where two.starts(with: [0xC2, 0x85]) || two.starts(with: [0xC2, 0xA0]): return 2
    case [0xE1, 0x9A, 0x80], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xE2, 0x80, 0xAF],
      [0xE2, 0x81, 0x9F], [0xE3, 0x80, 0x80]:
      return 3
    case let three where three.starts(with: [0xE2, 0x80]) && three.count == 3:
      return three[2] <= 0x8A ? 3 : 0
    default: return 0
    }
  }
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let openingBracket = UInt8(ascii: "[")
  static let closingBracket = UInt8(ascii: "]")
  static let equals = UInt8(ascii: "=")
  static let colon = UInt8(ascii: ":")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let backslash = UInt8(ascii: "\\")

  /// A space, a tab, or one of the other control characters that separate.
  var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// `#` or `;`.
  var startsComment: Bool { self == UInt8(ascii: "#") || self == UInt8(ascii: ";") }

  /// A character of a key's name: `A-Z a-z 0-9 - _ / . % @ : +`.
  var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_/.%@:+".utf8.contains(self)
    }
  }
}
