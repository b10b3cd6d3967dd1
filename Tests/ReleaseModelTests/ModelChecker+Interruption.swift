extension ModelChecker {
  /// The call's answer is lost, the process is killed, or a signal ends the command.
  mutating func interrupt(
    _ state: ModelState, _ run: Int, _ call: ModelCall, _ index: Int32
  ) {
    if scenario.roles[run].isReliable { return }
    let isCall = call.kind != .verdict && call.kind != .look
    if state.losses > 0, isCall {
      cut(state, run, call, index, [.lostBefore, .lostAfter, .flying]) { world, next in
        next.losses -= 1
        next.runs[run].place = world.tree.child(next.runs[run].place, ModelAnswer(.lost))
      }
    }
    if state.kills > 0 {
      cut(state, run, call, index, [.killedBefore, .killedAfter, .killedFlying]) { world, next in
        next.kills -= 1
        world.kill(&next, run)
      }
    }
    guard state.terms > 0, !call.progress.isRollingBack, scenario.roles[run].code != nil else {
      return
    }
    if let step = scenario.roles.indices.first(where: { world.owner($0) == run && $0 != run }) {
      var next = state
      next.terms -= 1
      world.seal(&next, run, step: step)
      var found: [Invariant] = []
      world.finish(&next, run) { found.append($0) }
      visit(
        next, from: index, Label(run: run, call: call, fate: .sealed, answer: ModelAnswer(.lost)),
        found)
    } else {
      cut(state, run, call, index, [.termBefore, .termAfter, .termFlying]) { world, next in
        next.terms -= 1
        next.runs[run].place = world.tree.child(next.runs[run].place, ModelAnswer(.terminated))
      }
    }
  }

  private mutating func cut(
    _ state: ModelState, _ run: Int, _ call: ModelCall, _ index: Int32, _ fates: [Fate],
    _ happen: (ModelWorld, inout ModelState) -> Void
  ) {
    for (number, fate) in fates.enumerated() {
      if number > 0, !call.isWrite || isStale(call, state, run) { return }
      if number == 2, state.flying == 3 { return }
      var next = state
      var found: [Invariant] = []
      if number == 1 {
        if next.server.updating > 0, call.kind != .alias { world.finishUpdate(&next) }
        _ = world.effect(
          &next, run, ModelState.Request(call, of: run, in: state), isAnswered: false, isLate: false
        ) {
          found.append($0)
        }
      } else if number == 2 {
        var request = ModelState.Request(call, of: run, in: state)
        request.marks = state.runs[run].marks.intersection([.overruled, .overtaken, .dispossessed])
        next.flight[Int(next.flying)] = request
        next.flying += 1
      }
      happen(world, &next)
      world.finish(&next, run) { found.append($0) }
      visit(
        next, from: index, Label(run: run, call: call, fate: fate, answer: ModelAnswer(.lost)),
        found)
    }
  }
}
