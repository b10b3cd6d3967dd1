import AWS
import Glibc

/// Programs that are run for the user: `credential_process`.
enum LiveProgram {
  /// Runs a program and waits for it at most so many seconds; nil when it could not be started.
  ///
  /// Standard input is empty, standard error passes through. When the time is up the program is
  /// killed, and the status says so.
  static func run(_ words: [String], _ seconds: Double) -> ProgramResult? {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var restored = sigset_t()
    unsafe sigemptyset(&restored)
    unsafe sigaddset(&restored, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &restored)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var pid: pid_t = 0
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let started = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, environ)
    close(ends[1])
    guard started == 0 else { return nil }
    return finish(pid, reading: ends[0], seconds)
  }

  private static func finish(_ pid: pid_t, reading descriptor: Int32, _ seconds: Double)
    -> ProgramResult
  {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while output.count < 1 << 20 {
      let left = clock.now.duration(to: end).components
      var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds > 0, unsafe poll(&descriptors, 1, Int32(milliseconds)) != 0 else {
        kill(pid, SIGKILL)
        break
      }
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { break }
      if count > 0 { output += buffer[..<count] }
    }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return ProgramResult(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output)
  }
}
