/// One place in which two answers to the same payload differ.
package struct AnswerDifference: Sendable, Hashable {
  /// In which way they differ.
  package enum Kind: String, Sendable, Hashable {
    /// The candidate's answer lacks it.
    case missing
    /// Only the candidate's answer has it.
    case added
    /// A value of another type.
    case type
    /// Another value of the same type.
    case value
    /// The answers are not JSON, or too large to be looked into, and their bytes differ.
    case bytes
  }

  /// What noise is learned by: a place, and whether it is there, its type or its value.
  package struct Place: Sendable, Hashable {
    /// The path, as it is printed.
    package var path: String
    var aspect: Aspect
  }

  enum Aspect: Sendable, Hashable {
    case presence
    case type
    case value
  }

  /// The path, as it is printed.
  package var path: String
  /// How the values at the path differ.
  package var kind: Kind
  /// The serving version's value, or the type of it; nil when it has none.
  package var serving: String?
  /// The candidate's.
  package var candidate: String?

  package init(path: String, kind: Kind, serving: String?, candidate: String?) {
    self.path = path
    self.kind = kind
    self.serving = serving
    self.candidate = candidate
  }

  /// Where and how; nil for what is never taken for noise, a difference of the answers as a whole.
  package var place: Place? {
    guard path != "." else { return nil }
    switch kind {
    case .missing, .added: return Place(path: path, aspect: .presence)
    case .type: return Place(path: path, aspect: .type)
    case .value: return Place(path: path, aspect: .value)
    case .bytes: return nil
    }
  }
}
