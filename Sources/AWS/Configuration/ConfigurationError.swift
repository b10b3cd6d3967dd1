/// What is wrong with the user's configuration: the environment, the options or the shared files.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line of what is wrong and the way out.
  package var message: Message
  /// Whether an option of the command line is wrong, so that it is not the configuration's fault.
  package var isOption: Bool

  /// Makes an error.
  package init(_ message: Message, isOption: Bool = false) {
    self.message = message
    self.isOption = isOption
  }

  /// The line.
  package var description: String { message.description }
}
