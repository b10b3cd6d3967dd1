import Cryptography

extension JSONValue {
  /// The bytes that a string holds in Base64; nil for any other value.
  package var base64Decoded: [UInt8]? { string.flatMap { Base64.decode($0) } }
}
