/// The function and its alias, as AWS keeps them.
struct ModelServer: Hashable {
  /// What the alias points to; 0 is `$LATEST`.
  var primary: UInt8
  /// The second version, 0 for none, and its step: 1 for 10%, 2 for 50%.
  var second: UInt8 = 0
  var step: UInt8 = 0
  /// The content of each published version, four bits each, from version 1.
  ///
  /// A content is a code, and 8 more in the other configuration.
  var contents: UInt32
  var versions: UInt8
  /// The content of `$LATEST`.
  var latest: UInt8
  /// The version that `$LATEST` was published as and still equals; 0 when it has changed since.
  var published: UInt8
  /// How many more looks may still find the update in progress; 0 when it is done.
  var updating: UInt8 = 0
  /// The alias's Description.
  var note = ModelNote()

  func hash(into hasher: inout Hasher) {
    hasher.combine(
      UInt64(contents) << 32 | UInt64(primary) << 24 | UInt64(second) << 16 | UInt64(latest) << 8
        | UInt64(step) << 4 | UInt64(updating))
    hasher.combine(UInt32(note.bits) << 16 | UInt32(versions) << 8 | UInt32(published))
  }

  /// The code and configuration that a version holds.
  func content(_ version: UInt8) -> UInt8 {
    version == 0 ? latest : UInt8(contents >> (4 * UInt32(version - 1)) & 15)
  }

  /// The code that a version holds.
  func code(_ version: UInt8) -> UInt8 { content(version) & 7 }

  /// What serves the traffic that no weight takes.
  var live: UInt8 { content(primary) }

  /// What a release of that code would publish now.
  func wanted(_ code: UInt8) -> UInt8 { latest & 8 | code }

  /// The note that counts: the alias is at the version that it names.
  var validNote: ModelNote? { note.version != 0 && note.version == primary ? note : nil }

  /// Sets an alias as UpdateAlias does; false when AWS refuses it.
  mutating func setAlias(_ call: ModelCall) -> Bool {
    let primary = call.primary ?? self.primary
    let second = call.second ?? (self.second, step)
    guard primary <= versions, second.version <= versions else { return false }
    if second.version != 0, primary == 0 || second.version == primary { return false }
    self.primary = primary
    self.second = second.version
    step = second.step
    if let note = call.note { self.note = note }
    return true
  }

  /// Publishes `$LATEST`; the version, and whether it is new.
  mutating func publish() -> (version: UInt8, isNew: Bool) {
    if published != 0 { return (published, false) }
    versions += 1
    contents |= UInt32(latest) << (4 * UInt32(versions - 1))
    published = versions
    return (versions, true)
  }
}
