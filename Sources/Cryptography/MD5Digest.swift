internal import COpenSSL

/// The MD5 of bytes that come piece by piece: the ETag that S3 gives an object put in one request.
///
/// It protects nothing.
@safe
package struct MD5Digest: ~Copyable {
  private let context: OpaquePointer

  /// Starts with no bytes; nil where OpenSSL has no MD5, as in FIPS mode.
  package init?() {
    guard let context = unsafe EVP_MD_CTX_new() else { return nil }
    guard unsafe EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      return nil
    }
    unsafe self.context = unsafe context
  }

  deinit {
    unsafe EVP_MD_CTX_free(context)
  }

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      Digest.unavailable("MD5")
    }
  }

  /// Ends, and gives the 16 bytes of the digest.
  package consuming func finalize() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 16)
    guard unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 else { Digest.unavailable("MD5") }
    return digest
  }
}
