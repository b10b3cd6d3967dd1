import AWS
import CLinux
import LibC
import Release

/// The guard's own end of its journal: an anonymous file in memory, which no full disk, cleaner or
/// change of TMPDIR can touch.
final class GuardJournal {
  /// How the commands below open it.
  let path: String
  /// The name in the link of `path`, which tells it from a file of another process with the same
  /// number.
  let name: String
  private let descriptor: Int32

  /// Creates the journal; throws `unguarded` where there is no memfd or no /proc.
  init(run: String) throws(ReleaseFailure) {
    name = "lambda-release-\(run)-\(getpid())"
    descriptor = unsafe clinux_memfd(name)
    guard descriptor >= 0 else {
      throw Self.unusable("memfd_create", StandardStreams.systemError())
    }
    guard let number = Self.number else {
      throw Self.unusable("/proc/self", StandardStreams.systemError())
    }
    path = "/proc/\(number)/fd/\(descriptor)"
    guard clinux_add_seals(descriptor, clinux_seal_shrink) == 0 else {
      throw Self.unusable("F_ADD_SEALS", StandardStreams.systemError())
    }
    guard let journal = try Journal([Journal.variable: "\(path):\(name)"]) else { return }
    do throws(ReleaseFailure) {
      try journal.check()
    } catch {
      throw Self.unusable(path, "the commands could not open it")
    }
  }

  deinit { close(descriptor) }

  /// The number of this process in /proc, nil without /proc.
  ///
  /// In a PID namespace that has no /proc of its own, getpid(2) returns another one.
  private static var number: String? {
    var buffer = [CChar](repeating: 0, count: 32)
    let count = unsafe readlink("/proc/self", &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Lets nobody append any more: descriptors that are open already are refused too.
  func seal() {
    let write = clinux_seal_write
    guard clinux_add_seals(descriptor, write) != 0 else { return }
    // A process that has mapped the file for writing keeps it from that seal.
    let grow = (clinux_seal_grow | clinux_seal_future_write)
    _ = clinux_add_seals(descriptor, grow)
  }

  /// Everything that was appended.
  func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(bytes.count))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  private static func unusable(_ what: String, _ reason: String) -> ReleaseFailure {
    .unguarded(
      "no journal can be made, so nothing was started: \(what): \(reason)",
      hints: ["with-rollback needs Linux 3.17 or later and /proc mounted"])
  }
}
