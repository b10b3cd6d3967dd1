extension ModelChecker.Scenario {
  private static let paced = ModelFlow.Role.deployer(code: 2, script: .paced)

  /// A paced run that goes on from a record: at 10% with a look that allows 50%, or at 50% with one
  /// that finds the promotion due.
  private static func resumed(at step: UInt8) -> ModelFlow.Role {
    .deployer(code: 2, resumed: step, script: .paced)
  }

  /// Paced releases, alone and beside others.
  static func paces(deeper faults: UInt8) -> [Self] {
    let one = faults + 1
    var all = [
      Self(
        name: "a paced release", server: .released, roles: [paced], losses: one, kills: faults,
        terms: faults),
      Self(name: "a paced release, a kill", server: .released, roles: [paced], kills: one),
      Self(
        name: "a paced release and a rollback by hand", server: .released,
        roles: [paced, .rollback], losses: faults),
      Self(name: "a paced release and a rival", server: .released, roles: [paced, rival]),
      Self(
        name: "a paced release on a share of its code", server: .shared(2, step: 2),
        roles: [paced], losses: one),
    ]
    for step in UInt8(1)...2 {
      all += [
        Self(
          name: "a paced release goes on at \(step)", server: .shared(2, step: step),
          roles: [resumed(at: step)], losses: one, kills: one),
        Self(
          name: "a paced release goes on at \(step) beside a rollback",
          server: .shared(2, step: step), roles: [resumed(at: step), .rollback], losses: faults),
        Self(
          name: "a paced release goes on at \(step) beside the same again",
          server: .shared(2, step: step), roles: [resumed(at: step), ours]),
        Self(
          name: "a paced release goes on at \(step) beside a hand",
          server: .shared(2, step: step), roles: [resumed(at: step), .hand(version: 1)],
          losses: faults),
      ]
    }
    return all
  }

  /// Where a wrong pace shows itself.
  static let revealingPaces: [Self] = [
    Self(name: "paced", server: .released, roles: [paced]),
    Self(
      name: "goes on beside the same again", server: .shared(2, step: 1),
      roles: [resumed(at: 1), ours]),
    Self(
      name: "promotes beside the same again", server: .shared(2, step: 2),
      roles: [resumed(at: 2), ours]),
  ]
}
