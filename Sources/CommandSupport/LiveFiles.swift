package import AWS
import LibC

/// The user's small files on this machine.
package final class LiveFiles: FileAccess {
  /// Makes the access.
  package init() {}

  /// The file's bytes; `limit` is whole MiB.
  package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let bytes = try Self.firstBytes(of: path, upTo: limit + 1)
    guard bytes.count <= limit else { throw .unusable("longer than \(limit >> 20) MiB") }
    return bytes
  }

  /// The file's bytes, when nobody but this user and root can have written or replaced it.
  package func readCache(_ path: String) throws(FileError) -> [UInt8] {
    guard let place = unsafe realpath(path, nil) else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing : .unusable(StandardStreams.systemError())
    }
    defer { unsafe free(place) }
    let real = unsafe String(cString: place)
    var parts = real.split(separator: "/")
    var (isFile, depth) = (true, 0)
    while !parts.isEmpty {
      try Self.check("/" + parts.joined(separator: "/"), isFile: isFile, isNear: depth < 2)
      parts.removeLast()
      (isFile, depth) = (false, depth + 1)
    }
    return try read(real)
  }

  /// Refuses a file or folder that others own or can write.
  ///
  /// In a sticky folder others cannot replace what is not theirs. A folder may be writable for a
  /// group that has the user's own id, and those further up for any group.
  private static func check(_ path: String, isFile: Bool, isNear: Bool) throws(FileError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      throw .unusable(StandardStreams.systemError())
    }
    let name = isFile ? "it" : path
    guard status.st_uid == geteuid() || (!isFile && status.st_uid == 0) else {
      throw .untrusted("\(name) belongs to another user (id \(status.st_uid))")
    }
    let isSticky = !isFile && status.st_mode & 0o1000 != 0
    let isOwnGroup = !isFile && status.st_gid == geteuid() && geteuid() != 0
    let others: mode_t = isNear && !isOwnGroup ? 0o022 : 0o002
    guard isSticky || status.st_mode & others == 0 else {
      throw .untrusted("other users can write \(name); run: chmod go-w \(path)")
    }
  }

  /// Replaces the file's content at once or not at all; mode 0600, folders made as needed.
  package func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    makeFolders(above: path)
    try Self.replace(path, bytes, mode: 0o600)
  }

  /// The first `limit` bytes of a file, or all of them.
  static func firstBytes(of path: String, upTo limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing : .unusable(StandardStreams.systemError())
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe LibC.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unusable(StandardStreams.systemError())
      }
      if count == 0 { break }
      bytes += buffer[..<min(count, limit - bytes.count)]
    }
    return bytes
  }

  /// Replaces a file's content at once or not at all, by a file beside it that is then renamed.
  ///
  /// The umask counts for `mode`, unless the file is to have it `exactly`.
  static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t, exactly: Bool = false)
    throws(FileError)
  {
    let temporary = temporary(for: path)
    // What a killed process of the same id left there.
    unsafe unlink(temporary)
    let descriptor = unsafe open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exactly ? mode_t(0o600) : mode)
    guard descriptor >= 0 else { throw .unusable(StandardStreams.systemError()) }
    var isWritten = StandardStreams.writeAll(bytes, to: descriptor)
    if exactly { isWritten = isWritten && fchmod(descriptor, mode) == 0 }
    isWritten = isWritten && fsync(descriptor) == 0
    let reason = isWritten ? nil : StandardStreams.systemError()
    close(descriptor)
    guard isWritten, unsafe rename(temporary, path) == 0 else {
      let reason = reason ?? StandardStreams.systemError()
      unsafe unlink(temporary)
      throw .unusable(reason)
    }
  }

  /// The name of the file that replaces another.
  static func temporary(for path: String) -> String { "\(path).\(getpid()).new" }

  private func makeFolders(above path: String) {
    for (index, character) in zip(path.indices, path)
    where character == "/" && index > path.startIndex {
      unsafe _ = mkdir(String(path[..<index]), mode_t(0o700))
    }
  }
}
