import Release

/// A guard that reads its journal otherwise than it is, and so decides wrong.
struct GuardMutant {
  typealias Read = ([JournalEntry], RollbackDecision.Ending) -> (
    [JournalEntry], RollbackDecision.Ending
  )

  var name: String
  var read: Read

  /// Reads each line as another one, or not at all.
  private init(_ name: String, _ line: @escaping (JournalEntry) -> JournalEntry?) {
    self.name = name
    read = { entries, ending in (entries.compactMap(line), ending) }
  }

  private init(_ name: String, reading read: @escaping Read) {
    (self.name, self.read) = (name, read)
  }

  private static func changed(_ entry: JournalEntry, _ kind: JournalEntry.Kind) -> JournalEntry {
    var entry = entry
    entry.kind = kind
    return entry
  }

  static var all: [GuardMutant] {
    [
      GuardMutant("status 0 overrules", reading: { $1 == .exited(0) ? ([], $1) : ($0, $1) }),
      GuardMutant(
        "status 0 does not keep a promotion", reading: { ($0, $1 == .exited(0) ? .exited(1) : $1) }),
      GuardMutant("an announcement without answer is ignored") {
        if case .announced = $0.kind { nil } else { $0 }
      },
      GuardMutant("a lost answer is taken for a refusal") {
        $0.kind == .failed(status: 69) ? changed($0, .failed(status: 77)) : $0
      },
      GuardMutant("a 75 keeps the claim") { $0.kind == .failed(status: 75) ? nil : $0 },
      GuardMutant("a share in the record is not the guard's") {
        if case .found = $0.kind { nil } else { $0 }
      },
      GuardMutant("what is unhealthy is held") {
        $0.kind == .verdict(.unhealthy) ? changed($0, .verdict(.inconclusive)) : $0
      },
      GuardMutant(
        "a verdict stays after the next shift",
        reading: { entries, ending in
          var verdict: JournalEntry?
          let kept = entries.flatMap { entry -> [JournalEntry] in
            if case .verdict = entry.kind { verdict = entry }
            guard case .shifted = entry.kind, let verdict else { return [entry] }
            return [entry, verdict]
          }
          return (kept, ending)
        }),
      GuardMutant("every verdict is healthy") {
        if case .verdict = $0.kind { changed($0, .verdict(.healthy)) } else { $0 }
      },
      GuardMutant("a promotion is never ours") {
        if $0.weight == .all, case .announced = $0.kind { return nil }
        return $0.weight == .all && $0.kind == .shifted(changed: true)
          ? changed($0, .shifted(changed: false)) : $0
      },
      GuardMutant("what was live already is ours") {
        $0.kind == .shifted(changed: false) ? changed($0, .shifted(changed: true)) : $0
      },
    ]
  }

  static let names = all.map { $0.name }

  /// The wrong reading of that name.
  static func read(_ name: String) -> Read {
    all.first { $0.name == name }?.read ?? { ($0, $1) }
  }
}
