/// A certificate authority of a test's own, made by openssl(1).
package final class CertificateAuthority {
  /// The folder that holds what was made.
  package let folder: TemporaryFolder
  /// The authority's certificate, a PEM file.
  package var bundle: String { folder.file("ca.pem") }

  /// Makes a key and a certificate that are good for two days.
  package init() throws {
    folder = try TemporaryFolder()
    try ChildProcess.run(
      Self.request + ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=a test's authority"],
      in: folder.path)
  }

  /// A directory of hash links to the authority, as update-ca-certificates(8) makes them.
  package func hashDirectory() throws -> String {
    try ChildProcess.run(["mkdir", "-p", "hashed"], in: folder.path)
    try ChildProcess.run(["cp", "ca.pem", "hashed/ca.pem"], in: folder.path)
    try ChildProcess.run(["openssl", "rehash", "hashed"], in: folder.path)
    return folder.file("hashed")
  }

  /// Starts a server whose certificate is for these names, such as `DNS:localhost`.
  ///
  /// It answers each GET with status 200 and a page about the connection. `options` are
  /// openssl-s_server(1)'s.
  package func server(names: String, options: [String] = []) throws -> TLSServer {
    try ChildProcess.run(
      Self.request + [
        "-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "leaf.key", "-out", "leaf.pem",
        "-subj", "/CN=a test's server", "-addext", "subjectAltName=\(names)",
        "-addext", "basicConstraints=critical,CA:FALSE",
      ], in: folder.path)
    return try TLSServer(
      [
        "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", "leaf.pem", "-key",
        "leaf.key",
      ] + options, in: folder)
  }

  private static let request = [
    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
    "-days", "2",
  ]
}

/// An openssl-s_server(1) on 127.0.0.1 that ends with its last reference.
package final class TLSServer {
  /// The port that it listens on.
  package let port: Int

  private let process: ChildProcess
  private let folder: TemporaryFolder

  fileprivate init(_ words: [String], in folder: TemporaryFolder) throws {
    self.folder = folder
    process = try ChildProcess(words, in: folder.path)
    var found: Int?
    while found == nil, let line = process.readLine() {
      if line.hasPrefix("ACCEPT "), let port = line.split(separator: ":").last { found = Int(port) }
    }
    guard let found else { throw LoopbackError.program("openssl s_server does not listen") }
    port = found
  }
}
