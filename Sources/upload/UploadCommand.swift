import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct UploadCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "upload", abstract: "put a deployment package into S3, once",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Argument(
    help: ArgumentHelp("The zip file to put.", valueName: "package"),
    completion: Completions.packages)
  var path: String

  @Option(help: ArgumentHelp("The bucket, in the function's region.", valueName: "bucket"))
  var bucket: String

  @Option(
    help: ArgumentHelp("The object's key instead of NAME/SHA256.zip.", valueName: "key"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "The first part of the key: by default the function's name, or the file's.",
      valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp("The account that must own the bucket.", valueName: "account"))
  var bucketOwner: String?

  @Option(
    help: ArgumentHelp(
      "Encrypt at rest with AES256, aws:kms or aws:kms:dsse.", valueName: "algorithm"))
  var sse: ServerSideEncryption?

  @Option(
    name: .customLong("sse-kms-key-id"),
    help: ArgumentHelp("The KMS key to encrypt with.", valueName: "key"))
  var kmsKeyID: String?

  @Flag(help: "Replace an object that is there already.")
  var overwrite = false

  @OptionGroup var strict: StrictOption

  func validate() throws {
    if let bucketOwner, bucketOwner.utf8.count != 12 || Int(bucketOwner) == nil {
      throw ValidationError("--bucket-owner '\(bucketOwner)': use the account's 12 digits")
    }
  }

  func execute(in session: Session) throws(ReleaseFailure) {
    try session.run {
      (record) throws(ReleaseFailure) in try upload(session, &record)
    }
  }

  private func upload(_ session: Session, _ record: inout ReleaseRecord) throws(ReleaseFailure)
    -> Act
  {
    let function = try session.namedFunction()
    let region = try session.region(of: function, record)
    let file = try PackageFile(path)
    let name = name ?? function?.name ?? record.functionName ?? file.stem
    let standard = Upload.key(name: name, sha256Hex: file.sha256Hex)
    let key = key ?? standard
    try Session.valid(ObjectKey.check(key), of: "--key")
    let client = try session.bucket(bucket, region: region)
    let known = session.settingsOfNamedFunction(record)
    let warnings = try session.judge(
      file.warnings(for: known?.function ?? "", known?.settings), of: path, strict)
    let request = Upload.Request(
      object: PutObject(
        key: key, body: file.body, sha256: file.sha256, overwrites: overwrite,
        expectedBucketOwner: bucketOwner, serverSideEncryption: sse?.rawValue, kmsKeyID: kmsKeyID),
      codeSha256: file.codeSha256, size: file.contents.size, warnings: warnings, md5: file.md5)
    let place = "s3://\(bucket)/\(key)"
    let store: any ObjectStore =
      session.isDryRun ? DryRunBucket(client, size: request.size) : client
    if let function { record.set(function) }
    let result = try session.changing(
      { () throws(ReleaseFailure) in try Upload(to: store).put(request) },
      plan: {
        session.warnAboutRegion(of: client)
        record.plan(request, key: key, in: bucket)
      })
    try file.checkUnchanged()
    session.step(
      "\(place): \(result.wasThere ? "there already" : "put, \(file.contents.size) bytes")")
    session.warnAboutRegion(of: client)
    record.package = result.package
    return .uploaded(result)
  }
}
