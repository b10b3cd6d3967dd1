/// A name that AWS would refuse.
package struct InvalidName: Error, Equatable, CustomStringConvertible {
  /// What is wrong with which name, and what is right.
  package var message: Message

  /// Makes an error.
  package init(_ message: Message) {
    self.message = message
  }

  /// The line.
  package var description: String { message.description }
}
