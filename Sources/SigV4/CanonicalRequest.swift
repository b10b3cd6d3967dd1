import Cryptography

/// Stage 1: the request in the one form in which both sides write it down.
///
/// [Create a canonical request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request).
package struct CanonicalRequest: Sendable {
  /// The request method.
  package var method: String
  /// The path; see `CanonicalPath`.
  package var path: String
  /// The query; see `CanonicalQuery`.
  package var query: String
  /// The headers that are signed.
  package var headers: CanonicalHeaders
  /// The payload's SHA-256 in hexadecimal digits, or `UNSIGNED-PAYLOAD`.
  package var payloadHash: String

  /// Makes it from a request that already has every header that is to be signed.
  package init(_ request: SignableRequest, rules: SigningRules, payloadHash: String) {
    method = request.method
    path = CanonicalPath.make(wirePath: CanonicalPath.part(of: request.target), rules: rules)
    query = CanonicalQuery(CanonicalQuery.part(of: request.target)).text
    headers = CanonicalHeaders(request.headers)
    self.payloadHash = payloadHash
  }

  /// The whole text: its parts, one to a line, a blank line after the headers, no final newline.
  package var text: String {
    var text = method + "\n" + path + "\n" + query + "\n"
    for line in headers.lines { text += line + "\n" }
    return text + "\n" + headers.signedHeaders + "\n" + payloadHash
  }
}

extension SignableRequest.Payload {
  /// What stands for the payload in the canonical request and in `x-amz-content-sha256`.
  package var hash: String {
    switch self {
    case .bytes(let bytes): Hex.encode(Digest.sha256(bytes))
    case .sha256(let hex): hex
    case .unsigned: "UNSIGNED-PAYLOAD"
    }
  }
}
