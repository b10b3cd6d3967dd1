package import ArgumentParser
import AWS
package import Release

/// The options that mean the same in every command.
package struct CommonOptions: ParsableArguments {
  @Option(
    name: [.customLong("function"), .customLong("function-name")],
    help: ArgumentHelp("The function: its name or its ARN.", valueName: "name|arn"),
    completion: Completions.functions)
  package var function: String?

  @OptionGroup package var calls: CallOptions

  @Option(
    help: ArgumentHelp(
      "Warn if the credentials expire within this time and cannot be renewed.",
      valueName: "duration"))
  package var credentialsFor: Seconds?

  @Option(
    help: ArgumentHelp(
      "Read the record from this file and replace it there, instead of standard input and output.",
      valueName: "file"),
    completion: .file())
  package var record: String?

  @Flag(
    name: [.customShort("n"), .customLong("no-input")],
    help: "Do not read a record from standard input.")
  package var noInput = false

  @Flag(help: "Print the JSON Schema of the record and exit.")
  package var schema = false

  /// For ArgumentParser.
  package init() {}

  /// Refuses a record file that is none, or one that `-n` says not to read.
  package func validate() throws {
    guard let record else { return }
    guard record != "-" else {
      throw ValidationError("--record: give a file; without it the record is on standard input")
    }
    guard !noInput else {
      throw ValidationError(
        "--record and -n exclude each other: with --record nothing is read from standard input")
    }
  }
}
