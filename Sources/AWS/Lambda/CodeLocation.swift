/// Where UpdateFunctionCode takes the new code from.
///
/// [UpdateFunctionCode](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html)
package enum CodeLocation: Sendable, Equatable {
  /// An object in a bucket of the function's region; `version` pins one version of it.
  case s3(bucket: String, key: String, version: String?)
  /// The package itself, at most 50 MB (52428800 bytes).
  case zip([UInt8])
  /// A container image, best by its digest.
  case image(uri: String)
}
