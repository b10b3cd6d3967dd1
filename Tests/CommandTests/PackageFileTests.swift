import AWS
import CommandSupport
import Release
import TestSupport
import Testing

@Suite("A package file is looked through and hashed before anything is sent")
struct PackageFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The smallest zip: one empty file, named `a`.
  private static let zip: [UInt8] =
    Array("PK\u{3}\u{4}".utf8) + [20, 0] + [UInt8](repeating: 0, count: 20) + [1, 0, 0, 0, 0x61]
    + Array("PK\u{1}\u{2}".utf8) + [20, 0, 20, 0] + [UInt8](repeating: 0, count: 20) + [1, 0]
    + [UInt8](repeating: 0, count: 16) + [0x61]
    + Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 31, 0, 0, 0, 0, 0]

  private func refusal(_ path: String) -> String? {
    do throws(ReleaseFailure) {
      _ = try PackageFile(path)
      return nil
    } catch {
      guard case .package = error else { return nil }
      return Diagnostics(error).message.description
    }
  }

  @Test("its digest is the one that Lambda calls CodeSha256")
  func digest() throws {
    let file = try PackageFile(folder.write("a.zip", Self.zip))
    #expect(file.contents.entries == 1 && file.contents.size == Self.zip.count)
    let told = try ChildProcess.run(["sha256sum", folder.file("a.zip")])
    #expect(told.hasPrefix(file.sha256Hex))
    #expect(file.codeSha256.count == 44 && file.codeSha256.hasSuffix("="))
    #expect(try file.bytesForRequest() == Self.zip)
  }

  @Test(
    "its stem is its name without folders and .zip or .jar",
    arguments: [
      ("a.zip", "a"), ("b", "b"), ("c.tar.zip", "c.tar"), (".zip", ""), ("d.ZIP", "d.ZIP"),
      ("app.jar", "app"), ("e.jar.zip", "e.jar"),
    ])
  func stem(name: String, stem: String) throws {
    #expect(try PackageFile(folder.write(name, Self.zip)).stem == stem)
  }

  @Test("a refusal names the file")
  func refusals() throws {
    let missing = folder.file("missing.zip")
    #expect(refusal(missing) == "\(missing): No such file or directory")
    #expect(refusal(folder.path) == "\(folder.path): not a regular file")
    let text = try folder.write("text.zip", Array("hello".utf8))
    #expect(refusal(text)?.hasPrefix("\(text): no zip file") == true)
    #expect(refusal("/dev/null")?.hasPrefix("/dev/null: not a regular file") == true)
  }

  @Test("a file that changes between the digest and the end is noticed")
  func changed() throws {
    let path = try folder.write("a.zip", Self.zip)
    let file = try PackageFile(path)
    try file.checkUnchanged()
    try folder.write("a.zip", Self.zip + [0])
    #expect(throws: ReleaseFailure.self) { try file.checkUnchanged() }
  }

  @Test("a file that is removed after it was opened is still the one that was opened")
  func removed() throws {
    let file = try PackageFile(folder.write("a.zip", Self.zip))
    _ = try ChildProcess.run(["rm", folder.file("a.zip")])
    try file.checkUnchanged()
    #expect(try file.bytesForRequest() == Self.zip)
  }
}
