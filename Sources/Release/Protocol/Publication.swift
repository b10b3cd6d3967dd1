package import AWS

/// Makes a package the function's code and publishes it as a version.
///
/// Live code never changes by this: an alias that points at `$LATEST` is first pinned to a
/// published version of the code that is live. It may be repeated after any failure: code that
/// `$LATEST` already has is not sent again, and AWS answers an unchanged function's PublishVersion
/// with the version it has.
package struct Publication {
  /// How long the waits of one publication take together, unless the user says it: five minutes.
  package static let usualTimeout = Seconds(300)
  /// The same for a function that a capacity provider runs, which starts instances first: half an
  /// hour.
  package static let providerTimeout = Seconds(1800)
  /// The calls.
  package var client: any ReleaseClient
  /// The clock, sleep and messages.
  package var world: World
  /// The longest that the waits of one publication may take together, in seconds; nil is
  /// `usualTimeout`, or `providerTimeout`.
  package var timeout: Double?
  /// Called before an alias is moved from `$LATEST`: see `AliasWriter.announce`.
  package var announce: (AliasState) throws(ReleaseFailure) -> Void
  /// Called once with the configuration that the code is for, before anything is changed.
  package var inspect: (FunctionConfiguration) throws(ReleaseFailure) -> Void

  package init(
    client: any ReleaseClient, world: World, timeout: Double?,
    announce: @escaping (AliasState) throws(ReleaseFailure) -> Void = { _ in },
    inspect: @escaping (FunctionConfiguration) throws(ReleaseFailure) -> Void = { _ in }
  ) {
    self.client = client
    self.world = world
    self.timeout = timeout
    self.announce = announce
    self.inspect = inspect
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
    /// The names of the settings in which it differs from the version that the alias serves.
    package var differences: [String] = []
    /// The version that the alias serves; nil when no alias was named.
    package var liveVersion: FunctionVersion?
    /// The version that the alias serves instead of this one; nil when it is this one.
    package var previousVersion: FunctionVersion? { liveVersion == version ? nil : liveVersion }
  }

  /// Refuses a version's description that Lambda would not take.
  package static func check(description: String) throws(ReleaseFailure) {
    // Lambda counts as Java does.
    let length = description.utf16.count
    guard length > AliasNote.descriptionLimit else { return }
    throw .usage(
      "the description has \(length) characters: Lambda takes at most "
        + "\(AliasNote.descriptionLimit)")
  }

  /// Publishes, and returns when the version is `Active`.
  ///
  /// When the alias serves this code in this configuration already, the release is finished:
  /// nothing is sent or published. Throws `missing` when the function or the alias does not exist;
  /// `refused` with AWS's reason when the update or the version fails; `timedOut`; `conflict` when
  /// somebody else changes the function's code meanwhile; `usage` when the description is too long;
  /// `service` when a call fails.
  ///
  /// `alias` is the one that will get the version, so that its live code is made safe; nil leaves
  /// every alias out of it, and with `create` it may be missing. `codeSha256` is what the CodeSha256 will be, or nil when that is not
  /// known beforehand, as with an image named by a tag: then the code is sent in any case.
  package func publish(
    function: String, alias: String?, code: CodeLocation, codeSha256: String?,
    description: String?, create: Bool = false
  ) throws(ReleaseFailure) -> Published {
    if let description { try Self.check(description: description) }
    let began = world.uptime()
    var wait = UpdateWait(
      client: client, world: world,
      deadline: began + (timeout ?? Double(Self.usualTimeout.value)))
    var live = try alias.flatMap { name throws(ReleaseFailure) in
      try self.live(function, name, create: create)
    }
    let isPinned = live?.version == .latest
    if let alias, let unpinned = live, isPinned {
      try inspect(unpinned)
      let pin = AliasPin(client: client, world: world, wait: wait, announce: announce)
      live = try pin.pin(function: function, alias: alias)
    }
    var latest = CodeUpdate.Latest(configuration: try wait.settled(function), isUpdated: false)
    if timeout == nil, latest.configuration.execution.hasCapacityProvider {
      wait.deadline = began + Double(Self.providerTimeout.value)
    }
    if !isPinned { try inspect(latest.configuration) }
    if let codeSha256, let live, live.serves(codeSha256, latest.configuration) {
      return published(live, live: live, changed: false)
    }
    let update = CodeUpdate(client: client, wait: wait)
    latest = try update.update(
      to: code, codeSha256: codeSha256, of: function, from: latest.configuration)
    let sent = latest.configuration.codeSha256
    if let live, live.serves(sent, latest.configuration) {
      return published(live, live: live, changed: false)
    }
    let version = try wait.published(function, codeSha256: sent, description: description)
    let isNew = try isNew(version, before: latest, live: live?.version, function)
    return published(version, live: live, changed: isNew)
  }

  private func published(
    _ version: FunctionConfiguration, live: FunctionConfiguration?, changed: Bool
  ) -> Published {
    Published(
      functionName: version.functionName, functionArn: Self.unqualified(version),
      version: version.version, codeSha256: version.codeSha256, changed: changed,
      differences: live.map { version.settings.differences(from: $0.settings) } ?? [],
      liveVersion: live?.version)
  }

  /// The alias `live`, when the function has one, so that it is protected even if no alias is named.
  package func usualAlias(of function: String) throws(ReleaseFailure) -> String? {
    do throws(ServiceError) {
      _ = try client.getFunctionConfiguration(function, qualifier: "live")
      return "live"
    } catch {
      guard error.isNotFound else { throw .service(error) }
      return nil
    }
  }

  /// The configuration of the version that an alias points to; nil, with `create`, when there is no
  /// such alias yet.
  package func live(_ function: String, _ alias: String, create: Bool) throws(ReleaseFailure)
    -> FunctionConfiguration?
  {
    do throws(ServiceError) {
      return try client.getFunctionConfiguration(function, qualifier: alias)
    } catch {
      guard error.isNotFound else { throw .service(error) }
      // AWS says the same of a missing function and of a missing alias.
      do throws(ServiceError) {
        _ = try client.getFunctionConfiguration(function, qualifier: nil)
      } catch {
        throw UpdateWait.failure(error, function)
      }
      guard !create else { return nil }
      throw .missing(
        "alias \(alias) of function \(function) does not exist", hints: [TrafficShift.createHint])
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

  /// The ARN without what it was asked for by: Lambda's ARNs end in a version or an alias.
  private static func unqualified(_ version: FunctionConfiguration) -> String {
    version.functionArn.split(separator: ":", omittingEmptySubsequences: false).prefix(7)
      .joined(separator: ":")
  }
}

extension FunctionConfiguration {
  /// Whether a version has that code, and the settings that `$LATEST` has now.
  func serves(_ codeSha256: String, _ latest: FunctionConfiguration) -> Bool {
    self.codeSha256 == codeSha256 && settings == latest.settings
  }
}
