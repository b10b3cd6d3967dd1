import AWS
import Release

/// A protocol with one of its protections taken away, by what it hears and says on the way to AWS.
class Mutant: ReleaseClient {
  let calls: ReplayClient

  required init(_ calls: ReplayClient) { self.calls = calls }

  func getFunctionConfiguration(_ function: String, qualifier: String?) throws(ServiceError)
    -> FunctionConfiguration
  { try calls.getFunctionConfiguration(function, qualifier: qualifier) }

  func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  { try calls.updateFunctionCode(function, code, dryRun: dryRun) }

  func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  { try calls.publishVersion(function, codeSha256: codeSha256, description: description) }

  func getAlias(_ function: String, _ alias: String) throws(ServiceError) -> AliasConfiguration {
    try calls.getAlias(function, alias)
  }

  func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  { try calls.updateAlias(function, alias, update) }

  func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  { try calls.createAlias(function, alias, version: version) }

  func isTouch(_ update: AliasUpdate) -> Bool { update == AliasUpdate() }
}

/// Sends no RevisionId.
final class WithoutRevisionId: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var update = update
    update.revisionId = nil
    return try calls.updateAlias(function, alias, update)
  }
}

/// Publishes whatever `$LATEST` holds.
final class WithoutCodeSha256: Mutant {
  override func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var version = try calls.publishVersion(function, codeSha256: "c0", description: description)
    version.codeSha256 = codeSha256
    return version
  }
}

/// Reads the alias by GetAlias, which fences nothing.
final class ReadingInsteadOfTouching: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    if isTouch(update) { return try calls.getAlias(function, alias) }
    return try calls.updateAlias(function, alias, update)
  }
}

/// Answers a refused token by a new one and sends again.
final class RefreshingTheToken: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    do throws(ServiceError) {
      return try calls.updateAlias(function, alias, update)
    } catch {
      guard error.fault?.status == 412 else { throw error }
      var again = update
      again.revisionId = try calls.updateAlias(function, alias, AliasUpdate()).revisionId
      return try calls.updateAlias(function, alias, again)
    }
  }
}

/// Goes on with a paced run whatever RevisionId the alias has.
final class GoingOnAtAnyRevision: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    let isTouch = update == AliasUpdate(revisionId: update.revisionId)
    return try calls.updateAlias(function, alias, isTouch ? AliasUpdate() : update)
  }
}

/// Names the version that was live at the start when it rolls back, and asks for no token.
final class RollingBackToTheBeginning: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var update = update
    if calls.progress.isRollingBack, update.additionalVersionWeights == [:] {
      update.functionVersion = .published(1)
      update.revisionId = nil
    }
    return try calls.updateAlias(function, alias, update)
  }
}

/// Clears the weight without a token when it rolls back.
final class RollingBackUnguarded: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var update = update
    if calls.progress.isRollingBack { update.revisionId = nil }
    return try calls.updateAlias(function, alias, update)
  }
}

/// Takes a lost answer for a yes.
final class BelievingLostAnswers: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    do throws(ServiceError) {
      return try calls.updateAlias(function, alias, update)
    } catch {
      guard error.mayHaveTakenEffect, !isTouch(update) else { throw error }
      return AliasConfiguration(
        name: alias, functionVersion: update.functionVersion ?? .published(1),
        additionalVersionWeights: update.additionalVersionWeights ?? [:], revisionId: "t255")
    }
  }
}

/// Takes a lost answer for a no.
final class DisbelievingLostAnswers: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    do throws(ServiceError) {
      return try calls.updateAlias(function, alias, update)
    } catch {
      guard error.mayHaveTakenEffect, !isTouch(update) else { throw error }
      throw .fault(
        ServiceFault(
          operation: "UpdateAlias", status: 412, code: "PreconditionFailedException", message: ""))
    }
  }
}

/// Leaves an alias on `$LATEST` there.
final class WithoutPinning: Mutant {
  override func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var found = try calls.getFunctionConfiguration(function, qualifier: qualifier)
    if qualifier == ReplayClient.alias, found.version == .latest {
      found.version = .published(1)
    }
    return found
  }
}

/// Takes no weight of an earlier run for its own.
final class WithoutAdoption: Mutant {
  override func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var found = try calls.getFunctionConfiguration(function, qualifier: qualifier)
    if let qualifier, qualifier != ReplayClient.alias { found.codeSha256 = "other" }
    if qualifier == nil { found.codeSha256 = "other" }
    return found
  }
}

/// Takes any weight for its own.
final class AdoptingAnything: Mutant {
  private var mine = ""

  override func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    mine = codeSha256
    return try calls.publishVersion(function, codeSha256: codeSha256, description: description)
  }

  override func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var found = try calls.getFunctionConfiguration(function, qualifier: qualifier)
    if let qualifier, qualifier != ReplayClient.alias { found.codeSha256 = mine }
    return found
  }
}

/// Starts a rollback from the alias as it was last seen, without a touch.
final class RollingBackFromMemory: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    if calls.progress.isRollingBack, isTouch(update), let last = calls.lastAlias { return last }
    return try calls.updateAlias(function, alias, update)
  }
}

/// What the wrong tool of the control does: no token, no guard, no pin, no look at what is there.
enum UnguardedTool {
  static func run(_ client: ReplayClient, _ code: UInt8) -> UInt8 {
    let function = ReplayClient.function
    let alias = ReplayClient.alias
    client.isShifting = true
    do throws(ServiceError) {
      _ = try client.updateFunctionCode(function, .image(uri: "c\(code)"), dryRun: false)
      let version = try published(client)
      var live: FunctionVersion?
      for weight in ["0.1", "0.5"] {
        let now = try client.updateAlias(
          function, alias, AliasUpdate(additionalVersionWeights: [version: weight]))
        live = live ?? now.functionVersion
        if client.verdict() != .healthy {
          client.isTerminated = false
          client.progress.isRollingBack = true
          _ = try client.updateAlias(
            function, alias, AliasUpdate(functionVersion: live, additionalVersionWeights: [:]))
          return 1
        }
      }
      _ = try client.updateAlias(
        function, alias, AliasUpdate(functionVersion: version, additionalVersionWeights: [:]))
      return 0
    } catch {
      return 1
    }
  }

  private static func published(_ client: ReplayClient) throws(ServiceError) -> FunctionVersion {
    for _ in 0..<3 {
      do throws(ServiceError) {
        return try client.publishVersion(
          ReplayClient.function, codeSha256: "c0", description: nil
        ).version
      } catch {
        guard error.fault?.status == 409 else { throw error }
      }
    }
    throw .request("still in progress", operation: "PublishVersion")
  }
}
