package import AWS

/// Lets the real protocol run without a change: it reads, and ends at the first write.
///
/// A touch is answered from reads: GetAlias where it is permitted, else GetFunctionConfiguration of
/// the alias, with the weights that the record knows. Every other write throws
/// `ServiceError.dryRun` with what the call would have done, which the command reports.
package final class DryRunClient: ReleaseClient {
  private let client: any ReleaseClient
  private let world: World
  /// The alias as the record knows it.
  private let recorded: AliasConfiguration?
  /// The alias as the last answer showed it.
  private var seen: AliasConfiguration?
  /// Whether the alias could be read without its weights only, and the record knows none.
  package private(set) var lacksWeights = false

  package init(_ client: any ReleaseClient, world: World, recorded: AliasConfiguration?) {
    self.client = client
    self.world = world
    self.recorded = recorded
  }

  package func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    try client.getFunctionConfiguration(function, qualifier: qualifier)
  }

  package func getAlias(_ function: String, _ alias: String) throws(ServiceError)
    -> AliasConfiguration
  {
    try client.getAlias(function, alias)
  }

  /// Sends the request with AWS's own DryRun, which checks the code's place and the permissions.
  package func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  {
    _ = try client.updateFunctionCode(function, code, dryRun: true)
    throw .dryRun(
      "would replace the code of function \(function) by \(code.words), "
        + "then publish it as a new version")
  }

  package func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    throw .dryRun(
      "would publish the code that function \(function) has already (\(codeSha256)) as a version, "
        + "unless a version with this code and these settings exists")
  }

  package func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    if update == AliasUpdate() { return try read(function, alias) }
    // A token from the record may be stale: AWS would refuse it, and so does this.
    let now: AliasConfiguration
    if let seen { now = seen } else { now = try read(function, alias) }
    if let token = update.revisionId, token != now.revisionId {
      throw .fault(
        ServiceFault(
          operation: "UpdateAlias", status: 412, code: "PreconditionFailedException",
          message: "the alias has another RevisionId"))
    }
    let state = AliasState(now)
    throw .dryRun(
      "would set alias \(alias) to \(state.applying(update).words), from \(state.words)")
  }

  package func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  {
    throw .dryRun("would create alias \(alias) with all traffic on version \(version)")
  }

  private func read(_ function: String, _ alias: String) throws(ServiceError)
    -> AliasConfiguration
  {
    let found: AliasConfiguration
    do throws(ServiceError) {
      found = try client.getAlias(function, alias)
    } catch {
      guard error.fault?.status == 403 else { throw error }
      found = try withoutWeights(function, alias)
    }
    seen = found
    return found
  }

  /// The alias without permission to read it: its version, and what the record knows.
  private func withoutWeights(_ function: String, _ alias: String) throws(ServiceError)
    -> AliasConfiguration
  {
    let live = try client.getFunctionConfiguration(function, qualifier: alias).version
    let known = recorded.flatMap { $0.name == alias && $0.functionVersion == live ? $0 : nil }
    lacksWeights = known?.revisionId.isEmpty ?? true
    if seen == nil {
      world.say(
        lacksWeights
          ? "the weights of alias \(alias) are not visible without lambda:GetAlias"
          : "the weights of alias \(alias) are taken from the record: lambda:GetAlias is denied")
    }
    return known ?? AliasConfiguration(name: alias, functionVersion: live, revisionId: "")
  }
}

extension CodeLocation {
  /// The place in words.
  var words: String {
    switch self {
    case .s3(let bucket, let key, let version):
      "s3://\(bucket)/\(key)" + (version.map { " version \($0)" } ?? "")
    case .zip(let bytes): "a package of \(bytes.count) bytes"
    case .image(let uri): "image \(uri)"
    }
  }
}
