package import AWS

extension JournalEntry {
  /// The share that stands in a record, or may have been set by a shift whose answer is not known;
  /// nil when there is none.
  ///
  /// A promotion that stands there is finished: nobody takes it back.
  package init?(
    sharedBy record: ReleaseRecord, _ place: Place, command: String, at time: Timestamp,
    process: Int32
  ) {
    guard let version = record.exposedVersion, let alias = record.aliasName else { return nil }
    let weight = record.shifting?.weight ?? record.share(of: version) ?? .none
    guard weight > .none, record.shifting != nil || !record.isLive else { return nil }
    var place = place
    place.alias = alias
    let health = try? record.health()
    let isCurrent = health?.version == version && !record.isVerdictOutdated
    self.init(
      .found(isCurrent && record.shifting == nil ? health?.verdict : nil), command: command,
      place: place, at: time, version: version, weight: weight, codeSha256: record.codeSha256,
      previousVersion: record.previousVersion, run: record.shifting?.run ?? record.run,
      process: process)
  }
}
