/// Which certificate authorities a server's certificate may come from.
///
/// Reading a bundle of 140 authorities costs libcurl more than the whole rest of a call; from a
/// directory of hash links OpenSSL reads the one that issued the certificate. So the directory is
/// taken wherever it holds the same authorities.
package enum TLSTrust: Sendable, Equatable {
  /// The authorities in this PEM file alone.
  case bundle(String)
  /// The authorities in this directory of hash links (see openssl-rehash(1)); a certificate that
  /// they do not vouch for is tried once more against the bundle, where there is one.
  case directory(String, fallback: String?)
  /// What libcurl was built with.
  case builtIn

  /// The certificate authorities of the system, as libcurl was built to find them.
  package struct SystemStore: Sendable, Equatable {
    /// The PEM file of all authorities.
    package var bundle: String?
    /// The directory of hash links to the same authorities.
    package var directory: String?

    /// Names a system's stores.
    package init(bundle: String?, directory: String?) {
      self.bundle = bundle
      self.directory = directory
    }
  }

  /// What the choice needs to know of the file system.
  package struct FileSystem {
    /// The path without symbolic links, or nil when there is no such file.
    package var realPath: (String) -> String?
    /// Whether a directory holds hash links, names such as `ce5e74ef.0`; false when it is none.
    package var hasHashLinks: (String) -> Bool

    /// Makes one from two functions.
    package init(realPath: @escaping (String) -> String?, hasHashLinks: @escaping (String) -> Bool)
    {
      self.realPath = realPath
      self.hasHashLinks = hasHashLinks
    }
  }

  /// Chooses by what the user named and what the system has.
  ///
  /// `named` is `AWS_CA_BUNDLE`, or `ca_bundle` of the profile: a PEM file or a directory of hash
  /// links. It is taken alone, unless it is the system's own bundle, to which the system's
  /// directory is equal and faster. A file that does not exist is kept: the handshake then fails
  /// and says so, rather than trusting what the user did not name.
  package static func choose(named: String?, system: SystemStore, files: FileSystem) -> TLSTrust {
    let directory = system.directory.flatMap { files.hasHashLinks($0) ? $0 : nil }
    if let named, !named.isEmpty {
      if files.hasHashLinks(named) { return .directory(named, fallback: nil) }
      let isSystem =
        files.realPath(named).flatMap { real in
          system.bundle.flatMap(files.realPath).map { $0 == real }
        } ?? false
      guard isSystem, let directory else { return .bundle(named) }
      return .directory(directory, fallback: named)
    }
    if let directory { return .directory(directory, fallback: system.bundle) }
    return system.bundle.map { .bundle($0) } ?? .builtIn
  }
}
