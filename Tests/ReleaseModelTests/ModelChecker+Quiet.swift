extension ModelChecker {
  /// In a quiet world the same command converges, and a rollback alone cleans up.
  mutating func settle(_ state: ModelState, _ index: Int32) {
    report.ends += 1
    let won = scenario.roles.indices.contains {
      scenario.roles[$0] != .rollback && tree.call(state.runs[$0].place).kind == .exit
        && tree.call(state.runs[$0].place).subject == 0
    }
    if !won {
      if report.endsWithoutWinner == 0 { report.withoutWinner = path(to: index) }
      report.endsWithoutWinner += 1
    }
    guard quiet.insert(state.server).inserted else { return }
    for role in scenario.roles {
      if case .deployer(let code) = role {
        let (server, status, calls) = alone(role, state.server)
        report.mostCalls = max(report.mostCalls, calls)
        let second = state.server.second
        let isForeign = second != 0 && state.server.code(second) != code
        let isGood =
          isForeign
          ? status == 75 && server.second == second && server.step == state.server.step
          : status == 0 && server.live == code && server.second == 0
        if !isGood { stuck(index, "then \(role) alone ends with \(status)") }
      }
    }
    let (server, status, calls) = alone(.rollback, state.server)
    report.mostRollbackCalls = max(report.mostRollbackCalls, calls)
    if status != 0 || server.second != 0 || server.primary != state.server.primary || calls > 2 {
      stuck(index, "then a rollback alone ends with \(status) after \(calls) calls")
    }
  }

  private mutating func stuck(_ index: Int32, _ text: String) {
    if report.violations[.stuck] == nil { report.violations[.stuck] = path(to: index) + [text] }
  }

  /// Runs one role on a quiet world in which nothing goes wrong.
  private func alone(_ role: ModelFlow.Role, _ server: ModelServer) -> (ModelServer, UInt8, Int) {
    let alone = ModelWorld(tree: tree, roles: [role])
    let none = ModelState.Request()
    let run = ModelState.Run(place: tree.root(role))
    var state = ModelState(
      server: server,
      runs: ModelState.Three(first: run, second: ModelState.Run(), third: ModelState.Run()),
      flight: ModelState.Three(first: none, second: none, third: none), losses: 0, kills: 0,
      terms: 0)
    var calls = 0
    while calls < 60 {
      let call = tree.call(state.runs[0].place)
      if call.kind == .exit { return (state.server, call.subject, calls) }
      if state.server.updating > 0 { alone.finishUpdate(&state) }
      let answer: ModelAnswer
      if call.kind == .verdict {
        answer = ModelAnswer(.healthy)
      } else {
        calls += 1
        answer =
          isStale(call, state, 0)
          ? ModelAnswer(.precondition)
          : alone.effect(&state, 0, request(call, 0), isAnswered: true, isLate: false) { _ in }
      }
      state.runs[0].place = tree.child(state.runs[0].place, answer)
    }
    return (state.server, 255, calls)
  }
}
