import AWS
package import Release

extension Session {
  /// Reads which versions of the function no alias needs, and prints them.
  ///
  /// The versions are read before the aliases: one that an alias gets meanwhile is not printed.
  package func printUnused(keep: Int, asJSON: Bool) throws(ReleaseFailure) {
    let target = try statusTarget(recordToShow())
    let unused: UnusedVersions
    do throws(ServiceError) {
      let versions = try target.lambda.listVersions(target.function)
      unused = UnusedVersions(
        of: versions, aliases: try target.lambda.listAliases(target.function), keep: keep)
    } catch {
      throw Self.failure(error, target.name)
    }
    guard asJSON else { return try StandardStreams.write(rows: unused.rows) }
    try StandardStreams.write([
      "FunctionName": .string(target.name), "Region": .string(target.region),
      "Unused": unused.json,
    ])
  }

  private static func failure(_ error: ServiceError, _ function: String) -> ReleaseFailure {
    guard case .fault(var fault) = error, !fault.isForeign else { return .service(error) }
    if fault.status == 404 { return .missing("function \(function) does not exist") }
    if fault.meaning == .denied, !fault.credentialsExpired {
      fault.hints.append("--unused needs the permission lambda:\(fault.operation)")
    }
    return .service(.fault(fault))
  }
}
