import Cryptography

/// Percent-encoding as Signature Version 4 defines it: letters, digits and `-._~` stay, every other
/// byte of the UTF-8 becomes `%` and two upper-case hexadecimal digits.
///
/// `UriEncode()` of [the S3 reference](https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
public enum URIEncoding {
  /// Encodes a text, such as one path segment, an S3 key, or a key or value of a query.
  ///
  /// - Parameters:
  ///   - text: The text itself, not yet encoded.
  ///   - keepingSlash: Whether `/` stays: true for a whole S3 key, false for all else.
  /// - Returns: The encoded text, ASCII only.
  public static func encode(_ text: String, keepingSlash: Bool = false) -> String {
    encode(bytes: text.utf8, keepingSlash: keepingSlash)
  }

  /// Builds a query, without its `?`, from keys and values that are not yet encoded.
  ///
  /// A blank becomes `%20` and a plus `%2B`; a literal `+`, which each server reads in its own way,
  /// is never sent.
  public static func query(_ pairs: [(key: String, value: String)]) -> String {
    pairs.map { encode($0.key) + "=" + encode($0.value) }.joined(separator: "&")
  }

  /// Encodes bytes.
  static func encode(bytes: some Sequence<UInt8>, keepingSlash: Bool) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.underestimatedCount)
    for byte in bytes {
      if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
        encoded.append(byte)
      } else {
        encoded.append(UInt8(ascii: "%"))
        encoded.append(upperCaseDigits[Int(byte >> 4)])
        encoded.append(upperCaseDigits[Int(byte & 15)])
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Takes the escapes out, or returns nil when a `%` is not followed by two hexadecimal digits.
  ///
  /// A `+` stays a plus.
  package static func decode(_ encoded: some Collection<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(encoded.count)
    var bytes = encoded.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard let high = bytes.next().flatMap(Hex.value), let low = bytes.next().flatMap(Hex.value)
      else { return nil }
      decoded.append(high << 4 | low)
    }
    return decoded
  }

  /// Whether a byte is one of RFC 3986's unreserved characters.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static let upperCaseDigits = Array("0123456789ABCDEF".utf8)
}
