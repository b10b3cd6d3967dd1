import LibC

/// A folder of a test's own, that goes away with its last reference.
package final class TemporaryFolder {
  /// Its path.
  package let path: String

  /// Makes an empty folder.
  package init() throws {
    var template = Array("/tmp/lambda-release-test.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw LoopbackError.program("no folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    _ = try? ChildProcess.run(["rm", "-rf", path])
  }

  /// The path of a file in it.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and gives its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let descriptor = unsafe open(file(name), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LoopbackError.program("cannot write \(name)") }
    defer { _ = close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe LibC.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw LoopbackError.program("cannot write \(name)") }
      rest = rest.dropFirst(count)
    }
    return file(name)
  }
}

/// An open file, closed with its last reference.
package final class OpenFile {
  /// Its descriptor.
  package let descriptor: Int32

  /// Opens a file for reading.
  package init(_ path: String) throws {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LoopbackError.program("cannot open \(path)") }
  }

  deinit { _ = close(descriptor) }
}
