import LibC
import Synchronization

/// Writes messages to a descriptor, and never waits long for whoever reads it.
///
/// A reader that has stopped (`| less`, a log collector that hangs, Ctrl-S) must not hold a release.
/// A message that cannot be written within `patience` seconds is dropped; those after it are dropped
/// at once until the descriptor takes one again.
package final class MessageStream: Sendable {
  private struct State {
    /// Where to write; nil until the first message.
    var target: Int32?
    var isBlocked = false
  }

  private let descriptor: Int32
  private let patience: Double
  private let state = Mutex(State())

  package init(_ descriptor: Int32, patience: Double = 1) {
    self.descriptor = descriptor
    self.patience = patience
  }

  /// Writes a message, or the part of it that the descriptor takes in time.
  package func write(_ text: String) {
    state.withLock { state in
      let target = state.target ?? Self.withoutWaiting(descriptor)
      state.target = target
      state.isBlocked = !write(Array(text.utf8), to: target, waits: !state.isBlocked)
    }
  }

  /// Returns whether the reader takes messages; an error that is no full buffer loses the message.
  private func write(_ bytes: [UInt8], to target: Int32, waits: Bool) -> Bool {
    let end = ContinuousClock.now + .seconds(patience)
    var rest = bytes[...]
    while !rest.isEmpty {
      // What poll promises is room for PIPE_BUF bytes.
      let part = rest.prefix(Int(PIPE_BUF))
      guard target != descriptor || Self.isWritable(target, within: waits ? end : .now) else {
        return false
      }
      let count = unsafe part.withUnsafeBytes {
        unsafe LibC.write(target, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        guard waits, Self.isWritable(target, within: end) else { return false }
      } else if errno != EINTR {
        return true
      }
    }
    return true
  }

  /// Whether the descriptor takes bytes before a moment; true as well when it fails at once.
  private static func isWritable(_ target: Int32, within end: ContinuousClock.Instant) -> Bool {
    while true {
      let left = max(.zero, ContinuousClock.now.duration(to: end)) / .milliseconds(1)
      var entry = pollfd(fd: target, events: Int16(POLLOUT), revents: 0)
      let found = unsafe poll(&entry, 1, Int32(left.rounded(.up)))
      if found >= 0 || errno != EINTR { return found != 0 }
    }
  }

  /// The same pipe or terminal, opened once more without waiting; the descriptor itself when that
  /// cannot be done, and when it is a file.
  ///
  /// O_NONBLOCK of the descriptor itself would be set for every process that shares it. Between poll
  /// and write another of them may fill the pipe.
  private static func withoutWaiting(_ descriptor: Int32) -> Int32 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return descriptor }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFIFO || (kind == S_IFCHR && isatty(descriptor) == 1) else { return descriptor }
    let path = "/proc/self/fd/\(descriptor)"
    let opened = unsafe open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    return opened >= 0 ? opened : descriptor
  }
}
