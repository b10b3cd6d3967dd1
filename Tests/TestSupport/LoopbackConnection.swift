import LibC

/// The server's end of one connection.
package final class LoopbackConnection {
  /// Its number, 0 for the first that was made.
  package let number: Int

  private let descriptor: Int32
  private let log: LoopbackLog
  private var buffer: [UInt8] = []

  init(_ descriptor: Int32, number: Int, log: LoopbackLog) {
    self.descriptor = descriptor
    self.number = number
    self.log = log
  }

  /// Reads one request whole, its body by `Content-Length`; nil when the other side has closed.
  package func readRequest() -> LoopbackServer.Request? {
    guard var request = readHead(noted: false) else { return nil }
    if let length = request.header("Content-Length").flatMap({ Int($0) }) {
      guard let body = readBody(length) else { return nil }
      request.body = body
    }
    log.note(request)
    return request
  }

  /// Reads a request up to its empty line; nil when the other side has closed.
  package func readHead() -> LoopbackServer.Request? { readHead(noted: true) }

  private func readHead(noted: Bool) -> LoopbackServer.Request? {
    let end: [UInt8] = [13, 10, 13, 10]
    var from = 0
    while true {
      if let place = buffer[from...].indices.first(where: { buffer[$0...].starts(with: end) }) {
        let lines = String(decoding: buffer[..<place], as: UTF8.self)
          .split(separator: "\r\n", omittingEmptySubsequences: false).map { String($0) }
        buffer.removeFirst(place + end.count)
        let request = LoopbackServer.Request(
          line: lines[0], headers: Array(lines.dropFirst()), body: [], connection: number)
        if noted { log.note(request) }
        return request
      }
      from = max(0, buffer.count - end.count)
      if !fill() { return nil }
    }
  }

  /// Reads so many bytes; nil when the other side has closed before.
  package func readBody(_ count: Int) -> [UInt8]? {
    while buffer.count < count { if !fill() { return nil } }
    defer { buffer.removeFirst(count) }
    return Array(buffer.prefix(count))
  }

  /// Reads until the other side closes, and says how many bytes that were.
  package func drain() -> Int {
    var count = buffer.count
    buffer = []
    while fill() {
      count += buffer.count
      buffer = []
    }
    return count
  }

  /// Writes a text, or returns false when the other side no longer takes it.
  @discardableResult
  package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// Writes bytes, or returns false when the other side no longer takes them.
  @discardableResult
  package func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Tells the test something that only this end knows.
  package func note(_ text: String) { log.note(text) }

  /// Closes the connection without ceremony: the other side sees a reset.
  package func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    unsafe _ = setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    log.close(descriptor)
  }

  /// Does nothing for so many seconds, or until the other side goes away.
  package func idle(seconds: Double) {
    // 0x2000 is POLLRDHUP, which Glibc keeps behind _GNU_SOURCE.
    var poller = pollfd(fd: descriptor, events: 0x2000, revents: 0)
    unsafe _ = poll(&poller, 1, Int32(seconds * 1000))
  }

  /// Passes bytes to and from another port of this machine until a side closes.
  package func relay(toPort port: Int) {
    let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { _ = close(other) }
    var address = LoopbackServer.address(port: port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let connected = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe connect(other, address, size) == 0
      }
    }
    var pollers = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while connected, unsafe poll(&pollers, 2, -1) > 0 {
      for (place, target) in [(0, other), (1, descriptor)] where pollers[place].revents != 0 {
        let count = unsafe recv(pollers[place].fd, &chunk, chunk.count, 0)
        guard count > 0, unsafe send(target, &chunk, count, Int32(MSG_NOSIGNAL)) == count else {
          return
        }
      }
    }
  }

  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    if count <= 0 { return false }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }
}
