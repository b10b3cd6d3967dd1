import AWS
import LibC

/// A program that runs, with everything that it has started.
///
/// With a controlling terminal it stays in this process's group, for a program in the background
/// must not read the terminal; without one it leads a group of its own.
final class StartedProgram {
  private let pid: pid_t
  private let leadsGroup: Bool
  private let adoptsOrphans: Bool
  private var status: Int32?

  /// Seconds between the request to end and SIGKILL, and the longest time for SIGKILL to work.
  private static let (grace, patience) = (2.0, 3.0)

  /// Starts a program; nil when it cannot be.
  init?(_ program: Program, _ streams: borrowing ProgramStreams, adoptsOrphans: Bool) {
    self.adoptsOrphans = adoptsOrphans
    let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    leadsGroup = terminal < 0
    if terminal >= 0 { close(terminal) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let input = streams.far.input {
      unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, streams.far.output, STDOUT_FILENO)
    if let errors = streams.far.errors {
      unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var restored = sigset_t()
    unsafe sigemptyset(&restored)
    for signal in [SIGPIPE, SIGXFSZ, SIGCHLD] { unsafe sigaddset(&restored, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &restored)
    // The calling thread's mask would be handed on, and the program could not be ended.
    var unmasked = sigset_t()
    unsafe sigemptyset(&unmasked)
    unsafe posix_spawnattr_setsigmask(&attributes, &unmasked)
    var flags = Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
    if leadsGroup { flags |= Int16(POSIX_SPAWN_SETPGROUP) }
    unsafe posix_spawnattr_setflags(&attributes, flags)
    // Where the parent ignores it, no status of a child could be read.
    _ = signal(SIGCHLD, SIG_DFL)
    var pid: pid_t = 0
    var arguments = unsafe program.words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let started = Precautions.lifted {
      let environment = unsafe LiveEnvironment.entries(changed: program.variables)
      return unsafe posix_spawnp(
        &pid, program.words[0], &actions, &attributes, &arguments, environment)
    }
    guard started == 0 else { return nil }
    self.pid = pid
  }

  /// Whether the program itself has ended; others below it may still run.
  var hasEnded: Bool {
    guard status == nil else { return true }
    var information = unsafe siginfo_t()
    // It stays a zombie until its group is ended, so that nobody else gets its number.
    let failed =
      unsafe waitid(
        P_PID, id_t(pid), &information, Int32(WEXITED | WNOHANG | WNOWAIT)) != 0
    return failed ? errno != EINTR : unsafe information.si_signo == SIGCHLD
  }

  /// Ends all that still runs of it: asks first, and after two seconds kills.
  ///
  /// `daemons` says whether those go too that have left its session.
  func end(daemons: Bool) {
    var left = remaining(daemons)
    guard !left.isEmpty else { return }
    for signal in [SIGTERM, SIGCONT] { send(signal, to: left) }
    let clock = ContinuousClock()
    let killing = clock.now + .seconds(Self.grace)
    let last = killing + .seconds(Self.patience)
    while true {
      left = remaining(daemons)
      if left.isEmpty || clock.now >= last { return }
      // Each round finds what those of the last one had started.
      if clock.now >= killing { send(SIGKILL, to: left) }
      var pause = timespec(tv_sec: 0, tv_nsec: 20_000_000)
      unsafe _ = nanosleep(&pause, nil)
    }
  }

  private func send(_ signal: Int32, to processes: [ProcessTable.Entry]) {
    for process in processes { kill(process.pid, signal) }
  }

  /// The processes of the program that run; zombies of its orphans are buried here.
  ///
  /// Without /proc none can be found, and the group is killed, or the program alone.
  private func remaining(_ daemons: Bool) -> [ProcessTable.Entry] {
    let table = ProcessTable()
    if table.isEmpty { kill(leadsGroup ? -pid : pid, SIGKILL) }
    let members = table.members(of: pid, adoptedBy: adoptsOrphans ? getpid() : nil)
    let session = table[pid]?.session
    var running: [ProcessTable.Entry] = []
    for entry in members where daemons || entry.session == session {
      if !entry.isZombie {
        running.append(entry)
      } else if entry.pid != pid, entry.parent == getpid() {
        var status: Int32 = 0
        unsafe _ = waitpid(entry.pid, &status, WNOHANG)
      }
    }
    return running
  }

  /// How the program itself ended, waited for when it was killed a moment ago.
  func reaped() -> ProgramResult.End {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { return .killed(signal: SIGKILL) }
    }
    self.status = status
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
  }
}
