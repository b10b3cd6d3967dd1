import Cryptography
import HTTP

/// What S3 knows of an object.
package struct StoredObject: Sendable, Equatable {
  /// The object's version, or nil in a bucket without versioning.
  package var versionID: String?
  /// The SHA-256 of the whole object in Base64, when S3 has it.
  package var checksumSHA256: String?
  /// The MD5 of the object in lower-case hexadecimal, when its ETag looks like one.
  ///
  /// A store may make other ETags of this form: only an equal MD5 proves anything.
  package var md5: String?
  /// The object's length in bytes, when S3 told it; some stores give every HEAD a length of 0.
  package var size: Int?
  /// Whether the answer shows that S3 has the object.
  package var isShown = true
}

extension StoredObject {
  /// Reads the headers of an answer; a version of `null` is none.
  init(_ response: HTTPResponse) {
    let version = response.header("x-amz-version-id")
    self.init(
      versionID: version == "null" || version == "" ? nil : version,
      checksumSHA256: Self.checksum(response), md5: Self.md5(response),
      size: response.header("Content-Length").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil })
    isShown =
      response.header("x-amz-checksum-sha256") != nil || response.header("ETag") != nil
      || response.header("Last-Modified") != nil
  }

  /// The checksum of the whole object: `sum-2` is one of the checksums of two parts.
  private static func checksum(_ response: HTTPResponse) -> String? {
    guard let checksum = response.header("x-amz-checksum-sha256"), !checksum.isEmpty,
      response.header("x-amz-checksum-type") != "COMPOSITE", !checksum.contains("-")
    else { return nil }
    // Some stores give it in hexadecimal.
    guard checksum.utf8.count == 64, let bytes = Hex.decode(checksum) else { return checksum }
    return Base64.encode(bytes)
  }

  /// The ETag of an object that was put in one request, and is not encrypted by a KMS key or the
  /// customer's, is its MD5.
  private static func md5(_ response: HTTPResponse) -> String? {
    let encryption = response.header("x-amz-server-side-encryption")?.lowercased()
    guard encryption?.hasPrefix("aws:kms") != true,
      response.header("x-amz-server-side-encryption-customer-algorithm") == nil,
      var tag = response.header("ETag")?[...]
    else { return nil }
    if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
    if tag.first == "\"", tag.last == "\"", tag.count > 1 { tag = tag.dropFirst().dropLast() }
    guard tag.utf8.count == 32, let bytes = Hex.decode(String(tag)) else { return nil }
    return Hex.encode(bytes)
  }
}
