import AWS

extension AliasWriter {
  /// AWS's refusal, in the terms of a release where they say more.
  func refusal(_ error: ServiceError, version: FunctionVersion? = nil) -> ReleaseFailure {
    guard error.isNotFound else { return .service(error) }
    // AWS names what it has not found: `...:function:NAME:QUALIFIER`.
    if let version, error.fault?.message.hasSuffix(":\(version)") ?? false {
      return .missing("version \(version) of function \(function) does not exist")
    }
    return .missing(
      "alias \(alias) of function \(function)" + (version.map { ", or version \($0)," } ?? "")
        + " does not exist" + (error.fault.map { ": \($0.words)" } ?? ""))
  }
}
