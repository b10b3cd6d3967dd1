import Cryptography

/// Why a request cannot be signed.
///
/// Nothing was signed, and nothing may be sent. No case and no description holds the secret key or the session token.
public enum SigningError: Error, Sendable, Equatable {
  /// A part that must have a content is empty.
  case empty(Part)
  /// A part holds a byte that would change the meaning of the request, such as a line feed.
  case forbiddenByte(UInt8, in: Part)
  /// There is no `Host` header, or there are two, or it is empty.
  case hostMissingOrRepeated
  /// The request already carries a header or a query parameter that the signer adds.
  case alreadySigned(name: String)
  /// The target does not begin with `/`.
  case targetNotAbsolute
  /// A `%` in the target is not followed by two hexadecimal digits.
  case malformedEscape
  /// A literal `+` in the query, which servers read in different ways.
  case plusInQuery
  /// The payload's hash is not 64 lower-case hexadecimal digits.
  case malformedPayloadHash
  /// The year is not in 0000 to 9999.
  case dateOutOfRange
  /// A presigned URL must live from 1 second to 7 days.
  case expiryOutOfRange(seconds: Int)

  /// A part of the input.
  public enum Part: Sendable, Equatable {
    /// `Credentials.accessKeyId`.
    case accessKeyId
    /// `Credentials.secretAccessKey`; its content is never told.
    case secretAccessKey
    /// `Credentials.sessionToken`; its content is never told.
    case sessionToken
    /// The region of the scope.
    case region
    /// The service's name in the scope.
    case service
    /// `SignableRequest.method`.
    case method
    /// `SignableRequest.target`.
    case target
    /// The name of the header with this index, counted from 0.
    case headerName(index: Int)
    /// The value of the header of this name.
    case headerValue(name: String)
  }
}

extension SigningError: CustomStringConvertible {
  /// What is wrong with which input, and what to do.
  public var description: String {
    switch self {
    case .empty(let part): "\(part) is empty: give one"
    case .forbiddenByte(let byte, let part): Self.describe(byte, in: part)
    case .hostMissingOrRepeated: "a request needs exactly one Host header with a value"
    case .alreadySigned(let name):
      "the request already carries \(name), which the signer adds: leave it out"
    case .targetNotAbsolute: "the target must begin with /: give path and query alone"
    case .malformedEscape:
      "a % in the target is not followed by two hexadecimal digits: write %25 for a percent sign"
    case .plusInQuery:
      "the query holds a literal +: write %20 for a blank or %2B for a plus sign"
    case .malformedPayloadHash:
      "the payload hash is not a SHA-256 in 64 lower-case hexadecimal digits"
    case .dateOutOfRange: "the date is outside the years 0000 to 9999: check the clock"
    case .expiryOutOfRange(let seconds):
      "a presigned URL cannot live \(seconds) seconds: give 1 to 604800 (7 days)"
    }
  }

  private static func describe(_ byte: UInt8, in part: Part) -> String {
    let name =
      switch byte {
      case 0x00: "a NUL"
      case 0x09: "a tab"
      case 0x0A: "a line feed"
      case 0x0D: "a carriage return"
      case 0x20: "a blank"
      case 0x21...0x7E: "\"\(Character(Unicode.Scalar(byte)))\""
      default: "the byte 0x" + Hex.encode([byte])
      }
    let way =
      switch part {
      case .target: ": percent-encode it"
      case .accessKeyId, .secretAccessKey, .sessionToken:
        ": check where the credentials come from, such as the end of a line in a file"
      default: ": leave it out"
      }
    return "\(part) must not hold \(name)\(way)"
  }
}

extension SigningError.Part: CustomStringConvertible {
  /// The part in words.
  public var description: String {
    switch self {
    case .accessKeyId: "the access key id"
    case .secretAccessKey: "the secret access key"
    case .sessionToken: "the session token"
    case .region: "the region"
    case .service: "the service name"
    case .method: "the method"
    case .target: "the target"
    case .headerName(let index): "the name of header \(index + 1)"
    case .headerValue(let name): "the value of header \(name)"
    }
  }
}
