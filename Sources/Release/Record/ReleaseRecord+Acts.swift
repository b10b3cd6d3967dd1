package import AWS

extension ReleaseRecord {
  /// Writes which function the release is about.
  package mutating func set(_ function: FunctionIdentifier) {
    set("FunctionName", text: function.name)
    set("FunctionArn", text: function.region == nil ? nil : function.unqualified)
    if let region = function.region { set("Region", text: region) }
  }

  /// Writes what was published; what an earlier version left behind (its verdict) goes.
  package mutating func set(
    _ published: Publication.Published, region: String, alias name: String?
  ) {
    set("FunctionName", text: published.functionName)
    set("FunctionArn", text: published.functionArn)
    set("Region", text: region)
    set("Version", version: published.version)
    set("CodeSha256", text: published.codeSha256)
    set("Changed", .bool(published.changed))
    set("PreviousVersion", version: published.previousVersion)
    set("Run", nil)
    if let name, let live = published.liveVersion {
      // Without a token: a shift begins with a look of its own.
      set(alias: AliasConfiguration(name: name, functionVersion: live, revisionId: ""))
    }
    set("Health", nil)
    set("RolledBack", nil)
  }

  /// Writes a shift that is confirmed; the verdict is used up by it.
  package mutating func set(_ shifted: TrafficShift.Shifted, run: String?) {
    if let run { set("Run", text: run) }
    set("Version", version: shifted.version)
    if let previous = shifted.previousVersion { set("PreviousVersion", version: previous) }
    set(alias: shifted.alias)
    set("Health", nil)
    set("RolledBack", nil)
  }

  /// Writes a rollback that is confirmed.
  package mutating func set(_ rolledBack: Rollback.RolledBack) {
    set(alias: rolledBack.alias)
    guard let from = rolledBack.from else { return }
    set("RolledBack", ["From": .string("\(from)"), "To": .string("\(rolledBack.to)")])
  }

  /// The name of the run that this release is; nil before its first share.
  package var run: String? { text("Run").flatMap { RunName.isValid($0) ? $0 : nil } }

  /// Whether the alias served the version already when it was published.
  package var wasLive: Bool {
    guard let alias, let version else { return false }
    return alias.functionVersion == version && alias.revisionId.isEmpty
  }

  /// The versions that shifts of this record gave a share to, confirmed or not.
  package var shiftedVersions: Set<FunctionVersion> {
    let shifts = (json["History"]?.array ?? []).filter { $0["Command"]?.string == "shift-weight" }
    return Set(
      (shifts + [json["Shifting"]].compactMap { $0 }).compactMap {
        $0["Version"]?.string.flatMap { FunctionVersion($0) }
      })
  }

  /// The verdict since the last shift and the version it is about, or nil when there is none.
  package func health() throws(ReleaseFailure) -> (verdict: Verdict, version: FunctionVersion)? {
    guard let health = json["Health"] else { return nil }
    guard let word = health["Verdict"]?.string, let verdict = Verdict(rawValue: word),
      let version = health["Version"]?.string.flatMap({ FunctionVersion($0) })
    else {
      throw .record("standard input: Health must have a Verdict and a Version: run healthcheck")
    }
    return (verdict, version)
  }
}
