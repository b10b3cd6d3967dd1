/// What a zip's directory says about one file or folder.
///
/// APPNOTE.TXT, section 4.3.12.
package struct ZipEntry {
  /// The name as it is stored, without a `./` at its start.
  let name: ArraySlice<UInt8>
  /// Whether the content is encrypted.
  let isEncrypted: Bool
  /// How the content is compressed: 0 is stored, 8 is deflate.
  let method: Int
  /// The length of the content once unzipped, in bytes.
  let length: Int
  /// Where the local header is, from where the zip begins.
  let offset: Int
  /// The Unix mode with the type of the file; nil when the writer set none.
  let mode: Int?

  /// The bytes of an entry before its name.
  static let headerSize = 46
  /// The signature of an entry.
  static let signature = 0x0201_4B50

  /// The length of the whole entry whose header is at a place of `bytes`, which must hold the header.
  static func size(in bytes: [UInt8], at place: Int) -> Int {
    headerSize + bytes.number16(at: place + 28) + bytes.number16(at: place + 30)
      + bytes.number16(at: place + 32)
  }

  /// Reads the entry at a place of `bytes`, which must hold it whole.
  init(_ bytes: [UInt8], at place: Int) {
    let nameStart = place + Self.headerSize
    let nameEnd = nameStart + bytes.number16(at: place + 28)
    var name = bytes[nameStart..<nameEnd]
    while name.count > 2, name.starts(with: [0x2E, 0x2F]) { name = name.dropFirst(2) }
    self.name = name
    isEncrypted = bytes[place + 8] & 1 != 0
    method = bytes.number16(at: place + 10)
    let attributes = bytes.number32(at: place + 38) >> 16
    mode = attributes == 0 ? nil : attributes
    var length = bytes.number32(at: place + 24)
    var offset = bytes.number32(at: place + 42)
    let compressed = bytes.number32(at: place + 20)
    if length == Self.in64 || offset == Self.in64 {
      var wide = Self.wide(bytes, nameEnd..<nameEnd + bytes.number16(at: place + 30))
      if length == Self.in64, let value = wide.popLast() { length = value }
      if compressed == Self.in64 { _ = wide.popLast() }
      if offset == Self.in64, let value = wide.popLast() { offset = value }
    }
    self.length = length
    self.offset = offset
  }

  /// The value of a member of 32 bits that stands in the 64-bit extra field instead.
  static let in64 = 0xFFFF_FFFF

  /// The numbers of the 64-bit extra field, last one first; section 4.5.3.
  private static func wide(_ bytes: [UInt8], _ extra: Range<Int>) -> [Int] {
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let end = place + 4 + bytes.number16(at: place + 2)
      guard end <= extra.upperBound else { return [] }
      if bytes.number16(at: place) == 1 {
        let starts = stride(from: place + 4, through: end - 8, by: 8)
        return starts.map { bytes.number64(at: $0) }.reversed()
      }
      place = end
    }
    return []
  }

  /// Whether it is a folder: its name ends in a slash, of either kind.
  var isFolder: Bool { name.last == 0x2F || name.last == 0x5C }
  /// Whether it is a symbolic link.
  var isLink: Bool { mode.map { $0 & 0o170000 == 0o120000 } ?? false }
}
