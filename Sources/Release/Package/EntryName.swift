/// What one look at each byte of an entry's name shows.
struct EntryName {
  /// The FNV-1a hash of the bytes.
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  /// Whether there is a backslash, which is a folder's end on Windows alone.
  private(set) var hasBackslash = false
  /// Whether it leaves the folder that the package is unzipped in: it is absolute, or a part is `..`.
  private(set) var leaves = false
  /// Where the first slash is, of either kind; nil without one.
  private(set) var firstSlash: Int?

  init(_ name: ArraySlice<UInt8>) {
    var partStart = name.startIndex
    for index in name.indices {
      let byte = name[index]
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      guard byte == 0x2F || byte == 0x5C else { continue }
      if byte == 0x5C { hasBackslash = true }
      firstSlash = firstSlash ?? index
      if Self.isParent(name[partStart..<index]) { leaves = true }
      partStart = index + 1
    }
    if Self.isParent(name[partStart...]) || firstSlash == name.startIndex { leaves = true }
    // C:\ and C:/
    let start = name.startIndex
    if firstSlash == start + 2, name[start + 1] == 0x3A { leaves = true }
  }

  private static func isParent(_ part: ArraySlice<UInt8>) -> Bool {
    part.count == 2 && part.first == 0x2E && part.last == 0x2E
  }
}
