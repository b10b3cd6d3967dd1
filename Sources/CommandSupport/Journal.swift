import AWS
import CLinux
import LibC
import Release

/// The journals of the guards that this process runs below: see with-rollback(1).
///
/// A journal is a file in the memory of its guard, opened by its path in /proc. When the guard has
/// ended the path is gone; when it is about to roll back it has sealed the file. Either way an
/// append fails, and the caller sends nothing.
struct Journal {
  /// The variable that names the journals: `/proc/PID/fd/N:NAME`, separated by a space, the
  /// outermost first.
  static let variable = "LAMBDA_RELEASE_GUARD"

  private let places: [Place]

  private struct Place {
    var path: String
    var name: String
  }

  /// The journals that the environment names; nil when it names none.
  ///
  /// Throws `unguarded` for text of another form: the command must not go on without its guard.
  init?(_ environment: [String: String]) throws(ReleaseFailure) {
    guard let text = environment[Self.variable], !text.isEmpty else { return nil }
    var places: [Place] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      guard let place = Self.place(word) else {
        throw .unguarded(
          "\(Self.variable) does not name a journal of with-rollback",
          hints: ["with-rollback sets this variable; unset it to go on without a guard"])
      }
      places.append(place)
    }
    self.places = places
  }

  /// The journals in the form of the variable, with one more inside.
  static func extended(_ environment: [String: String], by path: String, name: String) -> String {
    let outer = environment[variable] ?? ""
    return (outer.isEmpty ? "" : outer + " ") + "\(path):\(name)"
  }

  /// Makes sure that an append would succeed now; throws `unguarded` otherwise.
  func check() throws(ReleaseFailure) {
    for place in places { close(try Self.open(place)) }
  }

  /// Appends one object to every journal.
  ///
  /// Throws `unguarded` when one of them cannot take it; the outer ones may have it by then.
  func append(_ entry: JournalEntry) throws(ReleaseFailure) {
    for place in places { try Self.append(entry, to: place) }
  }

  /// Appends one object to those journals that can take it.
  func appendWhereOpen(_ entry: JournalEntry) {
    for place in places { try? Self.append(entry, to: place) }
  }

  private static func append(_ entry: JournalEntry, to place: Place) throws(ReleaseFailure) {
    guard let bytes = entry.line else {
      throw .unguarded("the entry for the guard's journal is longer than 16 KiB")
    }
    let descriptor = try open(place)
    defer { close(descriptor) }
    // In one write, so that the lines of several processes do not mix.
    let count = unsafe bytes.withUnsafeBytes {
      unsafe LibC.write(descriptor, $0.baseAddress, $0.count)
    }
    guard count == bytes.count else { throw gone(count < 0 ? errno : ENOSPC) }
  }

  /// Opens a journal, checks its name and that it is not sealed.
  private static func open(_ place: Place) throws(ReleaseFailure) -> Int32 {
    let descriptor = unsafe LibC.open(place.path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw gone(errno) }
    var buffer = [CChar](repeating: 0, count: 512)
    let count = unsafe readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
    let target = String(
      decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let seals = clinux_seals(descriptor)
    guard target == "/memfd:\(place.name) (deleted)", seals >= 0,
      seals & (clinux_seal_write | clinux_seal_grow) == 0
    else {
      close(descriptor)
      throw gone(ENOENT)
    }
    return descriptor
  }

  private static func gone(_ error: Int32) -> ReleaseFailure {
    if error == EACCES {
      return .unguarded(
        "the journal of with-rollback cannot be opened: permission denied",
        hints: ["run every command below with-rollback as the user who started it"])
    }
    return .unguarded(
      "the guard is gone: with-rollback has ended or is rolling back",
      hints: ["run the whole flow again below with-rollback; rollback works without it"])
  }

  /// Reads `/proc/PID/fd/N:NAME`.
  private static func place(_ word: Substring) -> Place? {
    guard let colon = word.firstIndex(of: ":") else { return nil }
    let parts = word[..<colon].split(separator: "/", omittingEmptySubsequences: false)
    let name = String(word[word.index(after: colon)...])
    func isNumber(_ text: Substring) -> Bool {
      (1...10).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "proc", isNumber(parts[2]),
      parts[3] == "fd", isNumber(parts[4]), (1...200).contains(name.utf8.count)
    else { return nil }
    return Place(path: String(word[..<colon]), name: name)
  }
}
