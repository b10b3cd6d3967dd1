package import AWS

/// A version in a test is written as AWS writes it: `"7"`, `"$LATEST"`.
extension FunctionVersion: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    self = FunctionVersion(text) ?? .published(0)
  }
}
