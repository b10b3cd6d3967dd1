import AWS
package import Release

extension Session {
  /// Reads the record of `--record` and leaves its file alone; nil when none was asked for.
  ///
  /// Without a file it is on standard input, a terminal's too. A file that does not exist is
  /// `package`: no release can be shown.
  package func recordToShow() throws(ReleaseFailure) -> ReleaseRecord? {
    let limit = ReleaseRecord.rollbackSizeLimit
    guard let path = options.record else {
      return options.noInput ? nil : try readInput(limit: limit)
    }
    let bytes = try RecordFile.read(path, limit: limit)
    return try ReleaseRecord.read(bytes, from: path, limit: limit)
  }

  /// Reads what an alias serves; `live` when none is named.
  package func status(of option: String?, _ record: ReleaseRecord?) throws(ReleaseFailure)
    -> AliasStatus
  {
    let target = try statusTarget(record)
    let record = record ?? ReleaseRecord()
    let alias = try alias(option, target, record) ?? "live"
    let reading = StatusReading(client: target.lambda, function: target.function, alias: alias)
    return try reading.status(functionName: target.name, region: target.region)
  }

  /// The function to show: that of the options or of the record.
  func statusTarget(_ record: ReleaseRecord?) throws(ReleaseFailure) -> Target {
    guard record != nil || options.function != nil else {
      throw .usage("no function: give --function, or the record of a release by --record")
    }
    return try target(record ?? ReleaseRecord())
  }
}
