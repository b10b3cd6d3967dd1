package import AWS

/// A wait before a check, in which the alias's traffic reaches the version.
package struct Bake: Sendable {
  /// How long it is, in seconds.
  package var seconds: Double
  /// The longest sleep in seconds between two calls of `progress`.
  package var step: Double

  /// Seconds between two looks at the alarms.
  package static let interval = TrafficWatch.interval

  package init(seconds: Double, step: Double = interval) {
    self.seconds = seconds
    self.step = step
  }

  /// Waits to the end of the bake; an alarm that goes off ends it.
  ///
  /// Returns why the version is unhealthy, or nil. The first look at the alarms is their start. The
  /// end is a moment of `uptime`, so a sleep that returns early does not shorten the bake.
  /// `progress` is told before each sleep how much is left.
  package func wait(
    _ alarms: inout AlarmWatch, in world: World, progress: (String) -> Void = { _ in }
  ) throws(ReleaseFailure) -> String? {
    let end = world.uptime() + seconds
    var nextLook = world.uptime()
    var failedLooks = 0
    while true {
      let now = world.uptime()
      guard now < end else { return nil }
      if now >= nextLook {
        nextLook = now + Self.interval
        if let reason = try look(&alarms, &failedLooks, world) { return reason }
      }
      progress("\(DecimalText.duration((end - now).rounded(.up))) left")
      world.sleep(max(0.01, min(step, end - now, nextLook - now)))
    }
  }

  /// Looks at the alarms; CloudWatch may fail for a while.
  private func look(_ alarms: inout AlarmWatch, _ failedLooks: inout Int, _ world: World)
    throws(ReleaseFailure) -> String?
  {
    do throws(ReleaseFailure) {
      let reason = try alarms.look(say: world.say)
      failedLooks = 0
      return reason
    } catch {
      failedLooks += 1
      guard case .service(let cause) = error, cause.kind != .permanent,
        failedLooks < TrafficWatch.failedLooks
      else { throw error }
      world.say("the alarms cannot be read, trying again")
      return nil
    }
  }
}
