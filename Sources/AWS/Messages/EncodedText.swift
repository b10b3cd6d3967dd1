/// Bytes of a text, each with the place in the source that it was read from.
struct EncodedText {
  private(set) var bytes: [UInt8]
  /// The sources of the bytes; nil when the bytes are the source.
  private var sources: [Range<Int>]?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Where a byte was read from.
  func source(of index: Int) -> Range<Int> { sources?[index] ?? index..<index + 1 }

  /// The text with the escapes of URLs, JSON, XML and `VisibleText` resolved once; nil when it has
  /// none.
  func decoded() -> EncodedText? {
    guard bytes.contains(where: { $0 == 0x25 || $0 == 0x26 || $0 == 0x5C }) else { return nil }
    var result = EncodedText([])
    var sources: [Range<Int>] = []
    var place = 0
    var isChanged = false
    while place < bytes.count {
      let (scalar, length) = escape(at: place) ?? (nil, 1)
      let source =
        self.source(of: place).lowerBound..<self.source(of: place + length - 1).upperBound
      isChanged = isChanged || scalar != nil
      let read = scalar.map { Array(String($0).utf8) } ?? [bytes[place]]
      result.bytes += read
      for _ in read { sources.append(source) }
      place += length
    }
    result.sources = sources
    return isChanged ? result : nil
  }

  /// The escape that begins at a place: what it stands for, and how many bytes it has.
  private func escape(at place: Int) -> (Unicode.Scalar?, Int)? {
    switch bytes[place] {
    case UInt8(ascii: "%"): return hexadecimal(place + 1, digits: 2).map { ($0, 3) }
    case UInt8(ascii: "&"): return entity(at: place)
    case UInt8(ascii: "\\"):
      guard place + 1 < bytes.count else { return nil }
      switch bytes[place + 1] {
      case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return ("\n", 2)
      case UInt8(ascii: "x"): return hexadecimal(place + 2, digits: 2).map { ($0, 4) }
      case UInt8(ascii: "u"):
        if let scalar = hexadecimal(place + 2, digits: 4) { return (scalar, 6) }
        guard place + 2 < bytes.count, bytes[place + 2] == UInt8(ascii: "{"),
          let end = bytes[place...].prefix(10).firstIndex(of: UInt8(ascii: "}")),
          let scalar = hexadecimal(place + 3, digits: end - place - 3)
        else { return nil }
        return (scalar, end + 1 - place)
      case let byte where byte < 0x80: return (Unicode.Scalar(byte), 2)
      default: return nil
      }
    default: return nil
    }
  }

  private func hexadecimal(_ start: Int, digits: Int) -> Unicode.Scalar? {
    guard digits > 0, start + digits <= bytes.count else { return nil }
    let text = String(decoding: bytes[start..<start + digits], as: UTF8.self)
    guard text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt32(text, radix: 16).flatMap { Unicode.Scalar($0) }
  }

  private func entity(at place: Int) -> (Unicode.Scalar?, Int)? {
    guard let end = bytes[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = Substring(decoding: bytes[place + 1..<end], as: UTF8.self)
    guard let scalar = XMLElements.entity(name) ?? Self.names[String(name)] else { return nil }
    return (scalar, end + 1 - place)
  }

  /// Names of HTML for what may stand in a secret.
  private static let names: [String: Unicode.Scalar] = [
    "plus": "+", "sol": "/", "equals": "=", "lowbar": "_", "period": ".", "colon": ":",
    "percnt": "%", "num": "#", "hyphen": "-", "dash": "-", "bsol": "\\",
  ]
}
