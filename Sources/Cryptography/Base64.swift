/// Base 64 as in RFC 4648.
package enum Base64 {
  /// Which 64 letters, and whether the end is padded.
  package enum Alphabet: Sendable {
    /// Section 4: `+`, `/` and padding with `=`. AWS writes checksums and `CodeSha256` so.
    case standard
    /// Section 5 without padding: `-` and `_`. JSON web keys and tokens are written so.
    case urlSafe
  }

  /// Writes bytes in base 64.
  package static func encode(_ bytes: [UInt8], as alphabet: Alphabet = .standard) -> String {
    let letters = alphabet == .standard ? standardLetters : urlSafeLetters
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var start = 0
    while start < bytes.count {
      let count = min(3, bytes.count - start)
      var group = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0)
      }
      for offset in 0...count { text.append(letters[group >> (18 - 6 * offset) & 63]) }
      if alphabet == .standard {
        for _ in count..<3 { text.append(UInt8(ascii: "=")) }
      }
      start += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads base 64, or returns nil when it is not well-formed.
  ///
  /// The standard alphabet must be padded. No line breaks; unused bits at the end must be zero.
  package static func decode(_ text: String, as alphabet: Alphabet = .standard) -> [UInt8]? {
    var letters = Array(text.utf8)
    if alphabet == .standard {
      guard letters.count % 4 == 0 else { return nil }
      for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
    }
    guard letters.count % 4 != 1 else { return nil }
    let table = alphabet == .standard ? standardLetters : urlSafeLetters
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, letter) in table.enumerated() { values[Int(letter)] = UInt8(value) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count * 3 / 4)
    var bits = 0
    var pending = 0
    for letter in letters {
      guard let value = values[Int(letter)] else { return nil }
      pending = (pending << 6 | Int(value)) & 0xFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(pending >> bits & 0xFF))
      }
    }
    return pending & (1 << bits - 1) == 0 ? bytes : nil
  }

  private static let alphanumerics =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let standardLetters = Array((alphanumerics + "+/").utf8)
  private static let urlSafeLetters = Array((alphanumerics + "-_").utf8)
}
