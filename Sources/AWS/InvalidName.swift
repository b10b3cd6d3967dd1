/// A name that AWS would refuse.
package struct InvalidName: Error, Equatable, CustomStringConvertible {
  /// What is wrong with which name, and what is right.
  package var description: String

  /// Makes an error.
  package init(_ description: String) {
    self.description = description
  }
}
