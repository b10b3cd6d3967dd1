import LibC
import Synchronization

/// Signals that would end this process, held back until the program that it runs is ended.
struct Interruption {
  /// The last signal that has come; 0 when none has.
  private static let caught = Atomic<Int32>(0)

  private var held: [Int32] = []

  /// Holds the signals back; one that is ignored stays ignored.
  init() {
    Self.caught.store(0, ordering: .relaxed)
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
      let former = signal(number) { Interruption.caught.store($0, ordering: .relaxed) }
      // SIG_DFL is a null pointer.
      if former == nil { held.append(number) } else { _ = signal(number, former) }
    }
  }

  /// Whether one has come.
  var hasCome: Bool { Self.caught.load(ordering: .relaxed) != 0 }

  /// Lets the signals end this process again, by one that has come too.
  func restore() {
    for number in held { _ = signal(number, SIG_DFL) }
    if hasCome { raise(Self.caught.load(ordering: .relaxed)) }
  }
}
