import AWS
import Release
import Synchronization

/// The note in an alias's Description in four small numbers; times do not matter.
struct ModelNote: Hashable {
  /// The version that it names first; 0 when there is no note.
  var version: UInt8 = 0
  var before: UInt8 = 0
  var not: UInt8 = 0
  /// Whose share is out; 0 for nobody.
  ///
  /// A run calls itself `mine` and any other that runs `other`; the server has the number of a run
  /// and one more.
  var run: UInt8 = 0

  static let mine: UInt8 = 1
  static let other: UInt8 = 2
  /// A run that was gone before the world began, and one that was killed since: each start of a
  /// command has a new name.
  static let gone: UInt8 = 6
  static let killed: UInt8 = 7
  static let names = ["", "me", "other", "", "", "", "gone", "killed"]

  init(version: UInt8 = 0, before: UInt8 = 0, not: UInt8 = 0, run: UInt8 = 0) {
    self.version = version
    self.before = before
    self.not = not
    self.run = run
  }

  init(bits: UInt16) {
    version = UInt8(bits & 15)
    before = UInt8(bits >> 4 & 15)
    not = UInt8(bits >> 8 & 15)
    run = UInt8(bits >> 12)
  }

  var bits: UInt16 {
    UInt16(version) | UInt16(before) << 4 | UInt16(not) << 8 | UInt16(run) << 12
  }

  /// What each Description said that was read before: reading one takes long.
  private static let known = Mutex<[String: ModelNote]>([:])

  /// Reads a Description with the protocol's own reader.
  init(description: String) {
    if let known = Self.known.withLock({ $0[description] }) {
      self = known
    } else {
      self.init(reading: description)
      let note = self
      Self.known.withLock { $0[description] = note }
    }
  }

  private init(reading description: String) {
    guard let note = AliasNote.split(description).note else { return }
    version = ReplayClient.number(note.version)
    before = note.before.map { ReplayClient.number($0) } ?? 0
    not = note.not.map { ReplayClient.number($0) } ?? 0
    run = note.run.flatMap { Self.names.firstIndex(of: $0.name) }.map { UInt8($0) } ?? 0
  }

  /// The Description, always of the same moment.
  var description: String {
    if version == 0 { return "" }
    let time = "2015-08-30T12:36Z"
    let note = AliasNote(
      version: ReplayClient.version(version),
      before: before == 0 ? nil : ReplayClient.version(before),
      not: not == 0 ? nil : ReplayClient.version(not),
      run: run == 0 ? nil : AliasNote.Run(name: Self.names[Int(run)], since: time))
    return "\(note)"
  }

  /// The note as a run reads it.
  func read(by run: Int) -> ModelNote {
    var note = self
    if 1..<Self.gone ~= note.run { note.run = note.run == UInt8(run) + 1 ? Self.mine : Self.other }
    return note
  }
}
