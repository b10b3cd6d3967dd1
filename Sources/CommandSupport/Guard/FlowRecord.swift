import AWS
import LibC
import Release

/// The record file of the flow below a guard: FILE of `--record`, or one that the guard makes and
/// removes.
final class FlowRecord {
  /// The absolute path, since COMMAND may change its folder.
  let path: String
  /// The record that stood in FILE at the start; empty without FILE.
  let atStart: ReleaseRecord
  /// Whether the user named the file, so that it outlives the guard.
  let isKept: Bool
  /// Whether the commands change nothing, by the guard's option or by what FILE is marked as: nothing
  /// of it is in flight.
  let isOfDryRun: Bool
  private var folder: String?

  /// Reads FILE, or makes a folder for a record of this run alone.
  ///
  /// With `asCopy`, and where FILE is the marked record of a dry run, the commands get a copy of FILE.
  /// Throws `package` when the file could not be replaced, `record` when it holds something else.
  init(_ file: String?, asCopy: Bool, _ environment: [String: String]) throws(ReleaseFailure) {
    var text: String?
    if let file {
      let read = try RecordFile(file, limit: ReleaseRecord.rollbackSizeLimit)
      atStart = try ReleaseRecord.read(
        read.bytes, from: file, limit: ReleaseRecord.rollbackSizeLimit)
      text = String(decoding: read.bytes, as: UTF8.self)
    } else {
      atStart = ReleaseRecord()
    }
    isOfDryRun = asCopy || atStart.isDryRun
    if let file, !isOfDryRun {
      path = Self.absolute(file)
      isKept = true
      return
    }
    isKept = false
    let temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let made = try Self.made(in: [temporary, "/tmp", "/dev/shm"])
    folder = made
    path = made + "/record.json"
    guard let text, !text.isEmpty else { return }
    do throws(FileError) {
      try LiveFiles.replace(path, Array(text.utf8), mode: 0o600)
    } catch {
      throw .package("\(path): the copy for the dry run cannot be written")
    }
  }

  /// Removes what the guard made, with what killed commands have left in it.
  func remove() {
    guard let folder else { return }
    Self.empty(folder)
    unsafe rmdir(folder)
  }

  /// Removes what is in a folder; of a link the link, and not what it leads to.
  private static func empty(_ folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0, let entries = unsafe fdopendir(descriptor) else { return }
    defer { unsafe _ = closedir(entries) }
    while let entry = unsafe readdir(entries) {
      let place = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = unsafe String(
        cString: UnsafeRawPointer(entry).advanced(by: place).assumingMemoryBound(to: CChar.self))
      guard name != ".", name != "..", unsafe unlinkat(descriptor, name, 0) != 0 else { continue }
      empty(folder + "/" + name)
      unsafe _ = unlinkat(descriptor, name, AT_REMOVEDIR)
    }
  }

  /// A new folder of this user's alone, in the first place that takes it.
  private static func made(in places: [String]) throws(ReleaseFailure) -> String {
    var reason = ""
    for place in places {
      var template = Array("\(place)/with-rollback.XXXXXX".utf8CString)
      if unsafe mkdtemp(&template) != nil {
        return absolute(
          String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
      }
      if reason.isEmpty { reason = StandardStreams.systemError() }
    }
    throw .package(
      "\(places[0]): no folder for the record can be made: \(reason)",
      hints: ["set TMPDIR to a folder that can be written, or pass --record FILE"])
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe getcwd(&buffer, buffer.count) != nil else { return path }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self) + "/" + path
  }
}
