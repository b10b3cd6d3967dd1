/// Words of a command line, taken apart and quoted as a POSIX shell would, without expanding anything.
package enum CommandLineWords {
  /// The word as it is written in a command line: in quotes where it needs them.
  package static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || "-_./:@%+=,".utf8.contains(byte)
    }
    if isPlain, !word.isEmpty { return word }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }

  /// The words, or nil when a quote is not closed or a backslash ends the line.
  static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    // Scalars: a quote with a combining mark behind it is still a quote.
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch (quote, scalar) {
      case ("'", "'"), ("\"", "\""):
        quote = nil
      case ("\"", "\\"):
        guard let next = rest.popFirst() else { return nil }
        word = word ?? .init()
        if next != "\"" && next != "\\" { word?.append("\\") }
        word?.append(next)
      case (nil, "\\"):
        guard let next = rest.popFirst() else { return nil }
        word = word ?? .init()
        word?.append(next)
      case (nil, "'"), (nil, "\""):
        quote = scalar
        word = word ?? .init()
      case (nil, " "), (nil, "\t"), (nil, "\n"), (nil, "\r"):
        if let word { words.append(String(word)) }
        word = nil
      default:
        word = word ?? .init()
        word?.append(scalar)
      }
    }
    guard quote == nil else { return nil }
    return words + (word.map { [String($0)] } ?? [])
  }
}
