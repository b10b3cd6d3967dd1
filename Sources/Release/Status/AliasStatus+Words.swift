import AWS

/// What the text and the Markdown of a status say in the same words.
///
/// Nothing here comes from outside but names, numbers and times whose form has been checked.
extension AliasStatus {
  /// Something to say of a version, and what it is about.
  struct Remark: Sendable, Equatable {
    /// What it is about, in one or two words.
    var label: String
    /// What there is to say.
    var text: String
  }

  /// What there is to say of a version, but for its Description.
  func remarks(on version: FunctionVersion) -> [Remark] {
    var remarks: [Remark] = []
    if version == alias.functionVersion {
      remarks += liveRemarks
    } else if let share = alias.share, share.version == version {
      remarks.append(Remark(label: "in flight", text: owner))
    } else if AliasState(alias).second?.version == version {
      remarks.append(
        Remark(
          label: "settling", text: "AWS's own weight until provisioned concurrency is ready"))
    }
    if deleted.contains(version) {
      remarks.append(Remark(label: "deleted", text: "this version does not exist any more"))
    }
    if let found = configuration(of: version) {
      remarks.append(Remark(label: "modified", text: found.modifiedWords))
    }
    if let differences = differences(of: version) {
      remarks.append(
        Remark(label: "against \(alias.functionVersion)", text: Self.words(of: differences)))
    }
    return remarks
  }

  /// What `previous` would do, in words that follow that word.
  var previousWords: String? {
    let live = alias.functionVersion
    switch previous {
    case .removal(let version):
      return "removes the share of version \(version): version \(live) gets all traffic"
    case .version(let version):
      return "version \(version)" + (deleted.contains(version) ? ", which does not exist" : "")
    case .rolledBack(let version):
      return "nothing to do: rolled back from version \(version) already"
    case .unknown where live == .latest: return "unknown: no version was live before"
    case .unknown: return "unknown: no note names the version before version \(live)"
    case .unseen: return nil
    }
  }

  /// What is not visible, and which permission shows it.
  var unseenWords: [String] {
    notPermitted.map { action in
      action == Self.aliasAction
        ? "weights, note and previous: \(action) shows them"
        : "Description, size, date and differences: \(action) shows them"
    }
  }

  private var liveRemarks: [Remark] {
    let live = alias.functionVersion
    var remarks: [Remark] = []
    if let since = note?.since {
      let how = note?.before.map { "promoted over version \($0)" } ?? "by a rollback"
      remarks.append(Remark(label: "live since", text: "\(since), \(how)"))
    }
    if let gone = note?.not {
      remarks.append(Remark(label: "rolled back", text: "version \(gone)"))
    }
    if let run = note?.run, AliasState(alias).second == nil {
      remarks.append(
        Remark(label: "no share", text: "something else has removed that of run \(run.name)"))
    }
    if live == .latest {
      remarks.append(
        Remark(
          label: "unpublished",
          text: "each update of the code is live at once; the first publish ends that"))
    } else if let staleNote {
      remarks.append(
        Remark(
          label: "stale note",
          text: "it is about version \(staleNote.version): something else has moved the alias"))
    } else if note == nil, seesAlias {
      remarks.append(Remark(label: "no note", text: "since when it is live is not known"))
    }
    return remarks
  }

  /// Whose share it is, and since when.
  private var owner: String {
    if let run = note?.run { return "run \(run.name) since \(run.since)" }
    // Without a note it cannot be told apart.
    return AliasState(alias).isSettling
      ? "no run is noted; or AWS's own weight until provisioned concurrency is ready"
      : "no run is noted"
  }

  private static func words(of differences: [String]) -> String {
    let settings = differences.filter { $0 != "CodeSha256" }
    let code = settings.count == differences.count ? "same code" : "other code"
    if settings.isEmpty { return "\(code), same configuration" }
    return "\(code), another configuration (\(settings.joined(separator: ", ")))"
  }
}

extension FunctionConfiguration {
  /// The size of its code, in the largest unit that leaves a number of at least 1.
  var sizeWords: String? {
    codeSize.map { size in
      if size < 1000 { return "\(size) bytes" }
      return size < 1_000_000
        ? DecimalText.number(units: size / 100, decimals: 1) + " kB"
        : DecimalText.number(units: size / 100_000, decimals: 1) + " MB"
    }
  }

  /// When it was modified, and its size.
  fileprivate var modifiedWords: String {
    [lastModified?.minute, sizeWords].compactMap { $0 }.joined(separator: ", ")
  }
}
