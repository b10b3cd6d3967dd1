import ArgumentParser

/// Whether a package may have anything that Lambda could trip over.
package struct StrictOption: ParsableArguments {
  @Flag(help: "End with an error when there is a warning about the package.")
  package var strict = false

  /// For ArgumentParser.
  package init() {}
}
