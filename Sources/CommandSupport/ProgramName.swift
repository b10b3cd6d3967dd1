/// The name that a command goes by.
package enum ProgramName {
  /// The name under which the command was started, when it ends in the command's own: an
  /// installation may put a prefix before it (`lambda-upload`), and messages, help and completions
  /// follow; else the command's own name.
  package static func of(_ command: String) -> String {
    of(command, startedAs: CommandLine.arguments.first ?? "")
  }

  /// The same for a given first word of the command line.
  static func of(_ command: String, startedAs word: String) -> String {
    let name = word.split(separator: "/").last.map(String.init) ?? ""
    let isPrefixed = name.utf8.count > command.utf8.count && name.hasSuffix(command)
    return isPrefixed ? name : command
  }
}
