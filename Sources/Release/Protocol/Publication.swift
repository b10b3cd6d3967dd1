package import AWS

/// Makes a package the function's code and publishes it as a version.
///
/// Live code never changes by this: an alias that stands on `$LATEST` is first pinned to a
/// published version of the code that is live. It may be repeated after any failure: code that
/// `$LATEST` already has is not sent again, and AWS answers an unchanged function's PublishVersion
/// with the version it has.
package struct Publication {
  /// The calls.
  package var client: any ReleaseClient
  /// The clock, sleep and messages.
  package var world: World
  /// The longest that the waits of one publication may take together, in seconds.
  package var timeout: Double

  package init(client: any ReleaseClient, world: World, timeout: Double) {
    self.client = client
    self.world = world
    self.timeout = timeout
  }

  /// A version that is published and ready to be invoked.
  package struct Published: Sendable, Equatable {
    /// The function's name, without qualifier.
    package var functionName: String
    /// The function's ARN, without qualifier.
    package var functionArn: String
    /// The version.
    package var version: FunctionVersion
    /// The SHA-256 of its code as Lambda spells it.
    package var codeSha256: String
    /// Whether the version is new; false when the function had it already.
    package var changed: Bool
    /// The version that the alias stands on; nil when no alias was named.
    package var previousVersion: FunctionVersion?
  }

  /// Publishes, and returns when the version is `Active`.
  ///
  /// Throws `missing` when the function or the alias does not exist; `refused` with AWS's reason
  /// when the update or the version fails; `timedOut`; `conflict` when somebody else changes the
  /// function's code meanwhile; `usage` when the description is too long; `service` when a call
  /// fails.
  ///
  /// `alias` is the one that will get the version, so that its live code is made safe; nil leaves
  /// every alias out of it. `codeSha256` is what the CodeSha256 will be, or nil when that is not
  /// known beforehand, as with an image named by a tag: then the code is sent in any case. To
  /// `description` the live version is added as `previous=`.
  package func publish(
    function: String, alias: String?, code: CodeLocation, codeSha256: String?,
    description: String?
  ) throws(ReleaseFailure) -> Published {
    let wait = UpdateWait(client: client, world: world, deadline: world.uptime() + timeout)
    var previous: FunctionVersion?
    if let alias {
      previous = try live(function, alias).version
      if previous == .latest {
        let pin = AliasPin(client: client, world: world, wait: wait)
        previous = try pin.pin(function: function, alias: alias).functionVersion
      }
    }
    let text = try Self.description(description, previous)
    let update = CodeUpdate(client: client, wait: wait)
    let latest = try update.update(to: code, codeSha256: codeSha256, of: function)
    let version = try wait.published(
      function, codeSha256: latest.configuration.codeSha256, description: text)
    let isNew = try isNew(version, before: latest, live: previous, function)
    return Published(
      functionName: version.functionName, functionArn: Self.unqualified(version),
      version: version.version, codeSha256: version.codeSha256, changed: isNew,
      previousVersion: previous)
  }

  /// The alias `live`, when the function has one: what nobody named must be safe as well.
  package func usualAlias(of function: String) throws(ReleaseFailure) -> String? {
    do throws(ServiceError) {
      _ = try client.getFunctionConfiguration(function, qualifier: "live")
      return "live"
    } catch {
      guard error.isNotFound else { throw .service(error) }
      return nil
    }
  }

  /// The configuration of the version that an alias points to.
  func live(_ function: String, _ alias: String) throws(ReleaseFailure) -> FunctionConfiguration {
    do throws(ServiceError) {
      return try client.getFunctionConfiguration(function, qualifier: alias)
    } catch {
      guard error.isNotFound else { throw .service(error) }
      // AWS says the same of a missing function and of a missing alias.
      if (try? client.getFunctionConfiguration(function, qualifier: nil)) == nil {
        throw .missing("function \(function) does not exist")
      }
      throw .missing("alias \(alias) of function \(function) does not exist")
    }
  }

  /// Whether PublishVersion made a version, or answered with one that was there.
  ///
  /// A new version changes the RevisionId of `$LATEST`; one that was there leaves it.
  private func isNew(
    _ version: FunctionConfiguration, before latest: CodeUpdate.Latest,
    live: FunctionVersion?,
    _ function: String
  ) throws(ReleaseFailure) -> Bool {
    if latest.isUpdated { return true }
    if version.version == live { return false }
    do throws(ServiceError) {
      return try client.getFunctionConfiguration(function, qualifier: nil).revisionId
        != latest.configuration.revisionId
    } catch {
      throw .service(error)
    }
  }

  private static func description(_ text: String?, _ previous: FunctionVersion?)
    throws(ReleaseFailure)
    -> String?
  {
    let whole = previous.map { PreviousVersionNote.adding($0, to: text) } ?? text
    let limit = PreviousVersionNote.descriptionLimit
    if let whole, whole.utf16.count > limit {
      throw .usage(
        "the description is \(whole.utf16.count - limit) characters too long: with the version "
          + "before it may have \(limit)")
    }
    return whole
  }

  /// The ARN without its version: Lambda's version ARNs end in one.
  private static func unqualified(_ version: FunctionConfiguration) -> String {
    let suffix = ":\(version.version)"
    guard version.functionArn.hasSuffix(":function:\(version.functionName)" + suffix) else {
      return version.functionArn
    }
    return String(version.functionArn.dropLast(suffix.count))
  }
}
