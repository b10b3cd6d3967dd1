import AWS

extension ReleaseRecord {
  /// The first share of the paced run that the record's version is in; nil when it is in none.
  ///
  /// It is read without the rest of `Pace`, which only a look needs.
  package var paceFirst: Weight? {
    guard let pace = json["Pace"], pace["Version"]?.string == version?.description else {
      return nil
    }
    return pace["First"]?.numeral.flatMap { Weight(numeral: $0) }
  }

  /// A change of the share that was confirmed, and when it was sent and answered, in seconds since
  /// 1970.
  package struct ShareChange: Sendable, Equatable {
    /// The new share.
    package var weight: Weight
    /// When the command that changed it began.
    package var sent: Double
    /// When it ended.
    package var answered: Double
  }

  /// The changes of the version's share since the last look at a paced run, oldest first.
  package var changesSinceLook: [ShareChange] {
    let isLook = { (act: JSONValue) in act["Verdict"]?.string == Verdict.paced.rawValue }
    let acts = history
    let start = acts.lastIndex(where: isLook).map { $0 + 1 } ?? acts.startIndex
    return acts[start...].compactMap { act in
      guard act["Command"]?.string == "shift-weight", act["Changed"]?.bool == true,
        act["Version"]?.string == version?.description,
        let weight = act["Weight"]?.numeral.flatMap({ Weight(numeral: $0) }),
        let at = act["At"]?.string.flatMap({ Timestamp(iso8601: $0) })
      else { return nil }
      return ShareChange(
        weight: weight, sent: at.seconds - (act["Seconds"]?.double ?? 0), answered: at.seconds)
    }
  }

  /// Whether a shift since the last verdict has met somebody else's change of the alias.
  var hasConflictSinceLook: Bool {
    let acts = history
    let start = acts.lastIndex { $0["Verdict"] != nil } ?? acts.startIndex
    return acts[start...].contains {
      $0["Command"]?.string == "shift-weight" && $0["Status"]?.int == 75
    }
  }

  /// When the version got the share that it has, or had it raised from, in seconds since 1970; nil
  /// when the record does not tell.
  package var sharedSince: Double? {
    var since: Double?
    for act in history where act["Version"]?.string == version?.description {
      guard let weight = act["Weight"]?.numeral.flatMap({ Weight(numeral: $0) }) else { continue }
      if weight == .none {
        since = nil
      } else if since == nil, act["Command"]?.string == "shift-weight" {
        since = act["At"]?.string.flatMap { Timestamp(iso8601: $0) }?.seconds
      }
    }
    return since
  }
}
