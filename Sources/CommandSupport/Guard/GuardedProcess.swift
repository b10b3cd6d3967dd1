import LibC

/// COMMAND of with-rollback(1): a child whose streams, mask and dispositions are the guard's own at
/// its start.
struct GuardedProcess {
  /// How a process ended.
  enum End: Equatable {
    /// With this exit status.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)
  }

  private let pid: pid_t
  /// Whether it leads a process group of its own.
  private let leadsGroup: Bool

  /// Why a program cannot be started, as env(1) tells it: 127 when it is not found, else 126.
  struct Refusal: Error {
    var status: Int32
    var reason: String
  }

  /// Starts the last `count` words of this process's command line, byte for byte, with its
  /// environment but for `changes`, where nil removes a variable.
  ///
  /// The program is found as execvp(3) finds it; a script without `#!` runs under /bin/sh. With a
  /// controlling terminal it stays in the guard's process group, so that Ctrl-Z, fg and a prompt on
  /// the terminal work; without one it leads its own, which a signal then reaches whole.
  init(last count: Int, changes: [String: String?], _ signals: GuardSignals) throws(Refusal) {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    leadsGroup = terminal < 0
    if terminal >= 0 { close(terminal) }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var (mask, restored) = (signals.mask, signals.restored)
    unsafe posix_spawnattr_setsigmask(&attributes, &mask)
    unsafe posix_spawnattr_setsigdefault(&attributes, &restored)
    var flags = Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
    if leadsGroup { flags |= Int16(POSIX_SPAWN_SETPGROUP) }
    unsafe posix_spawnattr_setflags(&attributes, flags)
    let argc = Int(CommandLine.argc)
    let words = unsafe (argc - count..<argc).map { unsafe CommandLine.unsafeArgv[$0] }
    var failure = ENOENT
    for path in unsafe Self.candidates(words[0]) {
      var pid: pid_t = 0
      let error = Precautions.lifted {
        let environment = unsafe LiveEnvironment.entries(changed: changes)
        let error = unsafe posix_spawn(&pid, path, nil, &attributes, words + [nil], environment)
        guard error == ENOEXEC else { return error }
        let script = unsafe [strdup("/bin/sh"), strdup(path)] + words.dropFirst() + [nil]
        return unsafe posix_spawn(&pid, "/bin/sh", nil, &attributes, script, environment)
      }
      if error == 0 {
        self.pid = pid
        return
      }
      // The search goes on, and another reason than "not there" is the one to report.
      if error != ENOENT, error != ENOTDIR { failure = error }
    }
    errno = failure
    throw Refusal(
      status: failure == ENOENT || failure == ENOTDIR ? 127 : 126,
      reason: StandardStreams.systemError())
  }

  /// The paths to try, in order, each ended by a zero.
  private static func candidates(_ word: UnsafeMutablePointer<CChar>?) -> [[CChar]] {
    guard let word = unsafe word else { return [] }
    let name = unsafe Array(UnsafeBufferPointer(start: word, count: strlen(word) + 1))
    guard name.count > 1, !name.contains(0x2F) else { return [name] }
    let path = unsafe getenv("PATH")
    let folders = unsafe path.map {
      unsafe Array(UnsafeBufferPointer(start: $0, count: strlen($0)))
    }
    return (folders ?? "/bin:/usr/bin".utf8.map { CChar($0) })
      .split(separator: 0x3A, omittingEmptySubsequences: false)
      .map { $0.isEmpty ? name : $0 + [0x2F] + name }
  }

  /// Asks it to end, when it is stopped too.
  func end() {
    for signal in [SIGTERM, SIGCONT] { kill(leadsGroup ? -pid : pid, signal) }
  }

  /// How it ended; nil while it runs.
  ///
  /// Other children that have ended are forgotten: with process number 1 these are everybody's
  /// orphans.
  func reaped() -> End? {
    var status: Int32 = 0
    while true {
      let found = unsafe waitpid(-1, &status, WNOHANG)
      if found < 0, errno == EINTR { continue }
      // Without any child there is no status left to learn.
      if found < 0 { return .killed(SIGKILL) }
      guard found > 0 else { return nil }
      guard found == pid else { continue }
      let signal = status & 0x7F
      return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }
  }
}
