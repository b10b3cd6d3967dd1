import LibC
import Synchronization

/// A program that runs beside a test, and ends with its last reference.
package final class ChildProcess {
  private let process: pid_t
  private let output: Int32
  private var pending: [UInt8] = []
  private var ended: Int32?

  /// Starts a program, found on PATH, with its standard output kept and nothing to read.
  package init(_ words: [String], in folder: String? = nil) throws {
    var words = words
    if let folder {
      words = ["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder] + words
    }
    (process, output) = try Descriptors.unshared.withLock { _ in try Self.start(words) }
  }

  private static func start(_ words: [String]) throws -> (pid_t, Int32) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw LoopbackError.program("no pipe") }
    for end in ends { Descriptors.keepFromChildren(end) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    let status = unsafe posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
    _ = close(ends[1])
    if status == 0 { return (process, ends[0]) }
    _ = close(ends[0])
    throw LoopbackError.program("\(words[0]) does not start: error \(status)")
  }

  deinit {
    if ended == nil {
      _ = kill(process, SIGKILL)
      _ = wait()
    }
    _ = close(output)
  }

  /// Runs a program to its end and gives its standard output; another status than 0 is an error.
  @discardableResult
  package static func run(_ words: [String], in folder: String? = nil) throws -> String {
    let child = try ChildProcess(words, in: folder)
    var text: [String] = []
    while let line = child.readLine() { text.append(line) }
    let status = child.wait()
    guard status == 0 else {
      throw LoopbackError.program("\(words.joined(separator: " ")): status \(status)")
    }
    return text.joined(separator: "\n")
  }

  /// The next line of its standard output; nil when there are no more.
  package func readLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: 10) {
        defer { pending.removeFirst(end + 1) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = unsafe read(output, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 {
        defer { pending = [] }
        return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
      }
      pending += chunk[..<count]
    }
  }

  /// Waits for its end and gives its exit status, 128 and more when a signal ended it.
  package func wait() -> Int32 {
    if let ended { return ended }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    ended = code
    return code
  }
}

/// Keeps the descriptors of the tests out of the programs that they start: a connection that a
/// program has inherited does not end when the test closes it.
enum Descriptors {
  /// Held while a descriptor is new, and while a program is started.
  static let unshared = Mutex(())

  static func keepFromChildren(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }
}
