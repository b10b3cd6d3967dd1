package import AWS

/// One line of a guard's journal: what a command below the guard is about to expose, or what came
/// of it.
package struct JournalEntry: Sendable, Equatable {
  /// What the act is about, and how it is reached.
  package struct Place: Sendable, Hashable {
    /// The function's name.
    package var functionName: String
    /// The function's ARN without qualifier; nil when the caller gave a name only.
    package var functionArn: String?
    /// The region that was called.
    package var region: String
    /// The alias's name; nil when it is not known.
    package var alias: String?
    /// The profile as an option gave it.
    package var profile: String?
    /// The endpoint as an option gave it.
    package var endpointURL: String?

    package init(
      functionName: String, functionArn: String? = nil, region: String, alias: String? = nil,
      profile: String? = nil, endpointURL: String? = nil
    ) {
      self.functionName = functionName
      self.functionArn = functionArn
      self.region = region
      self.alias = alias
      self.profile = profile
      self.endpointURL = endpointURL
    }

    /// Whether two name the same function, whatever alias and credentials are meant.
    package func isSameFunction(as other: Place) -> Bool {
      functionName == other.functionName && region == other.region
        && endpointURL == other.endpointURL
    }

    /// Whether two name the same alias; one that is not known is none.
    package func isSameAlias(as other: Place) -> Bool {
      alias != nil && alias == other.alias && isSameFunction(as: other)
    }
  }

  /// What a line says.
  package enum Kind: Sendable, Equatable {
    /// An alias is about to be written; `version` and `weight` are the share to come, and are absent
    /// where the write exposes nothing. `isNew`: the alias is about to be made.
    case announced(isNew: Bool)
    /// A record that a command read tells of a share; the verdict is the one given since it was set.
    case found(Verdict?)
    /// `shift-weight` is done.
    case shifted(changed: Bool)
    /// A rollback is done; `from` is the version that lost its traffic.
    case rolledBack(from: FunctionVersion?, to: FunctionVersion)
    /// `healthcheck` is done.
    case verdict(Verdict)
    /// A command failed.
    case failed(status: Int32)
    /// Anything else, that exposes nothing.
    case other
  }

  /// What the act is about.
  package var place: Place
  /// The command's name.
  package var command: String
  /// The command's process: a refusal takes back the announcements of its own process alone.
  package var process: Int32?
  /// When it was written.
  package var at: Timestamp
  /// The version that the act is about, or that is about to be exposed.
  package var version: FunctionVersion?
  /// The share of `version`.
  package var weight: Weight?
  /// The code of `version`, by which a share of the same code is known.
  package var codeSha256: String?
  /// The version that had all the traffic before.
  package var previousVersion: FunctionVersion?
  /// The run that owns the share.
  package var run: String?
  /// Whether the alias's Description may be written.
  package var writesNote: Bool
  /// What the line says.
  package var kind: Kind
  /// Why, where a verdict or failure says so.
  package var reason: String?
  /// Whether a package was put or a version published; nil where the kind says it, or nothing does.
  package var changed: Bool?
  /// What a check measured.
  package var figures: ActFigures?
  /// How long the command took until then, in seconds.
  package var seconds: Double?

  package init(
    _ kind: Kind, command: String, place: Place, at: Timestamp, version: FunctionVersion? = nil,
    weight: Weight? = nil, codeSha256: String? = nil, previousVersion: FunctionVersion? = nil,
    run: String? = nil, writesNote: Bool = true, reason: String? = nil, process: Int32? = nil
  ) {
    self.kind = kind
    self.command = command
    self.place = place
    self.at = at
    self.version = version
    self.weight = weight
    self.codeSha256 = codeSha256
    self.previousVersion = previousVersion
    self.run = run
    self.writesNote = writesNote
    self.reason = reason
    self.process = process
  }
}
