import HTTP
import TestSupport
import Testing

@Suite("The authorities are chosen by what the user named and what the system has")
struct TLSTrustTests {
  private static let bundle = "/etc/ssl/certs/ca-certificates.crt"
  private static let directory = "/etc/ssl/certs"

  /// A file system that has these files, by their real paths, and hash links in these directories.
  private func fileSystem(_ files: [String: String], hashed: Set<String>) -> TLSTrust.FileSystem {
    TLSTrust.FileSystem(realPath: { files[$0] }, hasHashLinks: { hashed.contains($0) })
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var named: String?
    var bundle: String? = TLSTrustTests.bundle
    var directory: String? = TLSTrustTests.directory
    var files = [
      TLSTrustTests.bundle: TLSTrustTests.bundle, "/mine.pem": "/mine.pem",
      "/link.pem": TLSTrustTests.bundle,
    ]
    var hashed: Set = [TLSTrustTests.directory]
    var expected: TLSTrust
  }

  static let cases = [
    Case(
      testDescription: "nothing named, hash links there",
      expected: .directory(directory, fallback: bundle)),
    Case(testDescription: "nothing named, no hash links", hashed: [], expected: .bundle(bundle)),
    Case(
      testDescription: "nothing named, no bundle", bundle: nil,
      expected: .directory(directory, fallback: nil)),
    Case(
      testDescription: "nothing named, nothing there", bundle: nil, directory: nil,
      expected: .builtIn),
    Case(
      testDescription: "nothing named, a directory without links and no bundle", bundle: nil,
      hashed: [], expected: .builtIn),
    Case(
      testDescription: "an empty name is none", named: "",
      expected: .directory(directory, fallback: bundle)),
    Case(testDescription: "the user's own", named: "/mine.pem", expected: .bundle("/mine.pem")),
    Case(
      testDescription: "a file that is not there", named: "/nowhere.pem",
      expected: .bundle("/nowhere.pem")),
    Case(
      testDescription: "the system's by name", named: bundle,
      expected: .directory(directory, fallback: bundle)),
    Case(
      testDescription: "the system's by a link", named: "/link.pem",
      expected: .directory(directory, fallback: "/link.pem")),
    Case(
      testDescription: "the system's by name, no hash links", named: bundle, hashed: [],
      expected: .bundle(bundle)),
    Case(
      testDescription: "not there, like the system's", named: "/nowhere.pem", files: [:],
      expected: .bundle("/nowhere.pem")),
    Case(
      testDescription: "the user's own directory", named: "/mine", hashed: ["/mine", directory],
      expected: .directory("/mine", fallback: nil)),
  ]

  @Test("the choice", arguments: cases)
  func choice(_ row: Case) {
    let chosen = TLSTrust.choose(
      named: row.named,
      system: TLSTrust.SystemStore(bundle: row.bundle, directory: row.directory),
      files: fileSystem(row.files, hashed: row.hashed))
    #expect(chosen == row.expected)
  }

  @Test("a directory of hash links is told from any other, and links are followed")
  func fileSystem() throws {
    let authority = try CertificateAuthority()
    let files = TLSTrust.FileSystem.local
    let hashed = try authority.hashDirectory()
    #expect(files.hasHashLinks(hashed))
    #expect(!files.hasHashLinks(authority.folder.path))
    #expect(!files.hasHashLinks(authority.bundle))
    #expect(!files.hasHashLinks("/nowhere"))
    try ChildProcess.run(["ln", "-s", "ca.pem", "link.pem"], in: authority.folder.path)
    #expect(files.realPath(authority.folder.file("link.pem")) == files.realPath(authority.bundle))
    #expect(files.realPath(authority.folder.file("none.pem")) == nil)
  }
}
