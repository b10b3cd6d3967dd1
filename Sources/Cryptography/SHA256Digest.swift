internal import COpenSSL

/// The SHA-256 of bytes that come piece by piece, such as a file's, in constant memory.
///
/// ```swift
/// var digest = SHA256Digest()
/// digest.update([1, 2, 3])
/// digest.update([4])
/// let payload = SignableRequest.Payload.sha256(hex: Hex.encode(digest.finalize()))
/// ```
@safe
public struct SHA256Digest: ~Copyable {
  private let context: OpaquePointer

  /// Starts with no bytes.
  public init() {
    guard let context = unsafe EVP_MD_CTX_new(),
      unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    else { Digest.unavailable("SHA-256") }
    unsafe self.context = unsafe context
  }

  deinit {
    unsafe EVP_MD_CTX_free(context)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Adds bytes where they lie.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Adds bytes where they lie, such as those of a file that is mapped into memory.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      Digest.unavailable("SHA-256")
    }
  }

  /// Ends, and gives the 32 bytes of the digest.
  public consuming func finalize() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    guard unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 else {
      Digest.unavailable("SHA-256")
    }
    return digest
  }
}
