import AWS
package import Release

extension Session {
  /// The name of this run: that of the environment, else the record's, else a new one.
  package func runName(_ recorded: String?) throws(ReleaseFailure) -> String {
    try Self.runName(in: world.environment) ?? recorded ?? RunName.drawn(world.random)
  }

  /// The names under which this run may have set a share: that of the environment, the record's,
  /// and that of a shift whose answer is not known.
  ///
  /// Empty for a rollback by hand, without a record.
  package func runNames(_ record: ReleaseRecord) throws(ReleaseFailure) -> Set<String> {
    guard record.version != nil else { return [] }
    return Set(
      [try Self.runName(in: world.environment), record.run, record.shifting?.run].compactMap { $0 })
  }

  /// The name that `LAMBDA_RELEASE_RUN` gives; nil when it is not set or empty.
  static func runName(in environment: [String: String]) throws(ReleaseFailure) -> String? {
    guard let given = environment["LAMBDA_RELEASE_RUN"], !given.isEmpty else { return nil }
    guard RunName.isValid(given) else {
      throw .usage("LAMBDA_RELEASE_RUN must be 1 to 32 lower-case letters and digits")
    }
    return given
  }
}
