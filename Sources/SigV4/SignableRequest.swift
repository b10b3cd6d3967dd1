/// An HTTP request as it will go on the wire, before it is signed.
public struct SignableRequest: Sendable, Equatable {
  /// The request method, such as `PUT`, in the letters that are sent.
  public var method: String
  /// Path and query, such as `/2015-03-31/functions/f?Qualifier=live`, percent-encoded as they are
  /// sent, byte for byte.
  ///
  /// Build paths and queries with `URIEncoding`. No scheme, no host, no fragment.
  public var target: String
  /// The header fields in the order in which they are sent; `Host` must be among them.
  public var headers: [Header]
  /// What the body is.
  public var payload: Payload

  /// Makes a request from its parts.
  public init(method: String, target: String, headers: [Header], payload: Payload = .bytes([])) {
    self.method = method
    self.target = target
    self.headers = headers
    self.payload = payload
  }

  /// What the signature says about the body.
  public enum Payload: Sendable, Equatable {
    /// The whole body; it is hashed.
    case bytes([UInt8])
    /// The body's SHA-256 in 64 lower-case hexadecimal digits, computed elsewhere, such as by
    /// `SHA256Digest` over a file.
    case sha256(hex: String)
    /// Nothing: `UNSIGNED-PAYLOAD`. Only S3 takes it, and only over TLS is it safe.
    case unsigned
  }

  /// A header field.
  public struct Header: Sendable, Equatable {
    /// The field's name as it is sent; compared without regard to case.
    public var name: String
    /// The field's value as it is sent.
    public var value: String

    /// Makes a header field.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}

extension SignableRequest.Header: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The field as it is sent, but for a token or an authorization, which is not shown.
  public var description: String { name + ": " + shownValue }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// A mirror that shows no token and no authorization.
  public var customMirror: Mirror { Mirror(self, children: ["name": name, "value": shownValue]) }

  private var shownValue: String {
    let secret = ["authorization", "x-amz-security-token"].contains(name.lowercased())
    return secret ? "(not shown)" : value
  }
}
