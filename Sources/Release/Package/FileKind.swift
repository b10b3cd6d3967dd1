/// What a file that is not a zip looks like, by its first bytes.
enum FileKind {
  /// Such as `a tar.gz archive`; nil when it looks like nothing that is known.
  static func words(for head: [UInt8]) -> String? {
    if head.starts(with: [0x1F, 0x8B]) { return gzip(head) }
    if let found = signatures.first(where: { head.starts(with: $0.bytes) }) { return found.words }
    if isTar(head) { return "a tar archive" }
    if !head.isEmpty, head.allSatisfy({ $0 == 0 }) { return "nothing but zero bytes" }
    return text(head)
  }

  private static let signatures: [(bytes: [UInt8], words: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a zip that was cut off: its directory, at the end, is missing"),
    (Array("PK\u{7}\u{8}".utf8), "the first part of a split zip"),
    ([0x7F, 0x45, 0x4C, 0x46], "a Linux program (ELF): put it into a zip"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
    (Array("BZh".utf8), "a bzip2 file"),
    (Array("Rar!".utf8), "a rar archive"),
    (Array("!<arch>\n".utf8), "an ar archive or a Debian package"),
    ([0xED, 0xAB, 0xEE, 0xDB], "an rpm package"),
    ([0xCA, 0xFE, 0xBA, 0xBE], "a Java class or a macOS program"),
    ([0xCF, 0xFA, 0xED, 0xFE], "a macOS program"),
    ([0x00, 0x61, 0x73, 0x6D], "a WebAssembly module"),
    (Array("MZ".utf8), "a Windows program"),
    (Array("%PDF-".utf8), "a PDF"),
    (Array("version https://git-lfs.github.com/spec/".utf8), "a git LFS pointer: run git lfs pull"),
    (Array("-----BEGIN ".utf8), "a PEM file"),
    (Array("#!".utf8), "a script"),
    ([0xFF, 0xFE], "text in UTF-16"), ([0xFE, 0xFF], "text in UTF-16"),
  ]

  private static func isTar(_ bytes: [UInt8]) -> Bool {
    bytes.count > 262 && bytes[257..<262].elementsEqual("ustar".utf8)
  }

  private static func gzip(_ head: [UInt8]) -> String {
    guard head.count > 10 else { return "a gzip file" }
    var place = 10
    if head[3] & 4 != 0, head.count > 12 { place += 2 + head.number16(at: 10) }
    // A name and a comment, each up to a zero byte.
    for flag in [8, 16] as [UInt8] where head[3] & flag != 0 {
      place += (head.dropFirst(place).firstIndex(of: 0) ?? head.count) - place + 1
    }
    let beginning = Inflate.beginning(of: Array(head.dropFirst(place)), 263)
    return isTar(beginning) ? "a tar.gz archive" : "a gzip file"
  }

  private static func text(_ head: [UInt8]) -> String? {
    // What is cut inside of a character is text all the same.
    let bytes = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    let blanks: [UInt8] = [0x09, 0x0A, 0x0D, 0x20]
    let isText = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || blanks.contains($0) }
    guard isText, let first = bytes.first(where: { !blanks.contains($0) }) else { return nil }
    let start = bytes.drop { blanks.contains($0) }
    let words = String(decoding: start.prefix(2000), as: UTF8.self)
    guard !words.dropLast().contains("\u{FFFD}") else { return nil }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return "JSON"
    case UInt8(ascii: "<"):
      let lower = words.prefix(300).lowercased()
      return lower.contains("<html") || lower.contains("<!doctype html") ? "HTML" : "XML"
    default: break
    }
    if words.hasPrefix("UEsDB") || words.hasPrefix("UEsFB") {
      return "a zip in Base64: decode it with base64 -d"
    }
    if words.contains(";base64,") && words.hasPrefix("data:") {
      return "a data URL: decode it with base64 -d"
    }
    if words.lowercased().hasPrefix("504b0304") { return "a zip in hexadecimal: decode it" }
    return isBase64(start) ? "Base64: decode it with base64 -d" : "text"
  }

  private static func isBase64(_ bytes: ArraySlice<UInt8>) -> Bool {
    let digits = bytes.filter { $0 != 0x0A && $0 != 0x0D }
    return digits.count >= 40
      && digits.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
        default: false
        }
      }
  }
}
