import AWS

/// A wait for versions that are not ready to run, from the first look that found one so.
package struct ReadyWait {
  /// The usual longest wait in seconds.
  package static let longest = 600.0

  private var longest: Double
  private var since: Double?

  init(longest: Double) { self.longest = longest }

  /// Allows as long as `publish` does for a version on a capacity provider, whose instances must start.
  mutating func extend(for configuration: FunctionConfiguration) {
    guard configuration.execution.hasCapacityProvider else { return }
    longest = max(longest, Double(Publication.providerTimeout.value))
  }

  /// The versions are ready: the next wait is another one.
  mutating func end() { since = nil }

  /// Waits two seconds for `reason`, or ends the run when all of them together took too long.
  mutating func wait(
    for reason: String, of version: FunctionVersion, _ run: inout some InterruptedRun,
    _ world: World, _ progress: (String) -> Void
  ) {
    let now = world.uptime()
    let start = since ?? now
    since = start
    guard now - start < longest else {
      run.conclude(.inconclusive, "not ready after \(DecimalText.duration(longest)): \(reason)")
      return
    }
    if start == now { world.say("\(version): waiting: \(reason)") }
    progress("\(reason): \(DecimalText.givingUp(in: longest - (now - start)))")
    world.sleep(2)
    run.resume()
  }
}

/// A run that can wait for a version.
protocol InterruptedRun {
  /// Ends the run for a reason from outside.
  mutating func conclude(_ verdict: Verdict, _ reason: String)
  /// Goes on after an interruption.
  mutating func resume()
}

extension ProbeRun: InterruptedRun {}
extension PairRun: InterruptedRun {}
