import Cryptography

/// Stage 3: the key for one day, region and service, which is all that the secret key ever signs.
///
/// [Derive a signing key](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature).
package struct SigningKey: Sendable {
  /// The 32 bytes of the key: a secret.
  package let bytes: [UInt8]

  /// Derives the key.
  package init(secretAccessKey: String, scope: CredentialScope) {
    var key = Array(("AWS4" + secretAccessKey).utf8)
    for part in [scope.day, scope.region, scope.service, CredentialScope.terminator] {
      key = Digest.hmacSHA256(key: key, message: Array(part.utf8))
    }
    bytes = key
  }

  /// The signature of a string, in lower-case hexadecimal digits.
  package func signature(of stringToSign: StringToSign) -> String {
    Hex.encode(Digest.hmacSHA256(key: bytes, message: Array(stringToSign.text.utf8)))
  }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// Says nothing of the key.
  package var description: String { "SigningKey" }

  /// A mirror of nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
