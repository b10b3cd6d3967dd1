package import AWS
import Glibc

/// The user's small files on this machine.
package final class LiveFiles: FileAccess {
  private static let sizeLimit = 4 << 20

  /// Makes the access.
  package init() {}

  /// The file's bytes, at most 4 MiB.
  package func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing : .unusable(StandardStreams.systemError())
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= Self.sizeLimit {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unusable(StandardStreams.systemError())
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    throw .unusable("longer than 4 MiB")
  }

  /// Replaces the file's content at once or not at all; mode 0600, folders made as needed.
  package func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    makeFolders(above: path)
    let temporary = "\(path).\(getpid()).new"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(0o600))
    guard descriptor >= 0 else { throw .unusable(StandardStreams.systemError()) }
    var rest = bytes[...]
    var isWritten = true
    while !rest.isEmpty, isWritten {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 { rest = rest.dropFirst(count) }
      isWritten = count > 0 || errno == EINTR
    }
    isWritten = fsync(descriptor) == 0 && isWritten
    isWritten = close(descriptor) == 0 && isWritten
    guard isWritten, unsafe rename(temporary, path) == 0 else {
      let reason = StandardStreams.systemError()
      unsafe unlink(temporary)
      throw .unusable(reason)
    }
  }

  private func makeFolders(above path: String) {
    for (index, character) in zip(path.indices, path)
    where character == "/" && index > path.startIndex {
      unsafe _ = mkdir(String(path[..<index]), mode_t(0o700))
    }
  }
}
