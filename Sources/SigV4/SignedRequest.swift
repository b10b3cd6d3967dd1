/// A request that is ready to be sent, and each stage of its signature.
public struct SignedRequest: Sendable, Equatable {
  /// The request to send, byte for byte: with `X-Amz-Date`, `Authorization` and the others added,
  /// or, when it was presigned, with the signature in the query of its target.
  public let request: SignableRequest
  /// Stage 1, the
  /// [canonical request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request).
  ///
  /// It holds the session token when there is one; `shownCanonicalRequest` does not.
  public let canonicalRequest: String
  /// Stage 2, the string to sign: algorithm, time, scope and the canonical request's hash.
  public let stringToSign: String
  /// The names of the signed headers, in lower case, sorted, with `;` between them.
  public let signedHeaders: String
  /// Stage 3, the signature in lower-case hexadecimal digits.
  public let signature: String

  /// The canonical request with the session token left out, fit for a log.
  public var shownCanonicalRequest: String {
    SessionToken.removed(from: canonicalRequest)
  }
}

extension SignedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The method, the path and the signed headers; never the signature or the token.
  public var description: String {
    let path = request.target.utf8.prefix { $0 != UInt8(ascii: "?") }
    return "SignedRequest(\(request.method) \(Substring(path)), signed \(signedHeaders))"
  }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// A mirror of what `description` says.
  public var customMirror: Mirror {
    Mirror(self, children: ["method": request.method, "signedHeaders": signedHeaders])
  }
}
