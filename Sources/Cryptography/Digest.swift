internal import COpenSSL

/// Hashes of bytes that are in memory, by OpenSSL.
public enum Digest {
  /// The SHA-256 of bytes: 32 bytes.
  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    unsafe hash(bytes, EVP_sha256(), length: 32)
  }

  /// The SHA-256 of a text's UTF-8: 32 bytes.
  public static func sha256(_ text: String) -> [UInt8] {
    sha256(Array(text.utf8))
  }

  /// The SHA-1 of bytes: 20 bytes.
  ///
  /// AWS names the files of its single sign-on cache by it; it
  /// protects nothing.
  package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
    unsafe hash(bytes, EVP_sha1(), length: 20)
  }

  /// The HMAC of a message with SHA-256 (RFC 2104): 32 bytes.
  public static func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    // A key longer than a block stands for its own hash, so a key of any length fits an Int32.
    let key = key.count > 64 ? sha256(key) : key
    var code = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let result = unsafe HMAC(
      EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
    guard unsafe result != nil, length == 32 else { unavailable("HMAC") }
    return code
  }

  private static func hash(_ bytes: [UInt8], _ kind: OpaquePointer?, length: Int) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: length)
    var written: UInt32 = 0
    let result = unsafe EVP_Digest(bytes, bytes.count, &digest, &written, kind, nil)
    guard result == 1, Int(written) == length else { unavailable("a digest") }
    return digest
  }

  /// Ends the program: without its hashes, OpenSSL is broken or the memory is used up.
  static func unavailable(_ what: String) -> Never {
    fatalError("OpenSSL cannot compute \(what): error \(ERR_peek_last_error())")
  }
}
