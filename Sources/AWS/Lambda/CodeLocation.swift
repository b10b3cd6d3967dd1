/// Where UpdateFunctionCode takes the new code from.
///
/// [UpdateFunctionCode](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html)
package enum CodeLocation: Sendable, Equatable {
  /// An object in a bucket of the function's region; `version` pins one version of it.
  ///
  /// Without `storage` Lambda copies it.
  case s3(bucket: String, key: String, version: String?, storage: CodeStorage? = nil)
  /// The package itself, at most 50 MB (52428800 bytes).
  case zip([UInt8])
  /// A container image, best by its digest.
  case image(uri: String)

  /// The same place, without how the code is kept.
  package var place: CodeLocation {
    guard case .s3(let bucket, let key, let version, _) = self else { return self }
    return .s3(bucket: bucket, key: key, version: version)
  }
}

/// Where Lambda keeps the code of a function that is a zip: `S3ObjectStorageMode`.
package enum CodeStorage: String, Sendable, Equatable, CaseIterable {
  /// Lambda copies the object into its own storage, which has a limit for each account and region.
  case copy = "COPY"
  /// The code stays in the bucket, and its object must never be deleted.
  case reference = "REFERENCE"
}
