package import AWS

/// A shift whose answer is not known: it is written into a record file before UpdateAlias is sent,
/// and removed with the answer, so that a rollback after a crash knows what may be exposed.
package struct Shifting: Sendable, Equatable {
  /// The alias's name.
  package var alias: String
  /// The version that may have the share.
  package var version: FunctionVersion
  /// The share: 1 when the version may be promoted, 0 when its share was being removed.
  package var weight: Weight
  /// When it was written.
  package var at: Timestamp
  /// The name of the run that owns the share.
  package var run: String?

  package init(
    alias: String, version: FunctionVersion, weight: Weight, at: Timestamp, run: String? = nil
  ) {
    self.alias = alias
    self.version = version
    self.weight = weight
    self.at = at
    self.run = run
  }

  /// Describes the shift of `version` to `weight` that will leave the alias at `state`.
  ///
  /// The version is that of the state when another one of the same code was adopted.
  package init(
    to state: AliasState, alias: String, version: FunctionVersion, weight: Weight, at: Timestamp,
    run: String? = nil
  ) {
    self.init(alias: alias, version: version, weight: .none, at: at, run: run)
    if let second = state.second {
      (self.version, self.weight) = (second.version, second.weight)
    } else if weight == .all || state.primary == version {
      (self.version, self.weight) = (state.primary, .all)
    }
  }

  /// Reads the record's member; nil when it names no version.
  ///
  /// A share that cannot be read counts as all traffic, the worst case.
  init?(json: JSONValue) {
    guard let version = json["Version"]?.string.flatMap({ FunctionVersion($0) }) else { return nil }
    self.init(
      alias: json["Alias"]?.string ?? "", version: version,
      weight: json["Weight"]?.numeral.flatMap { Weight(numeral: $0) } ?? .all,
      at: json["At"]?.string.flatMap { Timestamp(iso8601: $0) } ?? Timestamp(milliseconds: 0),
      run: json["Run"]?.string)
  }

  /// The record's member.
  var json: JSONValue {
    var json: JSONValue = [
      "Alias": .string(alias), "Version": .string("\(version)"),
      "Weight": .number(weight.numeral), "At": .string(at.iso8601),
    ]
    json["Run"] = run.map { .string($0) }
    return json
  }
}

extension ReleaseRecord {
  /// The shift whose answer is not known; nil when every shift was answered.
  package var shifting: Shifting? {
    get { json["Shifting"].flatMap { Shifting(json: $0) } }
    set { set("Shifting", newValue?.json) }
  }

  /// The version of this release that may have traffic, and that a rollback takes it from.
  package var exposedVersion: FunctionVersion? { shifting?.version ?? version }

  /// Whether the verdict is older than a shift whose answer is not known, so that it may not be
  /// about the share that is exposed now; also true when its time is not known.
  package var isVerdictOutdated: Bool {
    guard let shifting, json["Health"] != nil else { return false }
    let last = history.last { $0["Verdict"] != nil }?["At"]?.string
    return last.flatMap { Timestamp(iso8601: $0) }.map { $0 <= shifting.at } ?? true
  }

  /// The verdict that may permit a shift to `weight`; nil when there is none.
  ///
  /// A healthy one that is outdated permits what it permitted before: the same shift again.
  package func health(for weight: Weight) throws(ReleaseFailure)
    -> (verdict: Verdict, version: FunctionVersion)?
  {
    let health = try health()
    guard health?.verdict == .healthy, isVerdictOutdated, let shifting else { return health }
    return weight > shifting.weight ? nil : health
  }

  /// Whether the record's alias points at its version: it was promoted, or live when it was
  /// published.
  package var isLive: Bool { version != nil && alias?.functionVersion == version }

  /// Whether `exposedVersion` has all traffic by this release, or may have it.
  package var isPromoted: Bool { shifting.map { $0.weight == .all } ?? false || isLive }

  /// The version to go back to when `exposedVersion` has been promoted by this release; nil when it
  /// has not been, or the version before it is not known.
  package var promotedFrom: FunctionVersion? {
    guard isPromoted, previousVersion != exposedVersion else { return nil }
    return previousVersion
  }
}
