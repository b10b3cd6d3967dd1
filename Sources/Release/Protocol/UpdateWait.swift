import AWS

/// Waits, within one deadline, until a function or a version of it is ready.
struct UpdateWait {
  var client: any ReleaseClient
  var world: World
  /// When the waiting ends, by `World.uptime`.
  var deadline: Double

  /// Reads `$LATEST` until no update of it is going on any more, whether it went well or not.
  func settled(_ function: String) throws(ReleaseFailure) -> FunctionConfiguration {
    try poll(function, qualifier: nil)
  }

  /// Makes sure that `$LATEST` is what the last update was to make of it.
  func check(_ latest: FunctionConfiguration) throws(ReleaseFailure) {
    if latest.lastUpdateStatus == "Failed" {
      throw .refused(
        "the update of function \(latest.functionName) failed: \(latest.lastUpdateReason.text)",
        hints: latest.lastUpdateReason.hint)
    }
    if latest.state == "Failed" {
      throw .refused(
        "function \(latest.functionName) has failed: \(latest.stateReason.text)",
        hints: latest.stateReason.hint)
    }
  }

  /// Publishes `$LATEST` if it has that code, and waits until the version can be invoked.
  ///
  /// An update in progress is waited for; a lost answer is asked for again, which gives the same
  /// version.
  func published(_ function: String, codeSha256: String, description: String?)
    throws(ReleaseFailure) -> FunctionConfiguration
  {
    var losses = 0
    do throws(ReleaseFailure) {
      let version = try publish(function, codeSha256, description, &losses)
      losses = 0
      return try ready(version, function)
    } catch {
      throw losses > 0 ? error.after(.version(function)) : error
    }
  }

  /// `losses` counts the answers that were lost.
  private func publish(
    _ function: String, _ codeSha256: String, _ description: String?, _ losses: inout Int
  ) throws(ReleaseFailure) -> FunctionConfiguration {
    var pace = Pace()
    while true {
      let failure: ServiceError
      switch Result(catching: { () throws(ServiceError) in
        try client.publishVersion(function, codeSha256: codeSha256, description: description)
      }) {
      case .success(let version): return version
      case .failure(let error): failure = error
      }
      if failure.isOtherCode {
        throw .conflict("the code of function \(function) was changed by someone else meanwhile")
      }
      if failure.isUpdateInProgress {
        try wait(&pace, "function \(function) is still being updated")
        try check(settled(function))
        continue
      }
      guard failure.mayHaveTakenEffect else { throw Self.failure(failure, function) }
      losses += 1
      guard losses < 3 else { throw Self.failure(failure, function) }
      world.sleep(0.1 * Double(losses))
    }
  }

  /// Waits until a version that has just been published can be invoked: with SnapStart minutes.
  private func ready(_ version: FunctionConfiguration, _ function: String)
    throws(ReleaseFailure) -> FunctionConfiguration
  {
    var version = version
    if version.isChanging { version = try poll(function, qualifier: "\(version.version)") }
    if version.state == "Failed" || version.lastUpdateStatus == "Failed" {
      let reason = version.state == "Failed" ? version.stateReason : version.lastUpdateReason
      throw .refused(
        "version \(version.version) of function \(function) has failed: \(reason.text)",
        hints: reason.hint + [Self.again(version.version)])
    }
    if let words = version.closed {
      world.say("version \(version.version) of function \(function): \(words)")
    }
    return version
  }

  /// What helps past a version that failed.
  private static func again(_ version: FunctionVersion) -> Message {
    "AWS publishes no second version of the same code and configuration, so the next run meets "
      + "version \(version) again: change the package, or the function's Description or an "
      + "environment variable (aws lambda update-function-configuration)"
  }

  /// Reads a configuration until nothing is going on with it.
  private func poll(_ function: String, qualifier: String?) throws(ReleaseFailure)
    -> FunctionConfiguration
  {
    var pace = Pace()
    while true {
      let found: FunctionConfiguration
      do throws(ServiceError) {
        found = try client.getFunctionConfiguration(function, qualifier: qualifier)
      } catch {
        throw Self.failure(error, function)
      }
      guard found.isChanging else { return found }
      let name = qualifier.map { "version \($0) of function \(function)" } ?? "function \(function)"
      let reason = found.state == "Pending" ? found.stateReason : found.lastUpdateReason
      try wait(&pace, "\(name) is still not ready: \(reason.text)")
    }
  }

  /// Pauses once; throws `timedOut` with that text when the deadline has come.
  func wait(_ pace: inout Pace, _ text: Message) throws(ReleaseFailure) {
    let left = deadline - world.uptime()
    guard left > 0 else { throw .timedOut(text) }
    world.waiting(text, "\(DecimalText.givingUp(in: left))")
    world.sleep(min(pace.next(), left))
  }

  /// A failed call in the terms of a release.
  static func failure(_ error: ServiceError, _ function: String) -> ReleaseFailure {
    guard error.isNotFound else { return .service(error) }
    return .missing(
      "function \(function) does not exist" + (error.fault.map { ": \($0.words)" } ?? ""))
  }

  /// The pauses between two looks: 100 ms, each half as long again, up to 2 s.
  struct Pace {
    private var seconds = 0.1

    mutating func next() -> Double {
      defer { seconds = min(seconds * 1.5, 2) }
      return seconds
    }
  }
}
