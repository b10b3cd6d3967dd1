package import AWS
import LibC
package import Release

/// The standard streams as bytes; the only place that reads and writes them.
package struct StandardStreams {
  /// Whether standard input is a terminal; then no record is read from it.
  package static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  /// Whether standard output is a terminal.
  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Whether standard input is a device, such as `/dev/null` or a terminal: then no command writes a
  /// record into it.
  package static var inputIsDevice: Bool {
    var status = stat()
    return unsafe fstat(STDIN_FILENO, &status) != 0 || status.st_mode & S_IFMT == S_IFCHR
  }
  /// Whether standard error is a terminal that shows a live line.
  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Reads standard input to its end, at least one byte more than `limit` when it is longer.
  ///
  /// `waiting` is called once when nothing has come after three seconds. A closed standard input is
  /// an empty one.
  package static func readInput(limit: Int, waiting: () -> Void) throws(ReleaseFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var hasWaited = false
    while bytes.count <= limit {
      var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&descriptor, 1, hasWaited || !bytes.isEmpty ? -1 : 3000)
      if ready == 0 {
        hasWaited = true
        waiting()
        continue
      }
      let count = unsafe buffer.withUnsafeMutableBytes { room in
        unsafe LibC.read(STDIN_FILENO, room.baseAddress, room.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EBADF { return [] }
        throw .record("standard input: \(systemError())")
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// Writes a JSON value to standard output, on a line.
  package static func write(_ value: JSONValue) throws(ReleaseFailure) {
    try writeOutput(line(value))
  }

  /// Writes lines of text to standard output.
  package static func write(_ lines: [String]) throws(ReleaseFailure) {
    let shown = lines.map { VisibleText.escaped(secrets.blanked($0), limit: .max) + "\n" }
    try writeOutput(shown.joined())
  }

  /// Writes rows of cells to standard output, with a tab between two cells.
  package static func write(rows: [[String]]) throws(ReleaseFailure) {
    let lines = rows.map { row in
      row.map { VisibleText.escaped(secrets.blanked($0), limit: .max) }.joined(separator: "\t")
    }
    try writeOutput(lines.map { $0 + "\n" }.joined())
  }

  /// A JSON value as it may leave the process: without a secret, on a line.
  static func line(_ value: JSONValue) -> String { value.serialized(without: secrets) + "\n" }

  /// The bytes that `write` would send for a JSON value.
  package static func bytes(of value: JSONValue) -> [UInt8] { Array(line(value).utf8) }

  private static func writeOutput(_ text: String) throws(ReleaseFailure) {
    guard writeAll(Array(text.utf8), to: STDOUT_FILENO) else {
      throw .output("standard output: \(systemError())")
    }
  }

  /// The secrets of this process, which no message of it shows.
  package static let secrets = Secrets()

  /// Writes a message to standard error; what cannot be written within a second is lost.
  package static func say(_ message: Message) { messages.write(message.shown(without: secrets)) }

  private static let messages = MessageStream(STDERR_FILENO)

  /// Takes the numbers of closed standard streams, so that no file or connection gets one of them.
  ///
  /// Whoever reads standard input then finds it empty, and what is written fails as before.
  static func reserve() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      unsafe _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes what went wrong to standard error; in GitHub Actions as an annotation too, which has no
  /// stamp.
  package static func complain(
    _ name: String, _ message: Message, _ environment: [String: String], stamp: Message = ""
  ) {
    say("\(name): \(stamp)\(message)\n")
    guard environment["GITHUB_ACTIONS"] == "true" else { return }
    let (title, data) = annotation(name, message)
    say("::error title=\(title)::\(data, limit: 4 * Message.foreignLimit)\n")
  }

  /// The title and the text of an error as a workflow command of GitHub, in its escapes.
  static func annotation(_ title: String, _ message: Message) -> (title: String, text: String) {
    func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
      text.unicodeScalars.reduce(into: "") { $0 += escapes[$1] ?? String($1) }
    }
    let escapes: [Unicode.Scalar: String] = ["%": "%25", "\r": "%0D", "\n": "%0A"]
    let inTitle = escapes.merging([":": "%3A", ",": "%2C"]) { $1 }
    return (escaped(title, inTitle), escaped(message.shown(without: secrets), escapes))
  }

  /// The system's words for the last error.
  package static func systemError() -> String {
    unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
  }

  /// Writes all bytes to a descriptor; false with the reason in `errno`.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe LibC.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
