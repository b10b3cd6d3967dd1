import AWS
import LibC
import Release

/// The file of `--record`: read once, and replaced atomically.
struct RecordFile {
  /// The path as the user gave it.
  let path: String
  /// The file that is replaced: what symbolic links lead to.
  private let target: String
  /// The permissions of the file; nil when it does not exist yet.
  private let mode: mode_t?
  /// The file's bytes; empty when it does not exist.
  let bytes: [UInt8]

  /// What a record may grow by in one run, in bytes: the evidence of a check, and one act.
  private static let room = 128 << 10

  /// Reads the file, at most one byte more than `limit`.
  ///
  /// Throws `package` when it is not a regular file, cannot be read, or its folder could not take
  /// the new record: that is found here, before the first call.
  init(_ path: String, limit: Int) throws(ReleaseFailure) {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    guard exists || errno == ENOENT else { throw Self.failure(path, "read") }
    guard !exists || status.st_mode & S_IFMT == S_IFREG else {
      throw .package("\(path): not a regular file", hints: ["--record replaces the file it reads"])
    }
    self.path = path
    target = Self.followed(path)
    mode = exists ? status.st_mode & 0o7777 : nil
    bytes = exists ? try Self.read(path, limit: limit) : []
    try checkRoom()
  }

  /// Replaces the file atomically, its permissions kept; the new one is on the disk on return.
  func replace(_ record: JSONValue) throws(ReleaseFailure) {
    do throws(FileError) {
      try LiveFiles.replace(
        target, Array(StandardStreams.line(record).utf8), mode: mode ?? 0o666, exactly: mode != nil)
    } catch {
      throw .package("\(path): cannot be written: \(error.words)")
    }
    // The rename itself is on the disk when its folder is; not every file system can do that.
    let folder = unsafe open(Self.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Makes a file of the size that the record may get, and removes it again.
  private func checkRoom() throws(ReleaseFailure) {
    let temporary = LiveFiles.temporary(for: target)
    unsafe unlink(temporary)
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(0o600))
    guard descriptor >= 0 else { throw Self.failure(path, "written") }
    #if canImport(Darwin)
      let full: Int32 = 0  // it cannot be asked for; a full disk is found by the write
    #else
      let full = posix_fallocate(descriptor, 0, bytes.count + Self.room)
    #endif
    close(descriptor)
    unsafe unlink(temporary)
    // Not every file system can reserve room; these are the answers that say there is none.
    guard ![ENOSPC, EDQUOT, EFBIG].contains(full) else {
      errno = full
      throw Self.failure(path, "written")
    }
  }

  /// The file's bytes, at most one more than `limit`.
  static func read(_ path: String, limit: Int) throws(ReleaseFailure) -> [UInt8] {
    do throws(FileError) {
      return try LiveFiles.firstBytes(of: path, upTo: limit + 1)
    } catch {
      throw .package("\(path): cannot be read: \(error.words)")
    }
  }

  private static func failure(_ path: String, _ what: String) -> ReleaseFailure {
    let isMissing = errno == ENOENT || errno == ENOTDIR
    let reason =
      isMissing ? "no folder \(folder(of: followed(path)))" : StandardStreams.systemError()
    return .package("\(path): cannot be \(what): \(reason)")
  }

  /// The path that symbolic links lead to; the last one may lead to a file that is yet to be made.
  private static func followed(_ path: String) -> String {
    var path = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = unsafe readlink(path, &buffer, buffer.count)
      guard count > 0 else { return path }
      let next = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = next.hasPrefix("/") ? next : folder(of: path) + "/" + next
    }
    return path
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

extension FileError {
  /// The reason in the system's words.
  fileprivate var words: String {
    switch self {
    case .missing: "No such file or directory"
    case .untrusted(let reason), .unusable(let reason): reason
    }
  }
}
