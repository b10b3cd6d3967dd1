extension ModelServer {
  /// The same with `$LATEST` in the other configuration, not published.
  var reconfigured: ModelServer {
    var server = self
    server.latest |= 8
    server.published = 0
    return server
  }

  /// The same with that note.
  func with(_ note: ModelNote) -> ModelServer {
    var server = self
    server.note = note
    return server
  }

  /// An alias on a published version of code 1.
  static let released = ModelServer(primary: 1, contents: 1, versions: 1, latest: 1, published: 1)

  /// An alias on `$LATEST`, and nothing published yet.
  static let unpinned = ModelServer(primary: 0, contents: 0, versions: 0, latest: 1, published: 0)

  /// A version 2 of some code, published; with a step, a part of the traffic too.
  static func published(_ code: UInt8, step: UInt8 = 0) -> ModelServer {
    ModelServer(
      primary: 1, second: step == 0 ? 0 : 2, step: step, contents: 1 | UInt32(code) << 4,
      versions: 2, latest: code, published: 2)
  }

  /// The same with the note of a run that has ended, when there is a share.
  static func shared(_ code: UInt8, step: UInt8) -> ModelServer {
    published(code, step: step).with(ModelNote(version: 1, run: ModelNote.gone))
  }

  /// An update to some code that is still going on.
  static func updating(_ code: UInt8) -> ModelServer {
    ModelServer(primary: 1, contents: 1, versions: 1, latest: code, published: 0, updating: 2)
  }

  /// A version 2 of some code, promoted by a version that wrote no note.
  static func promoted(_ code: UInt8) -> ModelServer {
    ModelServer(
      primary: 2, contents: 1 | UInt32(code) << 4, versions: 2, latest: code, published: 2)
  }

  /// A version 2 of some code, promoted over version 1.
  static func noted(_ code: UInt8) -> ModelServer {
    promoted(code).with(ModelNote(version: 2, before: 1))
  }

  /// The same, and a version 3 of code 4 that was taken back, or never had traffic here.
  static func afterABadOne(_ code: UInt8, not: UInt8 = 3) -> ModelServer {
    ModelServer(
      primary: 2, contents: 1 | UInt32(code) << 4 | 4 << 8, versions: 3, latest: 4, published: 3,
      note: ModelNote(version: 2, before: 1, not: not))
  }

  /// Three versions of three codes, promoted one after another.
  static let third = ModelServer(
    primary: 3, contents: 1 | 4 << 4 | 5 << 8, versions: 3, latest: 5, published: 3,
    note: ModelNote(version: 3, before: 2))
}
