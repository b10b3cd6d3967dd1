import Cryptography

/// What a request or a signer must not hold.
///
/// A line feed in a header value would be a header of the
/// attacker's, and a slash in a region another scope.
enum Refusals {
  /// Names that the signer adds as a header, in lower case.
  private static let signingHeaders: Set<String> = [
    "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token",
  ]

  /// Names that a presigned URL has in its query, in lower case.
  private static let signingParameters: Set<String> = [
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders",
    "x-amz-signature", "x-amz-security-token",
  ]

  /// Refuses what would leave its place in the `Authorization` header or the credential scope.
  static func check(_ credentials: Credentials) throws(SigningError) {
    try check(credentials.accessKeyId, .accessKeyId) {
      isVisible($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",")
    }
    try check(credentials.secretAccessKey, .secretAccessKey) { !isControl($0) }
    if let token = credentials.sessionToken { try check(token, .sessionToken, isVisible) }
  }

  /// Refuses a region or a service name that is not letters, digits, `-`, `_` and `.`.
  static func check(scopePart text: String, _ part: SigningError.Part) throws(SigningError) {
    try check(text, part) {
      isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: ".")
    }
  }

  /// Refuses a request that cannot be sent as it stands, or that is already signed.
  static func check(_ request: SignableRequest) throws(SigningError) {
    try check(request.method, .method, isToken)
    try check(target: request.target)
    try check(headers: request.headers)
    if case .sha256(let hex) = request.payload {
      guard hex.utf8.count == 64, hex.utf8.allSatisfy({ Hex.value($0) != nil && !isUpper($0) })
      else { throw .malformedPayloadHash }
    }
  }

  private static func check(target: String) throws(SigningError) {
    try check(target, .target) { isVisible($0) && $0 != UInt8(ascii: "#") }
    guard target.utf8.first == UInt8(ascii: "/") else { throw .targetNotAbsolute }
    guard URIEncoding.decode(Array(target.utf8)) != nil else { throw .malformedEscape }
    let query = CanonicalQuery.part(of: target)
    guard !query.contains(UInt8(ascii: "+")) else { throw .plusInQuery }
    for pair in CanonicalQuery(query).pairs where signingParameters.contains(pair.key.lowercased())
    {
      throw .alreadySigned(name: pair.key)
    }
  }

  private static func check(headers: [SignableRequest.Header]) throws(SigningError) {
    var hosts = 0
    for (index, header) in headers.enumerated() {
      try check(header.name, .headerName(index: index), isToken)
      try check(header.value, .headerValue(name: header.name), mayBeEmpty: true) {
        !isControl($0) || $0 == UInt8(ascii: "\t")
      }
      let name = header.name.lowercased()
      guard !signingHeaders.contains(name) else { throw .alreadySigned(name: header.name) }
      if name == "host" { hosts += header.value.utf8.allSatisfy(isBlank) ? 2 : 1 }
    }
    guard hosts == 1 else { throw .hostMissingOrRepeated }
  }

  private static func check(
    _ text: String, _ part: SigningError.Part, mayBeEmpty: Bool = false,
    _ isAllowed: (UInt8) -> Bool
  ) throws(SigningError) {
    guard mayBeEmpty || !text.utf8.isEmpty else { throw .empty(part) }
    for byte in text.utf8 where !isAllowed(byte) { throw .forbiddenByte(byte, in: part) }
  }

  /// Whether a byte may stand in a method or a header's name: letters, digits and
  /// ``!#$%&'*+-.^_`|~`` (RFC 9110, section 5.6.2).
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x7C,
      0x7E:
      true
    default: false
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isUpper(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
}
