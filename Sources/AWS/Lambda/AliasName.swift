/// Lambda's rule for the names of aliases.
///
/// [CreateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html), `Name`.
package enum AliasName {
  /// Refuses what Lambda would: 1 to 128 letters, digits, `-` and `_`, not digits alone.
  package static func check(_ name: String) throws(InvalidName) {
    guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy(isNameByte),
      !name.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else {
      throw InvalidName(
        "'\(name)' is no alias: a name has letters, digits, - and _, "
          + "and not digits alone")
    }
  }

  /// Whether a byte is one of those that the names of functions and aliases consist of.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      return true
    default: return false
    }
  }
}
