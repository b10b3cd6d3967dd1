import AWS
import Release

/// A guard's journal as the commands of a run write it.
final class ModelJournal {
  /// When a command appends what it is about to do.
  enum Order {
    /// It reads the alias, appends, and writes: then a sealed journal stops it.
    case readAppendWrite
    /// It appends before it reads: what it reads after that is as new as can be.
    case appendReadWrite
    /// It does not care whether it can append.
    case careless
  }

  let client: ReplayClient
  private let code: UInt8
  private let order: Order
  /// What was appended before the journal was sealed.
  private(set) var entries: [JournalEntry] = []
  /// The runs whose share the guard may take back.
  private(set) var runs: Set<String> = [ModelJournal.run]

  init(_ client: ReplayClient, code: UInt8, order: Order) {
    self.client = client
    self.code = code
    self.order = order
  }

  /// What every run calls itself: the world tells each from the others.
  static let run = ModelNote.names[Int(ModelNote.mine)]
  private static let gone = ModelNote.names[Int(ModelNote.gone)]
  private static let place = JournalEntry.Place(
    functionName: ReplayClient.function, region: "local", alias: ReplayClient.alias)

  private func append(
    _ kind: JournalEntry.Kind, _ command: String, _ version: FunctionVersion? = nil,
    _ weight: Weight? = nil, previous: FunctionVersion? = nil, run: String? = nil
  ) {
    if client.isSealed || client.isStopped || client.isTerminated { return }
    entries.append(
      JournalEntry(
        kind, command: command, place: Self.place, at: Timestamp(milliseconds: 0),
        version: version, weight: weight, codeSha256: "c\(code)", previousVersion: previous,
        run: run))
  }

  /// The record of an earlier run has a share.
  func find(_ version: FunctionVersion, percent: Int, _ verdict: Verdict?) {
    runs.insert(Self.gone)
    append(.found(verdict), "with-rollback", version, Weight(percent: percent), run: Self.gone)
  }

  /// A command begins.
  func begin(_ version: FunctionVersion, _ weight: Weight) throws(ReleaseFailure) {
    guard order == .appendReadWrite else { return }
    if client.isSealed { throw .output("the guard is gone") }
    append(.announced(isNew: false), "shift-weight", version, weight, run: Self.run)
  }

  /// A command is about to write the alias.
  func announce(_ state: AliasState, _ version: FunctionVersion, _ weight: Weight)
    throws(ReleaseFailure)
  {
    guard order == .readAppendWrite else { return }
    if client.isSealed { throw .output("the guard is gone") }
    let shifting = Shifting(
      to: state, alias: ReplayClient.alias, version: version, weight: weight,
      at: Timestamp(milliseconds: 0))
    append(
      .announced(isNew: false), "shift-weight", shifting.version, shifting.weight, run: Self.run)
  }

  /// A shift is done.
  func shifted(_ done: TrafficShift.Shifted) {
    let weight = AliasState(done.alias).share(of: done.version)
    append(
      .shifted(changed: done.changed), "shift-weight", done.version, weight,
      previous: done.previousVersion)
  }

  /// A check is done.
  func judge(_ version: FunctionVersion, _ verdict: Verdict) {
    append(.verdict(verdict), "healthcheck", version)
  }

  /// A command failed.
  func fail(_ command: String, _ status: UInt8) {
    append(.failed(status: Int32(status)), command)
  }
}
