import AWS

/// What a guard's journal says of one version on one alias.
struct Exposure {
  /// What was confirmed last.
  enum Standing: Equatable {
    case nothing
    case share(Weight)
    case promoted(isOurs: Bool)
  }

  /// A write whose answer is not known.
  struct Announcement {
    var weight: Weight
    var command: String
    var process: Int32?
    var isNew = false
    /// False for a promotion that the record of an earlier run tells of.
    var isOurs = true
  }

  var place: JournalEntry.Place
  var version: FunctionVersion
  var standing = Standing.nothing
  var unanswered: [Announcement] = []
  /// The verdict since the share was set.
  var verdict: Verdict?
  /// Whether this run made the alias, by a write that was answered.
  var isNew = false
  var codeSha256: String?
  var previousVersion: FunctionVersion?
  var runs: Set<String> = []
  var writesNote = true
  /// The place in the journal of the line that gave it its share.
  var order = 0

  /// Whether something may be out.
  var isOut: Bool { standing != .nothing || !unanswered.isEmpty }
  /// Whether it has all the traffic, and surely.
  var isPromoted: Bool {
    guard case .promoted = standing else { return false }
    return unanswered.isEmpty
  }
  /// Whether this run made the alias, or may have: there is no version to go back to.
  var isNewAlias: Bool { isNew || unanswered.contains { $0.isNew } }
  /// Whether this run promoted it, or may have.
  var mayBePromotedByUs: Bool {
    standing == .promoted(isOurs: true) || unanswered.contains { $0.weight == .all && $0.isOurs }
  }
  /// Whether it stands beside another version, and is no promotion.
  private var isShare: Bool {
    guard case .promoted = standing else { return true }
    return false
  }
}

extension Exposure {
  /// Reads a journal: what may be out, oldest first.
  static func fold(_ entries: [JournalEntry]) -> [Exposure] {
    var exposures: [Exposure] = []
    for (order, entry) in entries.enumerated() {
      switch entry.kind {
      case .found(let verdict):
        if !isKnown(entry.place, in: entries[..<order]) {
          find(entry, verdict, order, &exposures)
        }
      case .announced(let isNew): announce(entry, isNew, order, &exposures)
      case .shifted(let changed): shift(entry, changed, order, &exposures)
      case .rolledBack(let from, let to): rollBack(entry, from, to, &exposures)
      case .verdict(let verdict): judge(entry, verdict, &exposures)
      case .failed(let status): fail(entry, status, &exposures)
      case .other: break
      }
      exposures.removeAll { !$0.isOut }
    }
    return exposures.sorted { $0.order < $1.order }
  }

  /// Whether a journal knows already what an alias carries.
  private static func isKnown(_ place: JournalEntry.Place, in entries: ArraySlice<JournalEntry>)
    -> Bool
  {
    entries.contains { entry in
      switch entry.kind {
      case .announced: entry.version != nil && entry.place.isSameAlias(as: place)
      case .found, .shifted, .rolledBack: entry.place.isSameAlias(as: place)
      case .verdict, .failed, .other: false
      }
    }
  }

  private static func find(
    _ entry: JournalEntry, _ verdict: Verdict?, _ order: Int, _ exposures: inout [Exposure]
  ) {
    guard let weight = entry.weight, weight > .none else { return }
    change(entry, order, &exposures) {
      if weight == .all {
        $0.unanswered.append(
          Announcement(
            weight: weight, command: entry.command, process: entry.process, isOurs: false))
      } else {
        $0.standing = .share(weight)
      }
      $0.verdict = verdict
    }
  }

  private static func announce(
    _ entry: JournalEntry, _ isNew: Bool, _ order: Int, _ exposures: inout [Exposure]
  ) {
    guard let weight = entry.weight else { return }
    let announcement = Announcement(
      weight: weight, command: entry.command, process: entry.process, isNew: isNew)
    guard weight == .none else {
      return change(entry, order, &exposures) { $0.unanswered.append(announcement) }
    }
    // Until it is answered the share that is to be removed may be out, and only that.
    for index in exposures.indices
    where exposures[index].place.isSameAlias(as: entry.place) && exposures[index].isShare {
      exposures[index].unanswered.append(announcement)
    }
  }

