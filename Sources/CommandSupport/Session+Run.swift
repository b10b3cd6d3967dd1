import AWS
package import Release

extension Session {
  /// The name of this run: the guard's (`LAMBDA_RELEASE_RUN`), else the record's, else a new one.
  package func runName(_ recorded: String?) throws(ReleaseFailure) -> String {
    guard let given = world.environment["LAMBDA_RELEASE_RUN"], !given.isEmpty else {
      return recorded ?? RunName.drawn(world.random)
    }
    guard RunName.isValid(given) else {
      throw .usage("LAMBDA_RELEASE_RUN must be 1 to 32 lower-case letters and digits")
    }
    return given
  }
}
