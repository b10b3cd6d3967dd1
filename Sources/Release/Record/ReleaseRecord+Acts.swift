package import AWS

extension ReleaseRecord {
  /// Writes which function the release is about.
  package mutating func set(_ function: FunctionIdentifier) {
    set("FunctionName", text: function.name)
    set("FunctionArn", text: function.region == nil ? nil : function.unqualified)
    if let region = function.region { set("Region", text: region) }
  }

  /// Writes what was published.
  ///
  /// A version that the record does not have yet begins a release: the verdict of the last one is
  /// removed. The record's own version goes on as it was, a paused release included: `Alias`,
  /// `Health` and `PreviousVersion` stay.
  package mutating func set(
    _ published: Publication.Published, region: String, alias name: String?
  ) {
    let isNew = version != published.version
    set("FunctionName", text: published.functionName)
    set("FunctionArn", text: published.functionArn)
    set("Region", text: region)
    set("Version", version: published.version)
    set("CodeSha256", text: published.codeSha256)
    set("Changed", .bool(published.changed))
    if isNew || previousVersion == nil || previousVersion == version {
      set("PreviousVersion", version: published.previousVersion)
      let names = published.differences
      set("Differences", names.isEmpty ? nil : .array(names.map { .string($0) }))
    }
    if isNew || alias == nil, let name {
      if let live = published.liveVersion {
        // Without a token: a shift begins with a look of its own.
        set(alias: AliasConfiguration(name: name, functionVersion: live, revisionId: ""))
      } else {
        set(missingAlias: name)
      }
    }
    guard isNew else { return }
    set("Run", nil)
    set("Health", nil)
    set("RolledBack", nil)
    set("Pace", nil)
  }

  /// Confirms the record's own version by what a read of it shows, with nothing published.
  ///
  /// Throws `record` when the version holds other code than the record has.
  package mutating func confirm(
    _ found: FunctionConfiguration, region: String, alias name: String?
  ) throws(ReleaseFailure) {
    if let known = text("CodeSha256"), known != found.codeSha256 {
      throw .record(
        "version \(found.version) holds other code (\(found.codeSha256)) than the record's (\(known))"
      )
    }
    set("FunctionName", text: found.functionName)
    set("Region", text: region)
    set("CodeSha256", text: found.codeSha256)
    set("Changed", false)
    if let name, aliasName == nil || missingAlias != nil { set("Alias", ["Name": .string(name)]) }
  }

  /// Writes a shift that is confirmed; the verdict is used up by it.
  package mutating func set(_ shifted: TrafficShift.Shifted, run: String? = nil) {
    if let run { set("Run", text: run) }
    set("Version", version: shifted.version)
    if let previous = shifted.previousVersion, previous != shifted.version {
      set("PreviousVersion", version: previous)
    }
    set(alias: shifted.alias)
    set("Health", nil)
    set("RolledBack", nil)
    set("Shifting", nil)
    let before = shifted.before?.share(of: shifted.version) ?? Weight.none
    if before == Weight.none || shifted.restartsPace { set("Pace", nil) }
  }

  /// Writes a rollback that is confirmed.
  ///
  /// A healthy verdict is removed, so that it permits no further share; any other stays as the
  /// reason.
  package mutating func set(_ rolledBack: Rollback.RolledBack) {
    set(alias: rolledBack.alias)
    set("Shifting", nil)
    let permitting = [Verdict.healthy, .paced].map(\.rawValue)
    if permitting.contains(json["Health"]?["Verdict"]?.string ?? "") { set("Health", nil) }
    set("Pace", nil)
    guard let from = rolledBack.from else { return }
    set("RolledBack", ["From": .string("\(from)"), "To": .string("\(rolledBack.to)")])
  }

  /// The name of the run that this release is; nil before its first share.
  package var run: String? { text("Run").flatMap { RunName.isValid($0) ? $0 : nil } }

  /// The versions that shifts of this record gave a share to, confirmed or not.
  package var shiftedVersions: Set<FunctionVersion> {
    let shifts = history.filter { $0["Command"]?.string == "shift-weight" }
    let versions = shifts.compactMap { $0["Version"]?.string.flatMap { FunctionVersion($0) } }
    return Set(versions + [shifting?.version].compactMap { $0 })
  }

  /// The verdict since the last shift and the version it is about, or nil when there is none.
  package func health() throws(ReleaseFailure) -> (verdict: Verdict, version: FunctionVersion)? {
    guard let health = json["Health"] else { return nil }
    guard let word = health["Verdict"]?.string, let verdict = Verdict(rawValue: word),
      let version = health["Version"]?.string.flatMap({ FunctionVersion($0) })
    else {
      throw .record("the record's Health must have a Verdict and a Version: run healthcheck")
    }
    return (verdict, version)
  }
}
