package import AWS

/// A file system in memory.
package final class ScriptedFiles: FileAccess {
  /// The files by path.
  package var contents: [String: [UInt8]]
  /// The paths that cannot be read or written, each with the reason.
  package var unusable: [String: String] = [:]
  /// The paths read, in order.
  package private(set) var reads: [String] = []
  /// The paths written, in order.
  package private(set) var writes: [String] = []

  /// Starts with text files.
  package init(_ texts: [String: String] = [:]) {
    contents = texts.mapValues { Array($0.utf8) }
  }

  /// A file's content as text, or nil when there is none.
  package func text(_ path: String) -> String? {
    contents[path].map { String(decoding: $0, as: UTF8.self) }
  }

  /// The file's bytes.
  package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    reads.append(path)
    if let reason = unusable[path] { throw .unusable(reason) }
    guard let bytes = contents[path] else { throw .missing }
    guard bytes.count <= limit else { throw .unusable("longer than \(limit >> 20) MiB") }
    return bytes
  }

  /// Replaces the file's content.
  package func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    writes.append(path)
    if let reason = unusable[path] { throw .unusable(reason) }
    contents[path] = bytes
  }
}
