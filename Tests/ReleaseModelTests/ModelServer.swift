/// The function and its alias, as AWS keeps them.
struct ModelServer: Hashable {
  /// What the alias points to; 0 is `$LATEST`.
  var primary: UInt8
  /// The second version, 0 for none, and its step: 1 for 10%, 2 for 50%.
  var second: UInt8 = 0
  var step: UInt8 = 0
  /// The code of each published version, four bits each, from version 1.
  var codes: UInt32
  var versions: UInt8
  /// The code of `$LATEST`.
  var latest: UInt8
  /// The version that `$LATEST` was published as and still equals; 0 when it has changed since.
  var published: UInt8
  /// How many more looks may still find the update in progress; 0 when it is done.
  var updating: UInt8 = 0

  /// The code that a version holds.
  func code(_ version: UInt8) -> UInt8 {
    version == 0 ? latest : UInt8(codes >> (4 * UInt32(version - 1)) & 15)
  }

  /// The code that serves the traffic which no weight takes.
  var live: UInt8 { code(primary) }

  /// An alias on a published version of code 1.
  static let released = ModelServer(primary: 1, codes: 1, versions: 1, latest: 1, published: 1)

  /// An alias on `$LATEST`, and nothing published yet.
  static let unpinned = ModelServer(primary: 0, codes: 0, versions: 0, latest: 1, published: 0)

  /// A version 2 of some code, published; with a step, a part of the traffic too.
  static func published(_ code: UInt8, step: UInt8 = 0) -> ModelServer {
    ModelServer(
      primary: 1, second: step == 0 ? 0 : 2, step: step, codes: 1 | UInt32(code) << 4, versions: 2,
      latest: code, published: 2)
  }

  /// An update to some code that is still going on.
  static func updating(_ code: UInt8) -> ModelServer {
    ModelServer(primary: 1, codes: 1, versions: 1, latest: code, published: 0, updating: 2)
  }

  /// A version 2 of some code, promoted.
  static func promoted(_ code: UInt8) -> ModelServer {
    ModelServer(primary: 2, codes: 1 | UInt32(code) << 4, versions: 2, latest: code, published: 2)
  }

  /// Sets an alias as UpdateAlias does; false when AWS refuses it.
  mutating func setAlias(_ call: ModelCall) -> Bool {
    let primary = call.primary ?? self.primary
    let second = call.second ?? (self.second, step)
    guard primary <= versions, second.version <= versions else { return false }
    if second.version != 0, primary == 0 || second.version == primary { return false }
    self.primary = primary
    self.second = second.version
    step = second.step
    return true
  }

  /// Publishes `$LATEST`; the version, and whether it is new.
  mutating func publish() -> (version: UInt8, isNew: Bool) {
    if published != 0 { return (published, false) }
    versions += 1
    codes |= UInt32(latest) << (4 * UInt32(versions - 1))
    published = versions
    return (versions, true)
  }
}
