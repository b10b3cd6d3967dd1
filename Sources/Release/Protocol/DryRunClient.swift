package import AWS

/// Lets the real protocol run without a change: it reads, and ends at the first write.
///
/// A touch is answered from reads: GetAlias where it is permitted, else GetFunctionConfiguration of
/// the alias, with the weights that the record knows. PublishVersion is answered where a read shows
/// that the record's own version is what it would answer. Every other write throws
/// `ServiceError.dryRun` with what the call would have done, which the command reports.
package final class DryRunClient: ReleaseClient {
  private let client: any ReleaseClient
  private let world: World
  /// The alias as the record knows it.
  private let recorded: AliasConfiguration?
  /// The version that the record is about.
  private let version: FunctionVersion?
  /// The code that an earlier command of the dry run would have uploaded.
  private let planned: CodeLocation?
  /// The alias as the last answer showed it.
  private var seen: AliasConfiguration?
  /// Whether the alias could be read without its weights only, and the record knows none.
  package private(set) var lacksWeights = false

  package init(
    _ client: any ReleaseClient, world: World, recorded: AliasConfiguration?,
    version: FunctionVersion? = nil, planned: CodeLocation? = nil
  ) {
    self.client = client
    self.world = world
    self.recorded = recorded
    self.version = version
    self.planned = planned
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

  package func codeStorage(of function: String) throws(ServiceError) -> CodeStorage? {
    try client.codeStorage(of: function)
  }

  /// Sends the request with AWS's own DryRun, which checks the code's place and the permissions.
  ///
  /// Code that is yet to be uploaded it would not find, so of that nothing is asked.
  package func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  {
    let isPlanned = planned != nil && code.place == planned
    if !isPlanned { _ = try client.updateFunctionCode(function, code, dryRun: true) }
    throw .dryRun(
      "would replace the code of function \(function) by \(code.words), "
        + (isPlanned ? "which is not there yet, so that AWS was not asked, " : "")
        + "then publish it as a new version")
  }

  package func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    if let version, version != .latest,
      let known = try? client.getFunctionConfiguration(function, qualifier: "\(version)"),
      known.serves(codeSha256, try client.getFunctionConfiguration(function, qualifier: nil))
    {
      return known
    }
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
    if update == AliasUpdate(revisionId: update.revisionId) { return now }
    let state = AliasState(now)
    let named = [update.functionVersion].compactMap { $0 }
    try checkVersions(named + (update.additionalVersionWeights ?? [:]).keys, function)
    if let second = state.applying(update).second, second.version != state.second?.version {
      try checkShare(of: second.version, beside: state.applying(update).primary, function)
    }
    throw .dryRun(
      "would set alias \(alias) to \(state.applying(update).words), from \(state.words)")
  }

  package func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  {
    try checkVersions([version], function)
    throw .dryRun("would create alias \(alias) with all traffic on version \(version)")
  }

  /// Throws what AWS answers to weights on two versions that cannot share an alias.
  private func checkShare(
    of second: FunctionVersion, beside primary: FunctionVersion, _ function: String
  ) throws(ServiceError) {
    guard let new = try? client.getFunctionConfiguration(function, qualifier: "\(second)"),
      let live = try? client.getFunctionConfiguration(function, qualifier: "\(primary)")
    else { return }
    let names = new.settings.differences(from: live.settings)
      .filter(FunctionSettings.shared.contains)
    guard !names.isEmpty else { return }
    let shared = names.contains("Role") ? "execution role" : "dead letter queue"
    throw .fault(
      ServiceFault(
        operation: "UpdateAlias", status: 400, code: "InvalidParameterValueException",
        message: "Specified versions must be associated with the same \(shared)"))
  }

  /// Throws when a version that a write names does not exist, as the write would.
  private func checkVersions(_ versions: [FunctionVersion], _ function: String)
    throws(ServiceError)
  {
    for version in versions {
      do throws(ServiceError) {
        _ = try client.getFunctionConfiguration(function, qualifier: "\(version)")
      } catch {
        // To write it takes other permissions than to read it.
        guard error.wasRefused(403) else { throw error }
      }
    }
  }

  private func read(_ function: String, _ alias: String) throws(ServiceError)
    -> AliasConfiguration
  {
    let found: AliasConfiguration
    do throws(ServiceError) {
      found = try client.getAlias(function, alias)
    } catch {
      guard error.wasRefused(403) else { throw error }
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
  package var words: String {
    switch self {
    case .s3(let bucket, let key, let version, let storage):
      "s3://\(bucket)/\(key)" + (version.map { " version \($0)" } ?? "")
        + (storage == .reference ? ", which stays there," : "")
    case .zip(let bytes): "a package of \(bytes.count) bytes"
    case .image(let uri): "image \(uri)"
    }
  }
}
