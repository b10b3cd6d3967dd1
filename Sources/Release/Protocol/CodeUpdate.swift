import AWS

/// Makes a package the code of `$LATEST`.
///
/// [UpdateFunctionCode](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html)
struct CodeUpdate {
  var client: any ReleaseClient
  var wait: UpdateWait

  /// `$LATEST` with the code in place.
  struct Latest {
    var configuration: FunctionConfiguration
    /// Whether the code was sent; false when it was there already.
    var isUpdated: Bool
  }

  /// How often the code is sent when an update leaves no trace.
  private static let tries = 2

  /// Sends the code, and returns when the update is done.
  ///
  /// Any update counts as a change, even one with the code that is there; so code that is there is
  /// not sent again, unless its update failed. Throws `conflict` when `$LATEST` then has neither
  /// this code nor the code it had before.
  func update(
    to code: CodeLocation, codeSha256: String?, of function: String,
    from latest: FunctionConfiguration
  ) throws(ReleaseFailure) -> Latest {
    if isThere(latest, codeSha256) {
      try wait.check(latest)
      return Latest(configuration: latest, isUpdated: false)
    }
    let code = try keepingStorage(code, of: function)
    var isLost = false
    do throws(ReleaseFailure) {
      return try update(to: code, codeSha256, of: function, from: latest, &isLost)
    } catch {
      throw isLost ? error.after(.code(function)) : error
    }
  }

  /// `isLost` becomes true when the last update that was sent may have been accepted.
  private func update(
    to code: CodeLocation, _ codeSha256: String?, of function: String,
    from latest: FunctionConfiguration, _ isLost: inout Bool
  ) throws(ReleaseFailure) -> Latest {
    var latest = latest
    let before = latest.codeSha256
    var expected = codeSha256
    var pace = UpdateWait.Pace()
    var tries = 0
    while true {
      var lost: ServiceError?
      switch try send(code, function) {
      case .accepted(let answer):
        isLost = false
        expected = expected ?? answer.codeSha256
        latest = answer.isChanging ? try wait.settled(function) : answer
        try wait.check(latest)
      case .busy:
        try wait.wait(&pace, "function \(function) is still being updated")
        latest = try wait.settled(function)
        tries -= 1
      case .lost(let error):
        isLost = true
        lost = error
        latest = try wait.settled(function)
      }
      if isThere(latest, expected) { return Latest(configuration: latest, isUpdated: true) }
      guard latest.codeSha256 == before || expected == nil else {
        throw .conflict(
          "function \(function) has other code (\(latest.codeSha256)) than this package: "
            + "it was changed by someone else, or the package is not the one recorded")
      }
      tries += 1
      guard tries < Self.tries else {
        if let lost { throw .service(lost) }
        throw .refused("the update of function \(function) left its code as it was")
      }
    }
  }

  /// The code with the storage that the function has, where none is asked for: an update without it
  /// would copy the code of a function that is kept in the bucket.
  ///
  /// A caller who may not read it leaves the choice to Lambda, and is told so.
  private func keepingStorage(_ code: CodeLocation, of function: String) throws(ReleaseFailure)
    -> CodeLocation
  {
    guard case .s3(let bucket, let key, let version, nil) = code else { return code }
    do throws(ServiceError) {
      guard try client.codeStorage(of: function) == .reference else { return code }
    } catch {
      guard error.wasRefused(403) else { throw UpdateWait.failure(error, function) }
      wait.world.say(
        "GetFunction is not permitted: if the code of function \(function) is kept in the bucket, "
          + "it becomes a copy (--storage says which it is to be)")
      return code
    }
    return .s3(bucket: bucket, key: key, version: version, storage: .reference)
  }

  /// What became of a request to update.
  private enum Sent {
    case accepted(FunctionConfiguration)
    /// Another update is going on.
    case busy
    /// It may have been accepted.
    case lost(ServiceError)
  }

  private func send(_ code: CodeLocation, _ function: String) throws(ReleaseFailure) -> Sent {
    do throws(ServiceError) {
      return .accepted(try client.updateFunctionCode(function, code, dryRun: false))
    } catch {
      if error.isUpdateInProgress { return .busy }
      if error.mayHaveTakenEffect { return .lost(error) }
      throw UpdateWait.failure(error, function)
    }
  }

  private func isThere(_ latest: FunctionConfiguration, _ codeSha256: String?) -> Bool {
    latest.codeSha256 == codeSha256 && latest.lastUpdateStatus != "Failed"
  }
}
