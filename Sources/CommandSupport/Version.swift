import CProgram

/// The version of the toolbox, the same for every command.
package enum Version {
  /// The number of the release that this is, or that it becomes: the heading in CHANGELOG.
  package static let number = "0.2.0"

  /// As `--version` prints it: `0.2.0 (COMMIT DATE)`, and `0.2.0-dev (COMMIT)` for what is not released.
  package static let text = unsafe number + String(cString: cprogram_origin())
}
