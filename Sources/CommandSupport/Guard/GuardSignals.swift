import LibC

/// The signals of a guard: blocked, and waited for one after the other.
///
/// Made before anything else changes a disposition, so that COMMAND gets those that the guard had
/// at its start.
package struct GuardSignals {
  /// Those that end the guard and take back what is out.
  private static let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]
  /// Those that the toolbox ignores in its own process.
  private static let changed = [SIGPIPE, SIGXFSZ]

  /// The mask at the start.
  let mask: sigset_t
  /// What COMMAND must find with its default again.
  let restored: sigset_t
  private let awaited: sigset_t

  /// What was waited for.
  enum Event {
    /// A child has ended, or was stopped.
    case child
    /// The guard is to end.
    case ending(Int32)
    /// Nothing came in time.
    case timeout
  }

  /// Blocks the signals.
  ///
  /// A signal that is ignored at this moment stays ignored, as nohup(1) wants.
  package init() {
    var awaited = sigset_t()
    unsafe sigemptyset(&awaited)
    for signal in Self.ending where !Self.isIgnored(signal) {
      unsafe sigaddset(&awaited, signal)
    }
    unsafe sigaddset(&awaited, SIGCHLD)
    var blocked = awaited
    // `stty tostop` would stop a guard in the background at its first message.
    unsafe sigaddset(&blocked, SIGTTOU)
    // So would a question on the terminal: its answer fails instead.
    unsafe sigaddset(&blocked, SIGTTIN)
    var restored = sigset_t()
    unsafe sigemptyset(&restored)
    for signal in Self.changed where !Self.isIgnored(signal) {
      unsafe sigaddset(&restored, signal)
    }
    var mask = sigset_t()
    unsafe sigprocmask(SIG_BLOCK, &blocked, &mask)
    // Where the parent ignores it, no status of a child could be read: here and in COMMAND.
    _ = signal(SIGCHLD, SIG_DFL)
    self.awaited = awaited
    self.mask = mask
    self.restored = restored
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    // SIG_IGN is the number 1 as a pointer to a function.
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Waits for the next signal, at most `seconds`; nil waits without end.
  func next(within seconds: Double? = nil) -> Event {
    var set = awaited
    while true {
      let number: Int32
      if let seconds {
        let whole = Int(max(0, seconds))
        var time = timespec(
          tv_sec: whole, tv_nsec: Int((max(0, seconds) - Double(whole)) * 1_000_000_000))
        number = unsafe sigtimedwait(&set, nil, &time)
      } else {
        number = unsafe sigwaitinfo(&set, nil)
      }
      if number == SIGCHLD { return .child }
      if number > 0 { return .ending(number) }
      guard errno == EINTR else { return .timeout }
      if seconds != nil { return .timeout }
    }
  }
}
