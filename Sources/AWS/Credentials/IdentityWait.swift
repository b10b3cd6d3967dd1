/// The pauses while an identity that was made a moment ago is not known everywhere yet: a job that
/// is starting, a new role, provider or key.
///
/// Five of them, 15 seconds in all, or as many as `AWS_MAX_ATTEMPTS` leaves.
struct IdentityWait {
  private let pauses: Int
  private let world: World
  private var paused = 0

  init(_ world: World) {
    self.world = world
    let attempts = world.variable("AWS_MAX_ATTEMPTS").flatMap { Int($0) } ?? .max
    pauses = min(5, max(attempts, 1) - 1)
  }

  /// Waits before the next attempt, and reports it; false when none is left.
  mutating func goesOn(after what: Message) -> Bool {
    let pause = Double(paused + 1)
    guard paused < pauses, pause < world.timeLeft() else { return false }
    paused += 1
    if paused == 1 {
      world.say("\(what): trying again for up to \(pauses * (pauses + 1) / 2) s")
    }
    world.waiting("credentials", "\(what), attempt \(paused) of \(pauses + 1) failed")
    world.sleep(pause)
    return true
  }
}
