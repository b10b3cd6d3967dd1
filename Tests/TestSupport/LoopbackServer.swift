import LibC
import Synchronization

/// A server on 127.0.0.1 that says, byte for byte, what a test tells it to.
///
/// Each connection has a thread of its own that runs the test's function. The server ends with its
/// last reference: it stops listening and shuts what is still open.
package final class LoopbackServer: Sendable {
  /// What a request looked like on the wire.
  package struct Request: Sendable {
    /// The request line, without its line break.
    package var line: String
    /// The header lines as they came, without line breaks.
    package var headers: [String]
    /// What followed the headers, by `Content-Length`; empty when it was not read.
    package var body: [UInt8]
    /// The number of the connection it came on, 0 for the first.
    package var connection: Int

    /// The request target as it was sent.
    package var target: String {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      return words.count > 1 ? String(words[1]) : ""
    }

    /// The first value of a header field, or nil.
    package func header(_ name: String) -> String? {
      let start = name.lowercased() + ":"
      guard let line = headers.first(where: { $0.lowercased().hasPrefix(start) }) else {
        return nil
      }
      let value = line.dropFirst(start.count).drop { $0 == " " }
      return String(value)
    }
  }

  /// The port that it listens on.
  package let port: Int

  private let listener: Int32
  private let log: LoopbackLog

  /// Listens, and runs `serve` for each connection that is made.
  package init(serve: @escaping @Sendable (LoopbackConnection) -> Void) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    port = try Self.listen(on: listener)
    let log = LoopbackLog()
    self.log = log
    let listener = listener
    LoopbackThread.run {
      defer { _ = close(listener) }
      while let descriptor = Self.accepted(on: listener) {
        guard let number = log.open(descriptor) else { return }
        LoopbackThread.run {
          let connection = LoopbackConnection(descriptor, number: number, log: log)
          serve(connection)
          log.close(descriptor)
        }
      }
    }
  }

  /// Answers each request, on connections that are kept, with the bytes that `answer` gives for
  /// it and its number.
  package convenience init(answer: @escaping @Sendable (Request, Int) -> String) throws {
    let count = Mutex(0)
    try self.init { connection in
      while let request = connection.readRequest() {
        let number = count.withLock { number in
          defer { number += 1 }
          return number
        }
        connection.write(answer(request, number))
      }
    }
  }

  deinit {
    // Its thread wakes up, and closes it.
    _ = shutdown(listener, Int32(SHUT_RDWR))
    log.shutAll()
  }

  /// The requests that were read, in order.
  package var requests: [Request] { log.requests }
  /// What `LoopbackConnection.note` was told, in order.
  package var notes: [String] { log.notes }
  /// How many connections were made.
  package var connections: Int { log.connections }

  /// Waits until this end has closed every connection that was made.
  package func waitUntilClosed() {
    while log.hasOpen { usleep(1000) }
  }

  private static func accepted(on listener: Int32) -> Int32? {
    var poller = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&poller, 1, -1) < 0 && errno == EINTR {}
    return Descriptors.unshared.withLock { _ in
      let descriptor = accept(listener, nil, nil)
      if descriptor < 0 { return nil }
      Descriptors.keepFromChildren(descriptor)
      return descriptor
    }
  }

  /// Waits until so many notes are there, and says whether they came within ten seconds.
  package func waitForNotes(_ count: Int) -> Bool {
    for _ in 0..<10_000 where log.notes.count < count { usleep(1000) }
    return log.notes.count >= count
  }

  static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func listen(on descriptor: Int32) throws -> Int {
    var address = address(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, size) == 0
          && LibC.listen(descriptor, 64) == 0
          && getsockname(descriptor, address, &size) == 0
      }
    }
    guard status else { throw LoopbackError.cannotListen(errno) }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

/// Why a server of a test does not start.
package enum LoopbackError: Error {
  /// The system's error number.
  case cannotListen(Int32)
  /// A program of the system's that the test needs failed, and what it said.
  case program(String)
}

/// What happened at a server, shared by its threads.
final class LoopbackLog: Sendable {
  private struct State {
    var requests: [LoopbackServer.Request] = []
    var notes: [String] = []
    var connections = 0
    var open: Set<Int32> = []
    var ended = false
  }

  private let state = Mutex(State())

  var requests: [LoopbackServer.Request] { state.withLock { $0.requests } }
  var notes: [String] { state.withLock { $0.notes } }
  var connections: Int { state.withLock { $0.connections } }

  var hasOpen: Bool { state.withLock { !$0.open.isEmpty } }

  func open(_ descriptor: Int32) -> Int? {
    state.withLock { state in
      if state.ended {
        _ = LibC.close(descriptor)
        return nil
      }
      state.open.insert(descriptor)
      state.connections += 1
      return state.connections - 1
    }
  }

  func close(_ descriptor: Int32) {
    state.withLock { state in
      if state.open.remove(descriptor) != nil { _ = LibC.close(descriptor) }
    }
  }

  func shutAll() {
    state.withLock { state in
      state.ended = true
      for descriptor in state.open { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  func note(_ text: String) {
    state.withLock { $0.notes.append(text) }
  }

  func note(_ request: LoopbackServer.Request) {
    state.withLock { $0.requests.append(request) }
  }
}

/// Threads that end by themselves.
enum LoopbackThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func run(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
      }, work.toOpaque())
    if status == 0 { pthread_detach(thread) } else { unsafe work.release() }
  }
}
