/// A version of a function: a published one by its number, or `$LATEST`, the code that is not
/// published.
///
/// [Function versions](https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html)
package enum FunctionVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// `$LATEST`: the only version whose code can change. An alias on it can have no weights.
  case latest
  /// A published version; its number is above 0.
  case published(Int)

  /// Reads a version as AWS writes it: `$LATEST`, or 1 to 18 digits without a leading zero.
  ///
  /// Nil for any other text.
  package init?(_ text: String) {
    if text == "$LATEST" {
      self = .latest
      return
    }
    guard (1...18).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0"),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text)
    else { return nil }
    self = .published(number)
  }

  /// The version as AWS writes it.
  package var description: String {
    switch self {
    case .latest: "$LATEST"
    case .published(let number): "\(number)"
    }
  }
}
