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

  func validate() throws {
    let sources = [bucket ?? key, zipFile, imageUri].compactMap { $0 }
    guard sources.count <= 1, (bucket == nil) == (key == nil) else {
      throw ValidationError("give --bucket and --key, or --zip-file, or --image-uri")
    }
    guard objectVersion == nil || bucket != nil else {
      throw ValidationError("--object-version goes with --bucket and --key")
    }
  }

  /// The code, and its digest as far as it is known.
  typealias Source = (location: CodeLocation, codeSha256: String?)

  /// The code that the options or the record name; nil when there is none.
  func source(_ record: ReleaseRecord) throws(ReleaseFailure) -> Source? {
    if let bucket, let key {
      return (.s3(bucket: bucket, key: key, version: objectVersion), nil)
    }
    if let imageUri { return (.image(uri: imageUri), ImageDigest.inURI(imageUri)) }
    if let zipFile {
      let file = try PackageFile(zipFile)
      return (.zip(try file.bytesForRequest()), file.codeSha256)
    }
    return record.package.map {
      (.s3(bucket: $0.bucket, key: $0.key, version: $0.objectVersion), $0.codeSha256)
    }
  }
}
