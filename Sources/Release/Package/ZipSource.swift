/// The bytes of a file that is too long to be held in memory.
package struct ZipSource {
  /// Reads `count` bytes from an offset; fewer only at the end of the file.
  package typealias Read = (_ offset: Int, _ count: Int) throws(DeploymentPackage.Refusal) ->
    [UInt8]

  /// The length of the file in bytes.
  package let size: Int
  private let reader: Read

  package init(size: Int, read: @escaping Read) {
    self.size = size
    reader = read
  }

  /// The bytes from an offset; none where the file has none.
  func bytes(at offset: Int, _ count: Int) throws(DeploymentPackage.Refusal) -> [UInt8] {
    guard offset >= 0, offset < size, count > 0 else { return [] }
    return try reader(offset, min(count, size - offset))
  }
}

extension [UInt8] {
  /// The little-endian number of two bytes at a place, which must lie inside.
  func number16(at place: Int) -> Int { Int(self[place]) | Int(self[place + 1]) << 8 }

  /// The little-endian number of four bytes at a place, which must lie inside.
  func number32(at place: Int) -> Int { number16(at: place) | number16(at: place + 2) << 16 }

  /// The little-endian number of eight bytes at a place, which must lie inside; no more than `Int.max`.
  func number64(at place: Int) -> Int {
    let high = number32(at: place + 4)
    return high > Int(Int32.max) ? Int.max : high << 32 | number32(at: place)
  }
}
