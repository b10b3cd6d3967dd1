import ArgumentParser
import Release

/// The options that list the versions which no alias needs.
struct UnusedOptions: ParsableArguments {
  @Flag(help: "Print the versions that no alias needs, a line each.")
  var unused = false

  @Option(
    help: ArgumentHelp(
      "How many of the newest versions --unused leaves out.", valueName: "number"))
  var keep: Int?

  func validate() throws {
    guard unused || keep == nil else { throw ValidationError("--keep goes with --unused") }
    if let keep, keep < 0 {
      throw ValidationError("--keep \(keep): use 0 or more")
    }
  }

  /// How many of the newest versions are kept.
  var kept: Int { keep ?? UnusedVersions.usualKeep }
}
