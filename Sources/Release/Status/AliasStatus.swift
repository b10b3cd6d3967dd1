package import AWS

/// What an alias serves, as far as the caller may see it.
package struct AliasStatus: Sendable, Equatable {
  /// The function's name.
  package var functionName: String
  /// The region of the function.
  package var region: String
  /// The alias; without its weights and its Description when `lambda:GetAlias` is not permitted.
  package var alias: AliasConfiguration
  /// The versions that have traffic, and the one that `previous` would bring back.
  ///
  /// The alias's own comes first. Those that could not be read are not among them.
  package var configurations: [FunctionConfiguration]
  /// The versions that the alias or its note names and that do not exist.
  package var deleted: Set<FunctionVersion>
  /// The actions that the caller may not do, and that would show more.
  package var notPermitted: [String]

  package init(
    functionName: String, region: String, alias: AliasConfiguration,
    configurations: [FunctionConfiguration] = [], deleted: Set<FunctionVersion> = [],
    notPermitted: [String] = []
  ) {
    self.functionName = functionName
    self.region = region
    self.alias = alias
    self.configurations = configurations
    self.deleted = deleted
    self.notPermitted = notPermitted
  }

  /// What reads an alias, its weights and its Description.
  package static let aliasAction = "lambda:GetAlias"
  /// What reads a version.
  package static let versionAction = "lambda:GetFunctionConfiguration"

  /// How the traffic is divided, in one word.
  package enum Traffic: String, Sendable {
    /// One version has all of it.
    case steady
    /// A release has a share.
    case inFlight = "in-flight"
    /// A promotion has happened, and AWS moves the rest by itself when provisioned concurrency is
    /// ready.
    case settling
    /// The weights are not visible.
    case unseen
  }

  /// How the traffic is divided.
  package var traffic: Traffic {
    guard seesAlias else { return .unseen }
    if alias.share != nil { return .inFlight }
    return AliasState(alias).second == nil ? .steady : .settling
  }

  /// Whether the alias's weights and its Description are visible.
  package var seesAlias: Bool { !notPermitted.contains(Self.aliasAction) }

  /// What `rollback --to-version previous` would do.
  package var previous: PreviousVersion { PreviousVersion(of: alias) }

  /// The note that counts.
  var note: AliasNote? { AliasNote(alias) }

  /// The note that does not count, since something else has moved the alias; nil when there is none.
  var staleNote: AliasNote? {
    AliasNote.split(alias.description ?? "").note
      .flatMap { $0.version == alias.functionVersion ? nil : $0 }
  }

  /// The versions that have traffic, and the one that `previous` would bring back.
  static func versions(of alias: AliasConfiguration) -> [FunctionVersion] {
    var versions = [alias.functionVersion]
    if let second = AliasState(alias).second { versions.append(second.version) }
    if case .version(let before) = PreviousVersion(of: alias), !versions.contains(before) {
      versions.append(before)
    }
    return versions
  }

  /// The configuration of a version; nil when it could not be read.
  func configuration(of version: FunctionVersion) -> FunctionConfiguration? {
    configurations.first { $0.version == version }
  }

  /// The names of the members in which a version differs from the one that the alias points at:
  /// `CodeSha256` first, then those of the configuration.
  ///
  /// Nil for that version itself, and when one of the two could not be read.
  func differences(of version: FunctionVersion) -> [String]? {
    guard version != alias.functionVersion, let live = configuration(of: alias.functionVersion),
      let other = configuration(of: version)
    else { return nil }
    return (live.codeSha256 == other.codeSha256 ? [] : ["CodeSha256"])
      + other.settings.differences(from: live.settings)
  }
}
