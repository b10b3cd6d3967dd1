/// A region of AWS, such as `eu-central-1`.
///
/// It becomes part of a host name, so nothing but one DNS label is a region.
package struct Region: Sendable, Hashable, CustomStringConvertible {
  /// The region's name.
  package let name: String

  /// Makes a region, or nil when the name is not one DNS label: 1 to 63 letters, digits and
  /// hyphens, no hyphen at either end.
  package init?(_ name: String) {
    let bytes = name.utf8
    guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"),
      bytes.last != UInt8(ascii: "-"),
      bytes.allSatisfy({ byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      })
    else { return nil }
    self.name = name
  }

  /// The region's name.
  package var description: String { name }

  /// The partition that the region belongs to.
  package var partition: Partition { Partition(region: name) }
}
