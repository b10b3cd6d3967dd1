/// What is wrong with the user's configuration: the environment, the options or the shared files.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line of what is wrong and the way out.
  package var message: String

  /// Makes an error.
  package init(_ message: String) {
    self.message = message
  }

  /// The line.
  package var description: String { message }
}
