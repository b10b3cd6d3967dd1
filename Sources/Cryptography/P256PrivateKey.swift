internal import COpenSSL

/// A private key on the curve P-256, which signs as ES256 of JSON web signatures does.
///
/// `aws login` binds its tokens to such a key (RFC 9449, DPoP). No description shows it.
@safe
package final class P256PrivateKey {
  private let key: OpaquePointer

  /// Reads a key from PEM (`EC PRIVATE KEY` or `PRIVATE KEY`), or returns nil when the text is no
  /// such key, the key is on another curve, or it needs a passphrase.
  package init?(pem: String) {
    let text = Array(pem.utf8)
    guard let input = unsafe BIO_new_mem_buf(text, Int32(clamping: text.count)) else { return nil }
    defer { unsafe BIO_free(input) }
    // Without an answer to give, an encrypted key is refused rather than asked about.
    let noPassphrase:
      @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
        { _, _, _, _ in -1 }
    let read = unsafe PEM_read_bio_PrivateKey(input, nil, noPassphrase, nil)
    ERR_clear_error()
    guard let read = unsafe read else { return nil }
    unsafe key = read
    guard isP256 else { return nil }
  }

  deinit {
    unsafe EVP_PKEY_free(key)
  }

  private var isP256: Bool {
    var name = [CChar](repeating: 0, count: 32)
    var length = 0
    guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else {
      ERR_clear_error()
      return false
    }
    return name.prefix(length).elementsEqual("prime256v1".utf8.map { CChar($0) })
  }

  /// The public key's coordinates, 32 bytes each: the members `x` and `y` of its JSON web key.
  package var publicCoordinates: (x: [UInt8], y: [UInt8]) {
    (coordinate(OSSL_PKEY_PARAM_EC_PUB_X), coordinate(OSSL_PKEY_PARAM_EC_PUB_Y))
  }

  /// Signs bytes: ECDSA over their SHA-256.
  ///
  /// - Returns: The 64 bytes `r` and `s`, each 32 bytes, as RFC 7518 section 3.4 wants them. Each
  ///   call gives another signature.
  package func signature(of bytes: [UInt8]) -> [UInt8] {
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    var encoded = [UInt8](repeating: 0, count: 80)
    var length = encoded.count
    guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      unsafe EVP_DigestSign(context, &encoded, &length, bytes, bytes.count) == 1
    else { Digest.unavailable("ES256") }
    return unsafe encoded.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      let pair = unsafe d2i_ECDSA_SIG(nil, &start, length)
      defer { unsafe ECDSA_SIG_free(pair) }
      return unsafe Self.bytes(ECDSA_SIG_get0_r(pair)) + Self.bytes(ECDSA_SIG_get0_s(pair))
    }
  }

  private func coordinate(_ name: String) -> [UInt8] {
    var number: OpaquePointer?
    guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1 else {
      Digest.unavailable("a public key")
    }
    defer { unsafe BN_free(number) }
    return unsafe Self.bytes(number)
  }

  /// A number in 32 bytes, the most significant first.
  private static func bytes(_ number: OpaquePointer?) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    guard unsafe BN_bn2binpad(number, &bytes, 32) == 32 else { Digest.unavailable("ES256") }
    return bytes
  }
}

extension P256PrivateKey: CustomStringConvertible, CustomReflectable {
  /// Says nothing of the key.
  package var description: String { "P256PrivateKey" }

  /// A mirror of nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
