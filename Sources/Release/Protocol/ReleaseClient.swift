package import AWS

/// The Lambda calls that the release protocol is made of.
///
/// `LambdaClient` makes them for real; the model checker simulates them. Each may be repeated by
/// the implementation only when a repeat surely changes nothing; `updateAlias` is never repeated
/// after it may have had its effect: that is the protocol's to decide.
package protocol ReleaseClient {
  /// Reads the configuration of a version, of the version an alias points to, or of `$LATEST`.
  func getFunctionConfiguration(_ function: String, qualifier: String?) throws(ServiceError)
    -> FunctionConfiguration

  /// Replaces the code of `$LATEST`; the update goes on after the answer (`InProgress`).
  ///
  /// With `dryRun` AWS checks the request and changes nothing.
  func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError)
    -> FunctionConfiguration

  /// Where the code of `$LATEST` is kept; nil when that cannot be told.
  func codeStorage(of function: String) throws(ServiceError) -> CodeStorage?

  /// Publishes `$LATEST` as a version, if its code still has that SHA-256 (else AWS answers 400).
  /// The same version as before comes back when nothing has changed since.
  func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration

  /// Reads an alias and leaves its RevisionId as it is: older tokens stay valid.
  ///
  /// The protocol does without it, because the least policy does not permit it.
  func getAlias(_ function: String, _ alias: String) throws(ServiceError) -> AliasConfiguration

  /// Changes an alias, or touches it.
  func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration

  /// Makes an alias that points to a version.
  func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError)
    -> AliasConfiguration
}

extension LambdaClient: ReleaseClient {}

extension ReleaseClient {
  /// Nil: a simulated function has no storage.
  package func codeStorage(of function: String) throws(ServiceError) -> CodeStorage? { nil }

  /// Reads the configuration of one version; every error is `service`.
  package func configuration(of version: FunctionVersion, _ function: String)
    throws(ReleaseFailure) -> FunctionConfiguration
  {
    do throws(ServiceError) {
      return try getFunctionConfiguration(function, qualifier: "\(version)")
    } catch {
      throw .service(error)
    }
  }
}
