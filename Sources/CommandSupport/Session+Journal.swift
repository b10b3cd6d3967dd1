import AWS
import LibC
package import Release

/// What a command writes into the journals of the guards above it.
extension Session {
  /// Opens the journals; `unguarded` when one of them cannot take an entry.
  ///
  /// A rollback goes on without: taking back needs no guard.
  func openJournal(required: Bool) throws(ReleaseFailure) {
    guard !isDryRun else { return }
    do throws(ReleaseFailure) {
      journal = try Journal(world.environment)
      try journal?.check()
    } catch {
      guard required else { return }
      throw error
    }
    needsJournal = required
  }

  /// Announces the write that leaves an alias at `state`, before it is sent.
  func announce(_ shifting: Shifting, isNew: Bool) throws(ReleaseFailure) {
    var entry = entry(.announced(isNew: isNew), about: shifting.version, shifting.weight, inFile)
    entry.place.alias = shifting.alias
    entry.run = shifting.run
    entry.writesNote = shifting.run != nil
    try append(entry)
  }

  /// What `Publication` calls before it moves the alias from `$LATEST`: that exposes nothing new,
  /// but is not done without the guard either.
  package func announcingPin() -> (AliasState) throws(ReleaseFailure) -> Void {
    { [self] (_) throws(ReleaseFailure) in
      try append(entry(.announced(isNew: false), about: nil, nil, ReleaseRecord()))
    }
  }

  /// Tells the guards of a share that stands in the record, so that they take it back too.
  func announceFound(_ record: ReleaseRecord) throws(ReleaseFailure) {
    guard journal != nil,
      let entry = JournalEntry(
        sharedBy: record, place, command: command, at: world.now(), process: getpid())
    else { return }
    try append(entry)
  }

  /// Tells the guards what the command came to.
  func note(_ act: Act, _ record: ReleaseRecord) throws(ReleaseFailure) {
    let outcome = JSONValue.object(act.outcome)
    var entry = entry(
      JournalEntry.Kind(outcome: outcome, of: command), about: act.version, act.weight, record)
    entry.reason = outcome["Reason"]?.string
    if entry.kind == .other { entry.changed = outcome["Changed"]?.bool }
    entry.figures = outcome["Evidence"].flatMap { ActFigures(evidence: $0) }
    entry.seconds = world.uptime()
    try append(entry)
  }

  private func entry(
    _ kind: JournalEntry.Kind, about version: FunctionVersion?, _ weight: Weight?,
    _ record: ReleaseRecord
  ) -> JournalEntry {
    JournalEntry(
      kind, command: command, place: place, at: world.now(), version: version, weight: weight,
      codeSha256: record.codeSha256, previousVersion: record.previousVersion, run: record.run,
      writesNote: writesNote, process: getpid())
  }

  private func append(_ entry: JournalEntry) throws(ReleaseFailure) {
    guard let journal else { return }
    guard needsJournal else { return journal.appendWhereOpen(entry) }
    try journal.append(entry)
  }
}
