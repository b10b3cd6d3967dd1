import SigV4

/// A reader of the few flat elements that AWS's XML answers carry.
///
/// It finds elements by name wherever they stand, and gives their text with the five named and the
/// numeric entities decoded. It is no XML parser: names with prefixes, CDATA and attributes beyond
/// being skipped do not occur in these answers.
package enum XMLElements {
  /// The text of the first element of that name, or nil when there is none or it has no end.
  package static func text(of name: String, in document: [UInt8]) -> String? {
    guard let start = contentStart(of: Array(name.utf8), in: document[...]) else { return nil }
    guard let end = document[start...].range(ofFirst: Array("</\(name)>".utf8)) else { return nil }
    return decoded(document[start..<end.lowerBound])
  }

  private static func contentStart(of name: [UInt8], in document: ArraySlice<UInt8>) -> Int? {
    var rest = document
    while let after = rest.range(ofFirst: [UInt8(ascii: "<")] + name)?.upperBound {
      guard after < document.endIndex else { return nil }
      if document[after] == UInt8(ascii: ">") { return after + 1 }
      if document[after] == 0x20 || document[after] == 0x0A,
        let close = document[after...].firstIndex(of: UInt8(ascii: ">"))
      {
        return document[close - 1] == UInt8(ascii: "/") ? nil : close + 1
      }
      rest = document[after...]
    }
    return nil
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    var rest = Substring(decoding: bytes, as: UTF8.self)
    while let ampersand = rest.firstIndex(of: "&") {
      text += rest[..<ampersand]
      rest = rest[ampersand...]
      guard let end = rest.prefix(12).firstIndex(of: ";"),
        let scalar = entity(rest[rest.index(after: ampersand)..<end])
      else {
        text += "&"
        rest = rest.dropFirst()
        continue
      }
      text.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }

  /// The character of an entity, of which the name is what stands between `&` and `;`.
  static func entity(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#" else { return nil }
      let digits = name.dropFirst()
      let value =
        digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
      return value.flatMap { Unicode.Scalar($0) }
    }
  }
}
