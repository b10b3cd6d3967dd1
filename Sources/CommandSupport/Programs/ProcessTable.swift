import LibC

/// The processes of this machine at one moment, as /proc shows them.
struct ProcessTable {
  /// A process: see proc_pid_stat(5).
  struct Entry {
    let pid: pid_t
    let parent: pid_t
    let group: pid_t
    let session: pid_t
    /// When it was started, in ticks since the machine was.
    let started: Int
    let isZombie: Bool
  }

  private let entries: [Entry]

  /// Reads /proc; a process that ends meanwhile is left out.
  init() {
    var entries: [Entry] = []
    if let folder = unsafe opendir("/proc") {
      while let item = unsafe readdir(folder) {
        let name = unsafe withUnsafeBytes(of: &item.pointee.d_name) {
          unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if let pid = pid_t(name), let entry = Self.read(pid) { entries.append(entry) }
      }
      unsafe closedir(folder)
    }
    self.entries = entries
  }

  private static func read(_ pid: pid_t) -> Entry? {
    guard let bytes = try? LiveFiles.firstBytes(of: "/proc/\(pid)/stat", upTo: 4096),
      // A program chooses its own name, which may look like the rest.
      let end = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let words = bytes[(end + 1)...].split(separator: 0x20).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard words.count > 19, let parent = pid_t(words[1]), let group = pid_t(words[2]),
      let session = pid_t(words[3]), let started = Int(words[19])
    else { return nil }
    return Entry(
      pid: pid, parent: parent, group: group, session: session, started: started,
      isZombie: ["Z", "X", "x"].contains(words[0]))
  }

  /// Whether /proc cannot be read.
  var isEmpty: Bool { entries.isEmpty }

  subscript(pid: pid_t) -> Entry? { entries.first { $0.pid == pid } }

  /// The process, those of the group that it leads, and all below it.
  ///
  /// Children of `adopter` that are not older than the process are its orphans.
  func members(of root: pid_t, adoptedBy adopter: pid_t?) -> [Entry] {
    let start = self[root]?.started ?? .max
    var members: [Entry] = []
    var found: Set<pid_t> = []
    var next = entries.filter { entry in
      entry.pid == root || entry.group == root
        || (entry.parent == adopter && entry.started >= start)
    }
    while !next.isEmpty {
      for entry in next where found.insert(entry.pid).inserted { members.append(entry) }
      next = entries.filter { found.contains($0.parent) && !found.contains($0.pid) }
    }
    return members
  }
}
