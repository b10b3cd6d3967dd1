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

  /// The value that the `Host` header must have for a server.
  ///
  /// - Parameters:
  ///   - host: A DNS name or an IP literal; an IPv6 literal with or without its brackets.
  ///   - port: The port, or nil for the scheme's own.
  ///   - scheme: `http` or `https`: their own ports, 80 and 443, are left out.
  /// - Returns: The host in lower case, in brackets when it is IPv6, with a port that is not the
  ///   scheme's own.
  public static func hostHeader(host: String, port: Int?, scheme: String) -> String {
    var value = host.lowercased()
    if value.utf8.contains(UInt8(ascii: ":")), !value.utf8.starts(with: "[".utf8) {
      value = "[" + value + "]"
    }
    let own = scheme.lowercased() == "http" ? 80 : 443
    guard let port, port != own else { return value }
    return value + ":" + String(port)
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
