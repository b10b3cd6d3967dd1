import AWS

/// The deployment package of a release as the record tells it.
package struct RecordedPackage: Sendable, Equatable {
  /// The bucket.
  package var bucket: String
  /// The object's key.
  package var key: String
  /// The object's version, when the bucket has versioning.
  package var objectVersion: String?
  /// The SHA-256 of the package in Base64: the value that Lambda calls CodeSha256.
  package var codeSha256: String?
  /// The package's length in bytes.
  package var codeSize: Int?
  /// What Lambda may trip over in it, a line each.
  package var warnings: [String]

  /// Makes a package.
  package init(
    bucket: String, key: String, objectVersion: String?, codeSha256: String?, codeSize: Int?,
    warnings: [String] = []
  ) {
    self.bucket = bucket
    self.key = key
    self.objectVersion = objectVersion
    self.codeSha256 = codeSha256
    self.codeSize = codeSize
    self.warnings = warnings
  }
}

extension ReleaseRecord {
  /// The package that `upload` put into S3, or nil when the record tells none.
  package var package: RecordedPackage? {
    get {
      guard let value = json["Package"], let bucket = value["S3Bucket"]?.string,
        let key = value["S3Key"]?.string
      else { return nil }
      return RecordedPackage(
        bucket: bucket, key: key, objectVersion: value["S3ObjectVersion"]?.string,
        codeSha256: value["CodeSha256"]?.string, codeSize: value["CodeSize"]?.int,
        warnings: (value["Warnings"]?.array ?? []).compactMap(\.string))
    }
    set {
      guard let newValue else { return set("Package", nil) }
      var value: JSONValue = [
        "S3Bucket": .string(newValue.bucket), "S3Key": .string(newValue.key),
      ]
      if let version = newValue.objectVersion { value["S3ObjectVersion"] = .string(version) }
      if let digest = newValue.codeSha256 { value["CodeSha256"] = .string(digest) }
      if let size = newValue.codeSize { value["CodeSize"] = .number(String(size)) }
      if !newValue.warnings.isEmpty { value["Warnings"] = Self.list(newValue.warnings) }
      set("Package", value)
    }
  }

  /// Writes which package `publish` sent by itself: it is in no bucket.
  package mutating func setPackage(codeSha256: String, codeSize: Int, warnings: [String]) {
    var value: JSONValue = [
      "CodeSha256": .string(codeSha256), "CodeSize": .number(String(codeSize)),
    ]
    if !warnings.isEmpty { value["Warnings"] = Self.list(warnings) }
    set("Package", value)
  }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
