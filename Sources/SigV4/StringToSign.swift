import Cryptography

/// Stage 2: what the signing key signs.
///
/// [Create a string to sign](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign).
package struct StringToSign: Sendable {
  /// The name of Signature Version 4 in the string, the header and the query.
  package static let algorithm = "AWS4-HMAC-SHA256"

  /// The whole text: algorithm, time, scope and the hash of the canonical request, one to a line.
  package let text: String

  /// Makes it from a canonical request and the time of `SignatureDate.timestamp`.
  package init(_ canonicalRequest: String, timestamp: String, scope: CredentialScope) {
    text =
      Self.algorithm + "\n" + timestamp + "\n" + scope.text + "\n"
      + Hex.encode(Digest.sha256(canonicalRequest))
  }
}
