/// The version of the toolbox, the same for every command.
package enum Version {
  /// As `--version` prints it.
  package static let text = "0.1.0"
}
