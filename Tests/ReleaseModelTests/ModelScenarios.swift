extension ModelChecker.Scenario {
  private static let ours = ModelFlow.Role.deployer(code: 2)
  private static let rival = ModelFlow.Role.deployer(code: 3)

  /// The starts that one deployer can find.
  private static let starts: [(String, ModelServer)] = [
    ("a released alias", .released), ("an alias on $LATEST", .unpinned),
    ("the same code live", .promoted(2)), ("published, not shifted", .published(2)),
    ("an own weight of 10%", .published(2, step: 1)),
    ("an own weight of 50%", .published(2, step: 2)),
    ("a foreign weight", .published(4, step: 1)), ("our update in progress", .updating(2)),
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
    return all
  }

  /// Where wrong protocols show themselves.
  static let revealing: [Self] = [
    Self(name: "alone", server: .released, roles: [ours], losses: 1, terms: 1),
    Self(name: "unpinned", server: .unpinned, roles: [ours]),
    Self(name: "foreign", server: .published(4, step: 1), roles: [ours]),
    Self(name: "killed", server: .released, roles: [ours], kills: 1, reruns: false),
    Self(name: "rollback", server: .released, roles: [ours, .rollback]),
    Self(name: "rivals", server: .released, roles: [ours, rival]),
    Self(name: "lossy rollback", server: .released, roles: [ours, .rollback], losses: 1),
    Self(name: "lossy rivals", server: .released, roles: [ours, rival], losses: 1),
    Self(name: "all", server: .released, roles: [ours, rival, .rollback]),
  ]
}
