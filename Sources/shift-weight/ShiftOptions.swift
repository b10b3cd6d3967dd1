import ArgumentParser
import AWS
import CommandSupport
import Release

/// What is to be shifted where, and on what conditions.
struct ShiftOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The alias.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @Option(
    help: ArgumentHelp(
      "The share for the version: 10% or 0.1. 0% clears, 100% promotes.", valueName: "share"),
    transform: VersionArgument.weight)
  var weight: Weight?

  @Option(
    help: ArgumentHelp("The version, instead of the record's.", valueName: "version"),
    transform: VersionArgument.number)
  var toVersion: FunctionVersion?

  @Flag(help: "Shift without a healthy verdict.")
  var force = false

  @Flag(help: "Make the alias when there is none.")
  var create = false

  @Flag(help: "Leave the alias's Description alone: write no note.")
  var noNote = false

  /// The words that ask for the same shift again.
  var repeated: [String] {
    var words = weight.map { ["--weight", $0.percent] } ?? []
    if create { words.append("--create") }
    if noNote { words.append("--no-note") }
    return words
  }
}
