import AWS
@testable import Release
import TestSupport

/// A journal as the commands of a run write it.
struct Journal {
  var entries: [JournalEntry] = []

  init(entries: [JournalEntry] = []) { self.entries = entries }

  /// A journal with what is written into it.
  init(_ write: (inout Journal) -> Void) {
    self.init()
    write(&self)
  }

  /// The functions that a guard takes back by a journal, newest first.
  static func takenBack(
    _ ending: RollbackDecision.Ending = .exited(1), unlessPromoted: Bool = false,
    hold: Bool = false, _ write: (inout Journal) -> Void
  ) -> [String] {
    Journal(write).decide(ending, unlessPromoted: unlessPromoted, hold: hold).functions
  }

  static let tenth = Weight(percent: 10) ?? .none
  static let half = Weight(percent: 50) ?? .none

  static func place(_ function: String, _ alias: String? = "live") -> JournalEntry.Place {
    JournalEntry.Place(functionName: function, region: "eu-central-1", alias: alias)
  }

  /// Appends a line.
  mutating func add(
    _ kind: JournalEntry.Kind, _ command: String, _ function: String = "f",
    version: FunctionVersion? = "8", weight: Weight? = nil, alias: String? = "live",
    run: String? = nil, process: Int32? = nil
  ) {
    entries.append(
      JournalEntry(
        kind, command: command, place: Self.place(function, alias),
        at: Timestamp(milliseconds: 1000 * Int64(entries.count)), version: version, weight: weight,
        codeSha256: "c8", previousVersion: "7", run: run, process: process))
  }

  /// Announces a shift.
  mutating func announce(
    _ weight: Weight, _ function: String = "f", version: FunctionVersion = "8",
    isNew: Bool = false, process: Int32? = nil
  ) {
    add(
      .announced(isNew: isNew), "shift-weight", function, version: version, weight: weight,
      process: process)
  }

  /// Announces a shift, and tells that it is done.
  mutating func shift(_ weight: Weight, _ function: String = "f", version: FunctionVersion = "8") {
    announce(weight, function, version: version)
    add(.shifted(changed: true), "shift-weight", function, version: version, weight: weight)
  }

  /// Tells a verdict.
  mutating func check(
    _ verdict: Verdict, _ function: String = "f", version: FunctionVersion = "8"
  ) {
    add(.verdict(verdict), "healthcheck", function, version: version)
  }

  /// Tells a failure.
  mutating func fail(
    _ status: Int32, _ command: String = "shift-weight", _ function: String = "f",
    process: Int32? = nil
  ) {
    add(.failed(status: status), command, function, process: process)
  }

  /// Tells of a share in a record that was read.
  mutating func find(
    _ weight: Weight, _ verdict: Verdict? = nil, by command: String = "with-rollback",
    run: String? = nil
  ) {
    add(.found(verdict), command, weight: weight, run: run)
  }

  /// A whole release.
  mutating func release(_ function: String = "f") {
    shift(Self.tenth, function)
    check(.healthy, function)
    shift(.all, function)
  }

  /// The decision.
  func decide(
    _ ending: RollbackDecision.Ending = .exited(1), unlessPromoted: Bool = false,
    hold: Bool = false
  ) -> RollbackDecision {
    RollbackDecision(
      entries, ending: ending,
      policy: RollbackDecision.Policy(
        leavesPromoted: unlessPromoted, holdsInconclusive: hold, runs: ["mine"]))
  }
}

extension RollbackDecision {
  /// The functions to roll back, in their order.
  var functions: [String] { takeBack.map { $0.place.functionName } }

  /// The status when every rollback does what it is to do.
  var statusWhenUndone: Int32 { status(takeBack.map { _ in .undone }) }
}

extension RollbackDecision.Outcome {
  /// A share that was taken away.
  static let undone = Self.rolledBack(
    Rollback.RolledBack(
      alias: AliasConfiguration(name: "live", functionVersion: "7", revisionId: "r"), from: "8"))
}
