package import AWS

/// What `rollback --to-version previous` means for an alias.
package enum PreviousVersion: Sendable, Equatable {
  /// A share is in flight: only it is removed.
  case removal(of: FunctionVersion)
  /// The alias was rolled back from a version already, and stays where it is.
  case rolledBack(from: FunctionVersion)
  /// All traffic goes to the version that had it before.
  case version(FunctionVersion)
  /// No note names a version: the command refuses.
  case unknown
  /// The Description is not visible, so that nothing is known of a note.
  case unseen

  /// Decides by the alias as it was seen, for a rollback without a record.
  package init(of seen: AliasConfiguration) { self.init(of: seen, share: seen.share?.version) }

  /// Decides by the alias as it was seen and the version whose share is in flight.
  init(of seen: AliasConfiguration, share: FunctionVersion?) {
    let note = AliasNote(seen)
    if let share {
      self = .removal(of: share)
    } else if seen.description == nil {
      self = .unseen
    } else if let gone = note?.not {
      self = .rolledBack(from: gone)
    } else if let before = note?.before, before != seen.functionVersion {
      self = .version(before)
    } else {
      self = .unknown
    }
  }
}
