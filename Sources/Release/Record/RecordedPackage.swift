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

  /// Makes a package.
  package init(
    bucket: String, key: String, objectVersion: String?, codeSha256: String?, codeSize: Int?
  ) {
    self.bucket = bucket
    self.key = key
    self.objectVersion = objectVersion
    self.codeSha256 = codeSha256
    self.codeSize = codeSize
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
        codeSha256: value["CodeSha256"]?.string, codeSize: value["CodeSize"]?.int)
    }
    set {
      guard let newValue else { return set("Package", nil) }
      var value: JSONValue = [
        "S3Bucket": .string(newValue.bucket), "S3Key": .string(newValue.key),
      ]
      if let version = newValue.objectVersion { value["S3ObjectVersion"] = .string(version) }
      if let digest = newValue.codeSha256 { value["CodeSha256"] = .string(digest) }
      if let size = newValue.codeSize { value["CodeSize"] = .number(String(size)) }
      set("Package", value)
    }
  }
}
