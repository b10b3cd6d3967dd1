extension ModelChecker {
  /// A quiet world, as far as what comes next depends on it.
  struct Quiet: Hashable {
    var server: ModelServer
    var memory: ModelState.Memory
  }

  /// In a quiet world the same command converges, a rollback alone cleans up, and `previous` goes
  /// where it must.
  mutating func settle(_ state: ModelState, _ index: Int32) {
    report.ends += 1
    let statuses = scenario.roles.indices.compactMap { run -> UInt8? in
      guard scenario.roles[run].code != nil else { return nil }
      let call = tree.call(state.runs[run].place)
      return call.kind == .exit ? call.subject : nil
    }
    report.statuses.formUnion(statuses)
    if !statuses.contains(0) {
      if report.endsWithoutWinner == 0 { report.withoutWinner = path(to: index) }
      report.endsWithoutWinner += 1
    }
    var quiet = Quiet(server: state.server, memory: state.memory)
    if quiet.server.note.run != 0 { quiet.server.note.run = ModelNote.gone }
    guard self.quiet.insert(quiet).inserted else { return }
    for role in scenario.roles where role.code != nil { release(role, quiet, index) }
    let (end, status, calls) = alone(.rollback, quiet)
    report.mostRollbackCalls = max(report.mostRollbackCalls, calls)
    if status != 0 || end.server.second != 0 || end.server.primary != quiet.server.primary
      || calls > 2
    {
      wrong(.stuck, index, "then a rollback alone ends with \(status) after \(calls) calls")
    }
    goBack(quiet, index)
  }

  /// One release converges, or leaves alone what is not its own.
  private mutating func release(_ role: ModelFlow.Role, _ quiet: Quiet, _ index: Int32) {
    guard case .deployer(let code, let replaced, let resumed, _) = role else { return }
    let before = quiet.server
    // A record goes on with what it tells of, and with nothing else.
    if resumed > 0, before.primary != 1 || before.second != 2 { return }
    var (end, status, calls) = alone(role, quiet)
    if case .deployer(_, _, 2, .paced) = role, status == 75 {
      // Its record remembers that the promotion met a change: the next run starts again.
      (end, status, calls) = alone(.deployer(code: code, script: .paced), quiet)
    }
    report.mostCalls = max(report.mostCalls, calls)
    let wanted = before.wanted(code)
    let isFinished = before.live == wanted
    let isForeign =
      before.second != 0
      && (isFinished || before.content(before.second) != wanted && before.second != replaced)
    let isGood =
      isForeign
      ? status == 75 && end.server.second == before.second && end.server.step == before.step
      : status == 0 && end.server.live == wanted && end.server.second == 0
    if !isGood { wrong(.stuck, index, "then \(role) alone ends with \(status)") }
    if isFinished, end.server.versions != before.versions || end.server.primary != before.primary {
      wrong(.otherConfiguration, index, "then \(role) alone releases again what is live")
    }
  }

  /// `previous` removes a share, goes where the alias was before, or refuses; and moves once.
  private mutating func goBack(_ quiet: Quiet, _ index: Int32) {
    let before = quiet.server
    let (once, status, _) = alone(.previous(times: 1), quiet)
    let (twice, again, _) = alone(.previous(times: 1), once)
    // After a hand only the note can tell, if it still names the version that is live.
    var target = quiet.memory.before
    if quiet.memory.isByHand {
      target = before.validNote.map { $0.not == 0 ? $0.before : 0 } ?? 0
    }
    let expected = before.second == 0 && target != 0 ? target : before.primary
    let refuses = status == 78 && before.second == 0 && expected == before.primary
    let isGood =
      status == 0 && once.server.second == 0 || refuses && once.server.note == before.note
    if !isGood || once.server.primary != expected || again != status || twice.server != once.server
    {
      wrong(
        .wrongPrevious, index,
        "then previous ends with \(status) at \(once.server.primary), not \(expected), "
          + "and again with \(again) at \(twice.server.primary)")
    }
  }

  private mutating func wrong(_ invariant: Invariant, _ index: Int32, _ text: String) {
    if report.violations[invariant] == nil {
      report.violations[invariant] = path(to: index) + [text]
    }
  }

  /// Runs one role on a quiet world in which nothing goes wrong.
  private func alone(_ role: ModelFlow.Role, _ quiet: Quiet) -> (Quiet, UInt8, Int) {
    let alone = ModelWorld(tree: tree, roles: [role])
    let none = ModelState.Request()
    var run = alone.start(0, quiet.server)
    run.token = 255
    var state = ModelState(
      server: quiet.server,
      runs: ModelState.Three(first: run, second: ModelState.Run(), third: ModelState.Run()),
      flight: ModelState.Three(first: none, second: none, third: none), losses: 0, kills: 0,
      terms: 0, memory: quiet.memory)
    var calls = 0
    while calls < 60 {
      let call = tree.call(state.runs[0].place)
      if call.kind == .exit {
        return (Quiet(server: state.server, memory: state.memory), call.subject, calls)
      }
      if state.server.updating > 0 { alone.finishUpdate(&state) }
      let answer: ModelAnswer
      if call.kind == .verdict {
        answer = ModelAnswer(.healthy)
      } else if call.kind == .look {
        answer = ModelAnswer(.healthy, 3)
        state.allowed = 3
      } else {
        calls += 1
        let request = ModelState.Request(call, of: 0, in: state)
        answer =
          isStale(call, state, 0)
          ? ModelAnswer(.precondition)
          : alone.effect(&state, 0, request, isAnswered: true, isLate: false) { _ in }
      }
      state.runs[0].place = tree.child(state.runs[0].place, answer)
    }
    return (Quiet(server: state.server, memory: state.memory), 255, calls)
  }
}
