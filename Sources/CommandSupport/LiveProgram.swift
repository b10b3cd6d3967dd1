import AWS
import LibC

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
    // A mask of the calling thread's would be handed on, and the program could not be ended.
    var unmasked = sigset_t()
    unsafe sigemptyset(&unmasked)
    unsafe posix_spawnattr_setsigmask(&attributes, &unmasked)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let started = Precautions.lifted {
      unsafe posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, environ)
    }
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
    var isWhole = false
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while !isWhole, output.count < 1 << 20 {
      let left = clock.now.duration(to: end).components
      var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds > 0, unsafe poll(&descriptors, 1, Int32(milliseconds)) != 0 else { break }
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe LibC.read(descriptor, $0.baseAddress, $0.count)
      }
      isWhole = count == 0
      if count > 0 { output += buffer[..<count] }
    }
    let status = wait(for: pid, until: isWhole ? end : clock.now)
    let signal = status & 0x7F
    return ProgramResult(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output)
  }

  /// Waits for a program, kills it when it has not ended by then, and returns what `wait` tells.
  private static func wait(for pid: pid_t, until end: ContinuousClock.Instant) -> Int32 {
    var status: Int32 = 0
    var isKilled = false
    while true {
      let found = unsafe waitpid(pid, &status, isKilled ? 0 : WNOHANG)
      if found == pid || (found < 0 && errno != EINTR) { return status }
      guard found == 0 else { continue }
      if ContinuousClock.now >= end {
        kill(pid, SIGKILL)
        isKilled = true
      } else {
        var pause = timespec(tv_sec: 0, tv_nsec: 5_000_000)
        unsafe _ = nanosleep(&pause, nil)
      }
    }
  }
}
