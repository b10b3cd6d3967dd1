/// What Lambda may trip over in a package that it takes.
package struct PackageWarning: Sendable, Equatable {
  /// What it is about, as far as a function's configuration may show that it is no problem.
  enum Kind: Sendable {
    case executable
    case folder
    case other
  }

  let kind: Kind
  /// One line: foreign names in it are escaped and cut.
  package let text: String

  init(_ text: String, kind: Kind = .other) {
    self.kind = kind
    self.text = text
  }
}
