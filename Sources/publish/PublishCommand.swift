import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct PublishCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "make a package the function's code and publish it as a version",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp("The alias whose live code must not change by this.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

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

  @Option(help: ArgumentHelp("The version's description.", valueName: "text"))
  var description: String?
  @Option(help: ArgumentHelp("How long to wait for AWS in all.", valueName: "duration"))
  var timeout = Seconds(300)

  @Flag(help: "Say what would be published, and change nothing.")
  var dryRun = false

  func validate() throws {
    let sources = [bucket ?? key, zipFile, imageUri].compactMap { $0 }
    guard sources.count <= 1, (bucket == nil) == (key == nil) else {
      throw ValidationError("give --bucket and --key, or --zip-file, or --image-uri")
    }
    guard objectVersion == nil || bucket != nil else {
      throw ValidationError("--object-version goes with --bucket and --key")
    }
  }

  func execute(in session: Session) throws(ReleaseFailure) {
    var record = try session.readRecord()
    let source = try code(record)
    let target = try session.target(record)
    var alias = try session.alias(self.alias, target, record)
    let publication = Publication(
      client: session.client(target, record, dryRun: dryRun), world: session.world,
      timeout: Double(timeout.value))
    if alias == nil { alias = try publication.usualAlias(of: target.function) }
    let published = try publication.publish(
      function: target.function, alias: alias, code: source.location,
      codeSha256: source.codeSha256, description: description)
    let news = published.changed ? "" : ", nothing new was published"
    session.say("\(target.name): version \(published.version)\(news)")
    record.set(published, region: target.region, alias: alias)
    try session.write(record)
  }

  /// Where the code is, and its digest as far as it is known.
  private func code(_ record: ReleaseRecord) throws(ReleaseFailure) -> (
    location: CodeLocation, codeSha256: String?
  ) {
    if let bucket, let key {
      return (.s3(bucket: bucket, key: key, version: objectVersion), nil)
    }
    if let imageUri { return (.image(uri: imageUri), ImageDigest.inURI(imageUri)) }
    if let zipFile {
      let file = try PackageFile(zipFile)
      return (.zip(try file.bytesForRequest()), file.codeSha256)
    }
    guard let package = record.package else {
      throw .record(
        "no package: standard input holds no record of upload, and --bucket and --key, --zip-file "
          + "or --image-uri are missing")
    }
    return (
      .s3(bucket: package.bucket, key: package.key, version: package.objectVersion),
      package.codeSha256
    )
  }
}
