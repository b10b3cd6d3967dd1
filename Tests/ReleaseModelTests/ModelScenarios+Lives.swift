extension ModelChecker.Scenario {
  private static let resumed = ModelFlow.Role.deployer(code: 2, resumed: 1)

  /// What comes after a release, and beside it: the next one, an operator, a hand, Terraform.
  static func lives(deeper faults: UInt8) -> [Self] {
    let one = faults + 1
    let replacing = ModelFlow.Role.deployer(code: 2, replacing: 2)
    return [
      Self(
        name: "the same again", server: .released, roles: [ours, ours], losses: one, kills: faults,
        after: [1: 0]),
      Self(
        name: "two releases and previous", server: .released,
        roles: [ours, rival, .previous(times: 2)], losses: faults, after: [1: 0, 2: 1]),
      Self(
        name: "two releases after each other", server: .released, roles: [ours, rival],
        losses: one, kills: faults, after: [1: 0]),
      Self(
        name: "previous", server: .noted(2), roles: [.previous(times: 2)], losses: one + 1,
        kills: 1),
      Self(
        name: "previous twice at once", server: .noted(2),
        roles: [.previous(times: 2), .previous(times: 1)], losses: one, kills: faults),
      Self(
        name: "a release and previous", server: .noted(4), roles: [ours, .previous(times: 2)],
        losses: faults, terms: faults),
      Self(
        name: "a release and previous, a kill", server: .noted(4),
        roles: [ours, .previous(times: 1)], kills: one),
      Self(
        name: "taken back, then one that was published", server: .afterABadOne(5, not: 0),
        roles: [.previous(times: 1), .deployer(code: 4), .previous(times: 2)], losses: faults,
        after: [1: 0, 2: 1]),
      Self(
        name: "published for another alias", server: .afterABadOne(5, not: 0),
        roles: [ours, .previous(times: 2)], losses: one, after: [1: 0]),
      Self(
        name: "a hand and previous", server: .third,
        roles: [.hand(version: 1), .hand(version: 3), .previous(times: 2)], losses: one),
      Self(
        name: "a hand, a release and previous", server: .third,
        roles: [.hand(version: 1), ours, .previous(times: 1)]),
      Self(
        name: "a hand beside a release", server: .third, roles: [ours, .hand(version: 1)],
        losses: faults, kills: faults),
      Self(
        name: "Terraform beside a release", server: .released, roles: [ours, .terraform],
        losses: one, kills: faults),
      Self(
        name: "Terraform beside a release, a kill", server: .released, roles: [ours, .terraform],
        losses: faults, kills: one),
      Self(
        name: "Terraform beside a finished release", server: .noted(2), roles: [ours, .terraform],
        losses: one),
      Self(
        name: "Terraform and two of one code", server: .released, roles: [ours, ours, .terraform]),
      Self(
        name: "Terraform after a crash", server: .shared(2, step: 1), roles: [ours, .terraform],
        losses: faults),
      Self(
        name: "our own share in another configuration",
        server: ModelServer.shared(2, step: 1).reconfigured, roles: [replacing], losses: one,
        kills: one, terms: faults),
      Self(
        name: "going on from a record", server: .shared(2, step: 1), roles: [resumed], losses: one,
        kills: one, terms: faults),
      Self(
        name: "two go on from one record", server: .shared(2, step: 1), roles: [resumed, resumed],
        losses: faults),
      Self(
        name: "two of one code after a crash", server: .shared(2, step: 1), roles: [ours, ours],
        losses: faults),
      Self(
        name: "a rollback and going on from a record", server: .shared(2, step: 1),
        roles: [resumed, .rollback], kills: faults),
      Self(
        name: "going on from a record beside the same again", server: .shared(2, step: 1),
        roles: [resumed, ours], losses: faults),
      Self(
        name: "our own share in another configuration, and a rival",
        server: ModelServer.shared(2, step: 1).reconfigured, roles: [replacing, ours],
        losses: faults),
    ]
  }

  /// Two healthy runs at once, of which one is to win.
  static let pairs: [Self] = [
    Self(name: "two codes", server: .released, roles: [ours, rival], isAdverse: false),
    Self(name: "one package", server: .released, roles: [ours, ours], isAdverse: false),
    Self(
      name: "one package after a crash", server: .shared(2, step: 1), roles: [ours, ours],
      isAdverse: false),
    Self(
      name: "one record", server: .shared(2, step: 1), roles: [resumed, resumed],
      isAdverse: false),
    Self(
      name: "a record and its package", server: .shared(2, step: 1), roles: [resumed, ours],
      isAdverse: false),
  ]

  /// Where wrong protocols show themselves.
  static let revealing: [Self] = [
    Self(name: "alone", server: .released, roles: [ours], losses: 1, terms: 1),
    Self(name: "unpinned", server: .unpinned, roles: [ours]),
    Self(name: "foreign", server: .shared(4, step: 1), roles: [ours]),
    Self(name: "finished", server: .afterABadOne(2), roles: [ours]),
    Self(name: "reconfigured", server: ModelServer.shared(2, step: 1).reconfigured, roles: [ours]),
    Self(name: "killed", server: .released, roles: [ours], kills: 1, reruns: false),
    Self(name: "rollback", server: .released, roles: [ours, .rollback]),
    Self(name: "rivals", server: .released, roles: [ours, rival]),
    Self(name: "twins", server: .released, roles: [ours, ours]),
    Self(
      name: "staged", server: .afterABadOne(5, not: 0), roles: [ours, .previous(times: 2)],
      after: [1: 0]),
    Self(
      name: "a hand", server: .third,
      roles: [.hand(version: 1), .hand(version: 3), .previous(times: 2)]),
    Self(
      name: "previous beside a release", server: .noted(4), roles: [ours, .previous(times: 1)]),
    Self(name: "lossy rollback", server: .released, roles: [ours, .rollback], losses: 1),
    Self(name: "lossy rivals", server: .released, roles: [ours, rival], losses: 1),
    Self(name: "all", server: .released, roles: [ours, rival, .rollback]),
  ]
}
