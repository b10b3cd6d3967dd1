package import ArgumentParser
package import Release

/// The options that mean the same in every command, of one that reads a record and writes none.
package struct StatusOptions: ParsableArguments {
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
      "Show the release of this record too; - reads it from standard input.", valueName: "file"),
    completion: .file())
  package var record: String?

  @Flag(
    name: [.customShort("n"), .customLong("no-input")],
    help: "Do not read a record from standard input.")
  package var noInput = false

  @Flag(help: "Print the JSON Schema of what --json prints and exit.")
  package var schema = false

  /// For ArgumentParser.
  package init() {}

  /// Refuses standard input that `-n` says not to read.
  package func validate() throws {
    guard record != "-" || !noInput else {
      throw ValidationError("--record - and -n exclude each other")
    }
  }

  /// The same for a session.
  package var common: CommonOptions {
    var common = CommonOptions()
    common.function = function
    common.calls = calls
    common.credentialsFor = credentialsFor
    common.record = record == "-" ? nil : record
    common.noInput = record != "-"
    common.schema = schema
    return common
  }
}
