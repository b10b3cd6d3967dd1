import AWS
import LibC

/// The standard streams of a program, read and written without either side waiting for the other.
struct ProgramStreams {
  /// The ends of the pipes that the program gets; nil for a stream that it does not get from here.
  private(set) var far: (input: Int32?, output: Int32, errors: Int32?)
  private var input: Int32 = -1
  private var outputs: (standard: Int32, errors: Int32) = (-1, -1)
  private var unsent: ArraySlice<UInt8>
  private let keptOutput: Int

  /// The beginning of what came on standard output.
  private(set) var output: [UInt8] = []
  /// The ends of what came on standard output and on standard error.
  private(set) var (lastOutput, errors) = (Tail(), Tail())
  /// The bytes that came on both.
  private(set) var count = 0

  /// The last 64 KiB of a stream.
  struct Tail {
    private var kept: [UInt8] = []
    private static let limit = 64 << 10

    var bytes: [UInt8] { Array(kept.suffix(Self.limit)) }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
      kept += bytes
      if kept.count > 2 * Self.limit { kept.removeFirst(kept.count - Self.limit) }
    }
  }

  /// Makes the pipes; nil when no more files can be opened.
  init?(for program: Program) {
    unsent = program.input[...]
    keptOutput = program.keptOutput
    far = (nil, -1, nil)
    guard let pipe = Self.pipe() else { return nil }
    (outputs.standard, far.output) = pipe
    if program.readsErrors {
      guard let pipe = Self.pipe() else { return nil }
      (outputs.errors, far.errors) = pipe
    }
    if !program.input.isEmpty {
      guard let pipe = Self.pipe() else { return nil }
      (far.input, input) = pipe
      _ = fcntl(input, F_SETFL, O_NONBLOCK)
    }
  }

  /// A pipe that no other program inherits.
  private static func pipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [0, 0]
    guard unsafe LibC.pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Closes the program's ends in this process, so that the pipes end with the program.
  mutating func closeFarEnds() {
    for end in [far.input, far.output, far.errors].compactMap({ $0 }) { LibC.close(end) }
    far = (nil, -1, nil)
  }

  /// Whether nothing more can come.
  var areClosed: Bool { outputs.standard < 0 && outputs.errors < 0 }

  /// Waits at most so long for one of the streams, and reads and writes what can be; false when
  /// nothing has come.
  @discardableResult
  mutating func exchange(milliseconds: Int32) -> Bool {
    var entries = [
      pollfd(fd: outputs.standard, events: Int16(POLLIN), revents: 0),
      pollfd(fd: outputs.errors, events: Int16(POLLIN), revents: 0),
      pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
    ]
    guard unsafe poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return false }
    if entries[2].revents != 0 { send() }
    var hasCome = false
    if entries[0].revents != 0 {
      let bytes = Self.read(&outputs.standard)
      output += bytes.prefix(keptOutput - output.count)
      lastOutput.append(bytes)
      count += bytes.count
      hasCome = !bytes.isEmpty
    }
    if entries[1].revents != 0 {
      let bytes = Self.read(&outputs.errors)
      errors.append(bytes)
      count += bytes.count
      hasCome = hasCome || !bytes.isEmpty
    }
    return hasCome
  }

  /// Reads what is there; at the end of the stream it closes the descriptor.
  private static func read(_ descriptor: inout Int32) -> ArraySlice<UInt8> {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe LibC.read(descriptor, $0.baseAddress, $0.count)
    }
    if count > 0 { return buffer[..<count] }
    if count == 0 || errno != EINTR { close(&descriptor) }
    return []
  }

  /// Sends what the pipe takes; a program need not read all of it.
  private mutating func send() {
    let count = unsafe unsent.withUnsafeBytes {
      unsafe LibC.write(input, $0.baseAddress, $0.count)
    }
    if count > 0 { unsent = unsent.dropFirst(count) }
    if unsent.isEmpty || (count < 0 && errno != EINTR && errno != EAGAIN) { Self.close(&input) }
  }

  private static func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { LibC.close(descriptor) }
    descriptor = -1
  }

  /// Closes all that is open.
  mutating func close() {
    closeFarEnds()
    Self.close(&input)
    Self.close(&outputs.standard)
    Self.close(&outputs.errors)
  }
}
