package import AWS

/// What an alias remembers of its releases: one bracket at the end of its Description.
///
/// `[8 since 2026-11-27T10:12Z, before 7, not 9; run k3f9x2ab since 2026-11-28T09:30Z]`, of which
/// all but the first number may be absent. A bracket of any other form is the user's own text. The
/// note is written by the UpdateAlias that changes the traffic, so it cannot be lost, and it counts
/// only while the alias is at the version that it names first.
package struct AliasNote: Sendable, Equatable {
  /// The version that has all the traffic but a share.
  package var version: FunctionVersion
  /// Since when, to the minute: `2026-11-27T10:12Z`.
  package var since: String?
  /// The version that had all the traffic before; `previous` goes there.
  package var before: FunctionVersion?
  /// The version that this alias was rolled back from since the last promotion.
  package var not: FunctionVersion?
  /// The run that owns the share on the alias.
  package var run: Run?

  /// The run that owns a share.
  package struct Run: Sendable, Equatable {
    /// Its random name.
    package var name: String
    /// When its first share was set, to the minute.
    package var since: String

    package init(name: String, since: String) {
      self.name = name
      self.since = since
    }
  }

  package init(
    version: FunctionVersion, since: String? = nil, before: FunctionVersion? = nil,
    not: FunctionVersion? = nil, run: Run? = nil
  ) {
    self.version = version
    self.since = since
    self.before = before
    self.not = not
    self.run = run
  }

  /// The note that counts: nil when there is none, or the alias has been moved since.
  package init?(_ alias: AliasConfiguration) {
    guard let note = Self.split(alias.description ?? "").note,
      note.version == alias.functionVersion
    else { return nil }
    self = note
  }

  /// Whether a weight on this version is AWS's own, on the way from a promotion (provisioned
  /// concurrency), and no release's share: nobody's run is noted.
  package func isSettling(_ version: FunctionVersion) -> Bool { run == nil && version == before }

  /// What a write does to an alias.
  package enum Act: Sendable, Equatable {
    /// A run sets, raises or takes over a share.
    case share(run: String)
    /// A version gets all the traffic after its checks.
    case promotion(of: FunctionVersion)
    /// The share of a version is removed.
    case removal(of: FunctionVersion)
    /// A rollback moves the alias to a version.
    case rollback(to: FunctionVersion)
  }

  /// The note of an alias after an act.
  package static func note(after act: Act, of seen: AliasConfiguration, at now: Timestamp)
    -> AliasNote
  {
    let time = now.minute
    let live = seen.functionVersion
    var note = AliasNote(seen) ?? AliasNote(version: live)
    switch act {
    case .share(let run):
      if note.run?.name != run { note.run = Run(name: run, since: time) }
    case .promotion(let version): note = AliasNote(version: version, since: time, before: live)
    case .removal(let version):
      note.run = nil
      note.not = version
    case .rollback(let version):
      note = AliasNote(version: version, since: time, not: live == .latest ? nil : live)
    }
    return note
  }

  /// The longest Description that Lambda takes, in UTF-16 units.
  package static let descriptionLimit = 256

  /// A Description with this note instead of the one that it has; without any when there is no
  /// room, so that no stale one is left.
  package func written(into description: String) -> String {
    let text = Self.split(description).text
    let whole = text.isEmpty ? "\(self)" : "\(text) \(self)"
    return whole.utf16.count <= Self.descriptionLimit ? whole : text
  }
}

extension Timestamp {
  /// The time to the minute, in UTC.
  var minute: String { "\(iso8601.prefix(16))Z" }
}

extension AliasConfiguration {
  /// The share of a release; nil when the primary version has all the traffic, or when the weight is
  /// AWS's own.
  package var share: AliasState.Share? {
    AliasState(self).second.flatMap { AliasNote(self)?.isSettling($0.version) == true ? nil : $0 }
  }
}

extension AliasNote: CustomStringConvertible {
  /// The bracket.
  package var description: String {
    var text = "[\(version)"
    if let since { text += " since \(since)" }
    if let before { text += ", before \(before)" }
    if let not { text += ", not \(not)" }
    if let run { text += "; run \(run.name) since \(run.since)" }
    return text + "]"
  }

  /// The user's own text of a Description, and the note at its end, whatever version it names.
  package static func split(_ description: String) -> (text: String, note: AliasNote?) {
    guard description.hasSuffix("]"), let open = description.lastIndex(of: "["),
      let note = AliasNote(inside: description[description.index(after: open)...].dropLast())
    else { return (description, nil) }
    let text = description[..<open]
    guard text.isEmpty || text.hasSuffix(" ") else { return (description, nil) }
    return (String(text.dropLast()), note)
  }

  /// Reads the text between the brackets; nil when it does not have the form.
  private init?(inside text: Substring) {
    let halves = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    var parts = halves[0].split(separator: ",", omittingEmptySubsequences: false)[...]
    let first = parts.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
    guard let version = Self.version(first[0]), first.count == 1 || first.count == 3 else {
      return nil
    }
    self.init(version: version)
    if first.count == 3 {
      guard first[1] == "since", Self.isMinute(first[2]) else { return nil }
      since = String(first[2])
    }
    if let text = parts.first, text.hasPrefix(" before ") {
      guard let version = Self.version(text.dropFirst(8)) else { return nil }
      before = version
      parts.removeFirst()
    }
    if let text = parts.first, text.hasPrefix(" not ") {
      guard let version = Self.version(text.dropFirst(5)) else { return nil }
      not = version
      parts.removeFirst()
    }
    guard parts.isEmpty else { return nil }
    guard halves.count == 2 else { return }
    let words = halves[1].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 5, words[0].isEmpty, words[1] == "run", words[3] == "since",
      RunName.isValid(String(words[2])), Self.isMinute(words[4])
    else { return nil }
    run = Run(name: String(words[2]), since: String(words[4]))
  }

  private static func version(_ text: Substring) -> FunctionVersion? {
    FunctionVersion(String(text)).flatMap { $0 == .latest ? nil : $0 }
  }

  /// Whether text has the form `2026-11-27T10:12Z`.
  private static func isMinute(_ text: Substring) -> Bool {
    let form = Array("0000-00-00T00:00Z".utf8)
    let bytes = Array(text.utf8)
    return bytes.count == form.count
      && zip(bytes, form).allSatisfy { byte, place in
        place == 0x30 ? (0x30...0x39).contains(byte) : byte == place
      }
  }
}
