package import AWS

/// The record of a dry run: `DryRun` marks it, and nothing takes the mark away.
///
/// What its commands would have changed stands in it as far as the next ones need it, so that a pipe
/// or a flow walks to its end. It never becomes the record of a release.
extension ReleaseRecord {
  /// Whether a command of a dry run has written the record: then no command changes anything by it.
  package var isDryRun: Bool { json["DryRun"] == .bool(true) }

  /// Marks the record as one of a dry run.
  package mutating func markDryRun() {
    set("DryRun", .bool(true))
  }

  /// Writes which package would be uploaded; in S3 it is not, or with other content.
  package mutating func plan(_ upload: Upload.Request, key: String, in bucket: String) {
    package = RecordedPackage(
      bucket: bucket, key: key, objectVersion: nil, codeSha256: upload.codeSha256,
      codeSize: upload.size, warnings: upload.warnings)
    var value = json["Package"]
    value?["DryRun"] = .bool(true)
    set("Package", value)
  }

  /// Where the record's package would be, when it is yet to be uploaded.
  package var plannedCode: CodeLocation? {
    guard let package, json["Package"]?["DryRun"] == .bool(true) else { return nil }
    return .s3(bucket: package.bucket, key: package.key, version: package.objectVersion)
  }

  /// Writes that a new version would be published: there is none yet, and nothing is known of it.
  package mutating func planVersion(alias name: String?) {
    let ofVersions = [
      "Version", "CodeSha256", "Changed", "PreviousVersion", "Differences", "Alias", "Run",
      "Health", "RolledBack", "Shifting", "Pace",
    ]
    for member in ofVersions { set(member, nil) }
    if let name { set("Alias", ["Name": .string(name)]) }
  }

  /// Writes a share that would be set, in the member of a shift that is not answered; `version` is
  /// nil when it is yet to be published.
  ///
  /// As after a shift there is no verdict then.
  package mutating func plan(
    _ weight: Weight, of version: FunctionVersion?, alias: String, at time: Timestamp
  ) {
    var shifting = Shifting(
      alias: alias, version: version ?? .latest, weight: weight, at: time
    ).json
    if version == nil { shifting["Version"] = nil }
    set("Shifting", shifting)
    set("Version", version: version)
    set("Health", nil)
    set("RolledBack", nil)
  }
}
