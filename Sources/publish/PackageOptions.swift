import ArgumentParser
import AWS
import CommandSupport
import Release

/// Where the code to publish comes from: a bucket, a file, a registry, or the record.
struct PackageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The bucket that the package lies in.", valueName: "bucket"))
  var bucket: String?

  @Option(help: ArgumentHelp("The package's key in the bucket.", valueName: "key"))
  var key: String?

  @Option(help: ArgumentHelp("The version of the object.", valueName: "id"))
  var objectVersion: String?

  @Option(
    help: ArgumentHelp("A package to send itself, at most 50 MB.", valueName: "file"),
    completion: Completions.packages)
  var zipFile: String?

  @Option(help: ArgumentHelp("A container image, best by its digest.", valueName: "uri"))
  var imageUri: String?

  @OptionGroup var strict: StrictOption

  func validate() throws {
    let sources = [bucket ?? key, zipFile, imageUri].compactMap { $0 }
    guard sources.count <= 1, (bucket == nil) == (key == nil) else {
      throw ValidationError("give --bucket and --key, or --zip-file, or --image-uri")
    }
    guard objectVersion == nil || bucket != nil else {
      throw ValidationError("--object-version goes with --bucket and --key")
    }
    if let imageUri, !imageUri.contains("/") || imageUri.contains("://") {
      throw ValidationError(
        "--image-uri '\(imageUri)': "
          + "use ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:DIGEST")
    }
    if let bucket {
      do throws(InvalidName) {
        try BucketName.check(bucket, region: nil)
      } catch {
        throw ValidationError("--bucket: \(error)")
      }
    }
    if let key, key.hasPrefix("s3://") {
      throw ValidationError("--key '\(key)': use the key alone, without s3:// and the bucket")
    }
  }

  /// The code, its digest as far as it is known, and the file when it is one.
  struct Source {
    let location: CodeLocation
    var codeSha256: String?
    var file: PackageFile?

    /// What a message calls it.
    var subject: String { file?.path ?? location.words }

    /// Writes a package that was sent from a file into the record; one in a bucket is there already.
    func note(_ warnings: [String], in record: inout ReleaseRecord) {
      guard let file, let codeSha256 else { return }
      record.setPackage(
        codeSha256: codeSha256, codeSize: file.contents.size, warnings: warnings)
    }

    /// What may be wrong with the code for a function.
    func warnings(_ function: String, _ settings: ExecutionSettings) throws(ReleaseFailure)
      -> [PackageWarning]
    {
      if let file { return try file.warnings(for: function, settings) }
      var isImage = false
      if case .image = location { isImage = true }
      return [FunctionFit.mismatch(function, settings, isImage: isImage)].compactMap { $0 }
    }
  }

  /// The code that the options or the record name; nil when there is none.
  func source(_ record: ReleaseRecord) throws(ReleaseFailure) -> Source? {
    if let bucket, let key {
      return Source(location: .s3(bucket: bucket, key: key, version: objectVersion))
    }
    if let imageUri {
      return Source(location: .image(uri: imageUri), codeSha256: ImageDigest.inURI(imageUri))
    }
    if let zipFile {
      let file = try PackageFile(zipFile)
      return Source(
        location: .zip(try file.bytesForRequest()), codeSha256: file.codeSha256, file: file)
    }
    return record.package.map {
      Source(
        location: .s3(bucket: $0.bucket, key: $0.key, version: $0.objectVersion),
        codeSha256: $0.codeSha256)
    }
  }
}
