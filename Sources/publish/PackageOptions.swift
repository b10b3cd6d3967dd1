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

  @Option(
    help: ArgumentHelp(
      "Leave the code in the bucket (reference), or have Lambda copy it (copy).",
      valueName: "mode"))
  var storage: StorageMode?

  @OptionGroup var strict: StrictOption

  func validate() throws {
    let sources = [bucket ?? key, zipFile, imageUri].compactMap { $0 }
    guard sources.count <= 1, (bucket == nil) == (key == nil) else {
      throw ValidationError("give --bucket and --key, or --zip-file, or --image-uri")
    }
    guard objectVersion == nil || bucket != nil else {
      throw ValidationError("--object-version goes with --bucket and --key")
    }
    guard storage == nil || zipFile == nil && imageUri == nil else {
      throw ValidationError("--storage is about a package in a bucket")
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

  /// The code that the options or the record name; nil when there is none.
  func source(_ record: ReleaseRecord) throws(ReleaseFailure) -> Source? {
    if let bucket, let key {
      return Source(
        location: .s3(
          bucket: bucket, key: key, version: objectVersion, storage: storage?.codeStorage))
    }
    if let imageUri {
      return Source(location: .image(uri: imageUri), codeSha256: ImageDigest.inURI(imageUri))
    }
    if let zipFile {
      let file = try PackageFile(zipFile)
      return Source(
        location: .zip(try file.bytesForRequest()), codeSha256: file.codeSha256, file: file)
    }
    guard let package = record.package else {
      guard storage == nil else { throw .usage("--storage: there is no package in a bucket") }
      return nil
    }
    return Source(
      location: .s3(
        bucket: package.bucket, key: package.key, version: package.objectVersion,
        storage: storage?.codeStorage),
      codeSha256: package.codeSha256)
  }
}
