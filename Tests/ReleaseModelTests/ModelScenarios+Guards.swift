extension ModelChecker.Scenario {
  private static func ours(_ script: ModelFlow.Script) -> ModelFlow.Role {
    .deployer(code: 2, script: script)
  }

  private static func resumed(_ script: ModelFlow.Script, at step: UInt8 = 1) -> ModelFlow.Role {
    .deployer(code: 2, resumed: step, script: script)
  }

  /// AWS does not answer for so long that the promotion is given up.
  private static func outage(_ script: ModelFlow.Script) -> Self {
    Self(
      name: "no answer to the promotion of a \(script) script", server: .shared(2, step: 2),
      roles: [resumed(script, at: 2)], losses: 6)
  }

  /// Scripts under a guard that end as they like, and steps that go on without their guard.
  static func guards(deeper faults: UInt8) -> [Self] {
    let one = faults + 1
    var all = faults > 0 ? ModelFlow.Script.allCases.map(outage) : [outage(.strict)]
    for script in ModelFlow.Script.allCases {
      if script != .canary {
        all.append(
          Self(
            name: "a \(script) script", server: .released, roles: [ours(script)], losses: one,
            terms: one))
      }
      all += [
        Self(
          name: "a \(script) script goes on from a record", server: .shared(2, step: 1),
          roles: [resumed(script)], losses: one, terms: one),
        Self(
          name: "a step outlives the guard of a \(script) script", server: .released,
          roles: [ours(script), .step(of: 0)], losses: faults, terms: 1),
        Self(
          name: "a step outlives the guard of a \(script) script with a record",
          server: .shared(2, step: 1), roles: [resumed(script), .step(of: 0)], losses: one,
          terms: 1),
      ]
    }
    return all + [
      // With a lost answer neither can know whose promotion of the one version it is: the note of a
      // promotion names no run, and the one that checks last takes it back.
      Self(
        name: "two strict scripts go on from one record", server: .shared(2, step: 1),
        roles: [resumed(.strict), resumed(.strict)]),
      Self(
        name: "a strict script and a rollback by hand", server: .shared(2, step: 1),
        roles: [resumed(.strict), .rollback], terms: one),
      Self(
        name: "a strict script and previous", server: ModelServer.noted(4),
        roles: [ours(.strict), .previous(times: 1)], losses: faults),
      Self(
        name: "a step outlives its guard beside a rollback by hand", server: .shared(2, step: 1),
        roles: [resumed(.canary), .rollback, .step(of: 0)], terms: 1),
      Self(
        name: "a step outlives its guard beside a rival", server: .shared(2, step: 1),
        roles: [resumed(.canary), resumed(.canary), .step(of: 0)], terms: 1),
    ]
  }

  /// Where a guard that decides wrong shows itself.
  static let revealingGuards: [Self] =
    [
      Self(
        name: "two strict ones with a record", server: .shared(2, step: 1),
        roles: [resumed(.strict), resumed(.strict)]),
      Self(
        name: "a step", server: .released, roles: [ours(.canary), .step(of: 0)], terms: 1),
    ]
    + ModelFlow.Script.allCases.map {
      Self(
        name: "\($0) with a record", server: .shared(2, step: 1), roles: [resumed($0)], losses: 1,
        terms: 1)
    }
    + ModelFlow.Script.allCases.map {
      Self(name: "\($0)", server: .released, roles: [ours($0)], losses: 1, terms: 1)
    } + [outage(.strict)]
}
