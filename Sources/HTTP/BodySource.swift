import LibC

/// Gives a request's body piece by piece, and again from any place.
struct BodySource {
  /// Why the body could not be read; nil while it can.
  private(set) var fault: String?

  private let body: HTTPRequest.Body
  private let length: Int
  private var offset = 0

  /// Whether there is nothing left to give.
  var isDrained: Bool { offset >= length }

  /// Starts at the beginning of a body.
  init(_ body: HTTPRequest.Body) {
    self.body = body
    switch body {
    case .none: length = 0
    case .bytes(let bytes): length = bytes.count
    case .file(_, let bytes): length = bytes
    }
  }

  /// Fills a buffer as far as there is something left; nil when the file cannot be read, or is
  /// shorter than it was said to be.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let wanted = min(buffer.count, length - offset)
    if wanted <= 0 { return 0 }
    switch body {
    case .none: return 0
    case .bytes(let bytes):
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe buffer.copyMemory(from: .init(rebasing: bytes[offset..<offset + wanted]))
      }
      offset += wanted
      return wanted
    case .file(let descriptor, _):
      var count: Int
      repeat {
        count = unsafe pread(descriptor, buffer.baseAddress, wanted, off_t(offset))
      } while count < 0 && errno == EINTR
      if count > 0 {
        offset += count
        return count
      }
      fault =
        count == 0
        ? "the file ended after \(offset) of \(length) bytes: it was changed while it was sent"
        : unsafe "the file cannot be read: \(String(cString: strerror(errno)))"
      return nil
    }
  }

  /// Goes to a place, counted from the beginning, or returns false when there is none.
  mutating func seek(to place: Int) -> Bool {
    guard 0...length ~= place else { return false }
    offset = place
    return true
  }
}
