import Testing

extension ModelChecker {
  /// What is let loose on the world.
  struct Scenario: CustomTestStringConvertible {
    var name: String
    var testDescription: String { name }
    var server: ModelServer
    var roles: [ModelFlow.Role]
    var losses: UInt8 = 0
    var kills: UInt8 = 0
    var terms: UInt8 = 0
    var reruns = true
    var isAdverse = true
    /// The run after whose end a run starts.
    var after: [Int: Int] = [:]

    /// Who answers for the share that is there: the one release that goes on with it; else nobody.
    var ownerAtStart: UInt8 {
      let releases = roles.filter { $0.code != nil }
      guard case .deployer(_, _, resumed: 1..., _)? = releases.first, releases.count == 1 else {
        return 3
      }
      return UInt8(roles.firstIndex(of: releases[0]) ?? 3)
    }
  }
}

extension ModelChecker.Scenario {
  static let ours = ModelFlow.Role.deployer(code: 2)
  static let rival = ModelFlow.Role.deployer(code: 3)

  /// The starts that one deployer can find.
  private static let starts: [(String, ModelServer)] = [
    ("a released alias", .released), ("an alias on $LATEST", .unpinned),
    ("the same code live", .noted(2)), ("the same code live without a note", .promoted(2)),
    ("other code live", .noted(4)), ("the same code live, another taken back", .afterABadOne(2)),
    ("another configuration of the same code live", ModelServer.noted(2).reconfigured),
    ("published, not shifted", .published(2)), ("a weight of 10%", .published(2, step: 1)),
    ("an own weight of 10%", .shared(2, step: 1)), ("an own weight of 50%", .shared(2, step: 2)),
    (
      "an own weight of another configuration", ModelServer.shared(2, step: 1).reconfigured
    ),
    ("a foreign weight", .shared(4, step: 1)), ("our update in progress", .updating(2)),
    ("another update in progress", .updating(4)),
  ]

  /// What the tests look at each time; `faults` more of each kind go deeper.
  static func all(deeper faults: UInt8) -> [Self] {
    let one = faults + 1
    var all: [Self] = starts.map { name, server in
      Self(
        name: "one deployer, \(name)", server: server, roles: [ours], losses: one, kills: faults,
        terms: one)
    }
    all += starts.map { name, server in
      Self(
        name: "one deployer killed, \(name)", server: server, roles: [ours], losses: faults,
        kills: one)
    }
    for (name, server) in starts.prefix(2) {
      all += [
        Self(
          name: "killed for good, \(name)", server: server, roles: [ours], losses: one, kills: 1,
          reruns: false),
        Self(name: "two codes, \(name)", server: server, roles: [ours, rival], losses: faults),
        Self(
          name: "two of one code, \(name)", server: server, roles: [ours, ours], losses: faults),
        Self(
          name: "a rollback by hand, \(name)", server: server, roles: [ours, .rollback],
          losses: one, terms: faults),
        Self(
          name: "a rollback by hand and a kill, \(name)", server: server,
          roles: [ours, .rollback], losses: faults, kills: 1),
      ]
    }
    all += [
      Self(name: "two codes and a kill", server: .released, roles: [ours, rival], kills: 1),
      Self(name: "two codes and a loss", server: .released, roles: [ours, rival], losses: 1),
    ]
    all.append(
      Self(name: "two codes and a rollback", server: .released, roles: [ours, rival, .rollback]))
    return all + lives(deeper: faults) + guards(deeper: faults) + paces(deeper: faults)
  }
}
