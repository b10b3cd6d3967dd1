/// Where the server's canonical request differs from ours, when it answers `SignatureDoesNotMatch`
/// or `InvalidSignatureException`.
///
/// S3 gives its own as `<CanonicalRequest>` in the body of the answer; the other services give it
/// inside the message, where `canonicalRequest(inMessage:)` finds it.
public struct SignatureMismatch: Sendable, Equatable {
  /// The number of the first line that differs, counted from 1.
  public let line: Int
  /// Our line, or nil when ours has fewer lines; a session token is not shown.
  public let ours: String?
  /// The server's line, or nil when its has fewer lines; a session token is not shown.
  public let theirs: String?

  /// Compares two canonical requests, or two strings to sign.
  ///
  /// - Returns: The first difference, or nil when there is none: then the secret access key differs.
  public static func first(ours: String, theirs: String) -> SignatureMismatch? {
    let our = lines(ours)
    let their = lines(theirs)
    for index in 0..<max(our.count, their.count) {
      let one = index < our.count ? our[index] : nil
      let other = index < their.count ? their[index] : nil
      if let one, let other, one.utf8.elementsEqual(other.utf8) { continue }
      return SignatureMismatch(
        line: index + 1, ours: one.map(SessionToken.removed(fromLine:)),
        theirs: other.map(SessionToken.removed(fromLine:)))
    }
    return nil
  }

  /// The server's canonical request inside an error message, or nil when it gives none.
  public static func canonicalRequest(inMessage message: String) -> String? {
    quoted(after: "The Canonical String for this request should have been", in: message)
  }

  /// The server's string to sign inside an error message, or nil when it gives none.
  public static func stringToSign(inMessage message: String) -> String? {
    quoted(after: "The String-to-Sign should have been", in: message)
  }

  /// The text between the apostrophe after the introduction and the one that ends the passage.
  ///
  /// An apostrophe inside, such as a header value's, ends nothing: the last before the next
  /// introduction, or before the end of the message, does.
  private static func quoted(after introduction: String, in message: String) -> String? {
    let bytes = Array(message.utf8)
    guard let start = bytes[...].range(ofFirst: Array(introduction.utf8))?.upperBound else {
      return nil
    }
    let apostrophe = UInt8(ascii: "'")
    let rest = bytes[start...].drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }
    guard rest.first == apostrophe else { return nil }
    let next = rest.range(ofFirst: Array("The String-to-Sign should have been".utf8))
    let passage = next.map { rest[..<$0.lowerBound] } ?? rest
    let text = passage.dropFirst()
    guard let close = text.lastIndex(of: apostrophe) else { return nil }
    return String(decoding: text[..<close], as: UTF8.self)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }
}

extension SignatureMismatch: CustomStringConvertible {
  /// Both lines in one sentence.
  public var description: String {
    "line \(line) of the canonical request differs: ours is \(Self.quote(ours)), "
      + "the server's \(Self.quote(theirs))"
  }

  private static func quote(_ line: String?) -> String { line.map { "'\($0)'" } ?? "missing" }
}