  private static func shift(
    _ entry: JournalEntry, _ changed: Bool, _ order: Int, _ exposures: inout [Exposure]
  ) {
    guard let weight = entry.weight else { return }
    let known = exposures.first {
      $0.place.isSameAlias(as: entry.place) && $0.version == entry.version
    }
    let isOurs = changed || known?.mayBePromotedByUs ?? false
    let isNew = known?.unanswered.contains { $0.isNew } ?? false
    // The alias has one share at most: this one, if any.
    exposures.removeAll {
      $0.place.isSameAlias(as: entry.place) && $0.version != entry.version && $0.isShare
    }
    if weight == .none {
      exposures.removeAll { $0.place.isSameAlias(as: entry.place) && $0.isShare }
    } else if weight < .all || isOurs || known != nil {
      change(entry, order, &exposures) {
        $0.standing = weight == .all ? .promoted(isOurs: isOurs) : .share(weight)
        $0.unanswered = []
        $0.verdict = nil
        $0.isNew = $0.isNew || isNew
      }
    }
  }

  private static func rollBack(
    _ entry: JournalEntry, _ from: FunctionVersion?, _ to: FunctionVersion,
    _ exposures: inout [Exposure]
  ) {
    for index in exposures.indices where exposures[index].place.isSameAlias(as: entry.place) {
      let version = exposures[index].version
      if version == to {
        exposures[index].standing = .promoted(isOurs: exposures[index].mayBePromotedByUs)
        exposures[index].unanswered = []
      } else if from != nil || entry.version == nil || entry.version == version {
        exposures[index].standing = .nothing
        exposures[index].unanswered = []
      }
    }
  }

  private static func judge(
    _ entry: JournalEntry, _ verdict: Verdict, _ exposures: inout [Exposure]
  ) {
    for index in exposures.indices
    where exposures[index].version == entry.version
      && exposures[index].place.isSameFunction(as: entry.place)
      && (entry.place.alias == nil || entry.place.alias == exposures[index].place.alias)
    {
      exposures[index].verdict = verdict
    }
  }

  /// The statuses after which AWS surely has not done what was announced.
  private static let refusals: Set<Int32> = [64, 65, 66, 76, 77, 78]

  private static func fail(
    _ entry: JournalEntry, _ status: Int32, _ exposures: inout [Exposure]
  ) {
    if status == 75, entry.command == "shift-weight" {
      exposures.removeAll { $0.place.isSameAlias(as: entry.place) }
    }
    guard refusals.contains(status) else { return }
    for index in exposures.indices where exposures[index].place.isSameAlias(as: entry.place) {
      exposures[index].unanswered.removeAll {
        $0.isOurs && $0.command == entry.command && $0.process == entry.process
      }
    }
  }

  /// Changes the exposure of an entry's version, which is made when there is none.
  private static func change(
    _ entry: JournalEntry, _ order: Int, _ exposures: inout [Exposure],
    _ body: (inout Exposure) -> Void
  ) {
    guard let version = entry.version, entry.place.alias != nil else { return }
    let index =
      exposures.firstIndex { $0.place.isSameAlias(as: entry.place) && $0.version == version }
      ?? exposures.endIndex
    if index == exposures.endIndex {
      exposures.append(Exposure(place: entry.place, version: version))
    }
    body(&exposures[index])
    exposures[index].place = entry.place
    exposures[index].order = order
    exposures[index].writesNote = entry.writesNote
    exposures[index].codeSha256 = entry.codeSha256 ?? exposures[index].codeSha256
    exposures[index].previousVersion = entry.previousVersion ?? exposures[index].previousVersion
    if let run = entry.run { exposures[index].runs.insert(run) }
  }
}
