/// The digest of a container image, which Lambda gives as the CodeSha256 of its function.
package enum ImageDigest {
  /// The hexadecimal digest that an image's URI ends in (`...@sha256:HEX`), or nil when it is named
  /// by a tag.
  package static func inURI(_ uri: String) -> String? {
    guard let at = uri.lastIndex(of: "@") else { return nil }
    let digest = uri[uri.index(after: at)...]
    guard digest.hasPrefix("sha256:") else { return nil }
    let hex = digest.dropFirst(7)
    guard hex.utf8.count == 64, hex.allSatisfy(\.isHexDigit) else { return nil }
    return hex.lowercased()
  }
}
