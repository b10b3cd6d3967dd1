import AWS

extension AliasWriter {
  /// The pauses between the rounds of a write.
  struct Wait {
    private let world: World
    private let alias: String
    private let deadline: Double
    private var rounds = 0

    init(_ world: World, alias: String, patience: Double) {
      self.world = world
      self.alias = alias
      deadline = world.uptime() + patience
    }

    /// Pauses before every round but the first; false when there is none left.
    ///
    /// The pauses are random, so that two writers do not stay in step.
    mutating func allows(after trace: Trace) -> Bool {
      defer { rounds += 1 }
      guard rounds > 0 else { return true }
      let left = deadline - world.uptime()
      guard rounds < AliasWriter.rounds || left > 0 else { return false }
      let usual = min(0.1 * Double(1 << min(rounds - 1, 10)), AliasWriter.longestPause)
      let pause = usual * (0.5 + world.random())
      guard pause < world.timeLeft() else { return false }
      let end =
        left > 0 ? DecimalText.givingUp(in: left) : "try \(rounds + 1) of \(AliasWriter.rounds)"
      world.waiting("alias \(alias)", "not confirmed yet\(trace.cause), \(end)")
      world.sleep(pause)
      return true
    }
  }
}
