/// The rules by which the world goes on: the effects of requests and what the invariants say of them.
struct ModelWorld {
  let tree: RunTree
  let roles: [ModelFlow.Role]
  /// Whether a killed run is started again.
  var reruns = true
  /// Whether verdicts may be unhealthy.
  var isAdverse = true

  typealias Found = (Invariant) -> Void

  /// The run that a step belongs to; any other run is its own.
  func owner(_ run: Int) -> Int {
    guard case .step(let owner) = roles[run] else { return run }
    return Int(owner)
  }

  func code(_ run: Int) -> UInt8? {
    roles[owner(run)].code
  }

  /// Makes a request take effect; the answer is what its sender would get.
  ///
  /// `isAnswered` tells whether the sender hears of it, which alone gives it the new token.
  func effect(
    _ state: inout ModelState, _ run: Int, _ request: ModelState.Request, isAnswered: Bool,
    isLate: Bool, _ found: Found
  ) -> ModelAnswer {
    switch ModelCall.Kind(rawValue: request.kind) {
    case .latest: return configuration(&state, run, isAnswered)
    case .live:
      return ModelAnswer(.configuration, state.server.primary, state.server.live)
    case .version:
      guard request.subject <= state.server.versions else { return ModelAnswer(.missing) }
      return ModelAnswer(.configuration, request.subject, state.server.content(request.subject))
    case .update:
      if state.server.updating > 0 { return ModelAnswer(.busy) }
      if state.server.primary == 0, state.server.code(0) != request.subject {
        found(.changedLiveCode)
      }
      state.server.latest = state.server.wanted(request.subject)
      state.server.published = 0
      state.server.updating = 2
      move(&state)
      return configuration(&state, run, isAnswered)
    case .publish:
      if state.server.updating > 0 { return ModelAnswer(.busy) }
      if request.subject != 0, request.subject != state.server.code(0) {
        return ModelAnswer(.otherCode)
      }
      let (version, isNew) = state.server.publish()
      if isNew { move(&state) }
      if isAnswered {
        state.runs[run].asked = state.server.content(version)
        state.runs[run].hasPublished = true
      }
      return ModelAnswer(.configuration, version, state.server.content(version))
    case .configure:
      if state.server.updating > 0 { return ModelAnswer(.busy) }
      state.server = state.server.reconfigured
      state.server.updating = 2
      move(&state)
      return ModelAnswer(.configuration, 0, state.server.latest)
    case .alias: return alias(&state, run, request, isAnswered: isAnswered, isLate: isLate, found)
    case .read: return heard(&state, run, isNew: state.runs[run].token == 255)
    default: return ModelAnswer(.invalid)
    }
  }

  private func configuration(_ state: inout ModelState, _ run: Int, _ isAnswered: Bool)
    -> ModelAnswer
  {
    let moved = state.runs[run].marks.contains(.moved)
    if isAnswered {
      state.runs[run].marks.remove(.moved)
      if !state.runs[run].hasPublished { state.runs[run].asked = state.server.latest }
    }
    let bits: UInt8 = (state.server.updating > 0 ? 1 : 0) | (moved ? 2 : 0)
    return ModelAnswer(.configuration, 0, state.server.latest, 0, bits)
  }

  private func move(_ state: inout ModelState) {
    for run in roles.indices { state.runs[run].marks.insert(.moved) }
  }

  /// The update that is going on is done.
  func finishUpdate(_ state: inout ModelState) {
    state.server.updating = 0
    move(&state)
  }

  private func alias(
    _ state: inout ModelState, _ run: Int, _ request: ModelState.Request, isAnswered: Bool,
    isLate: Bool, _ found: Found
  ) -> ModelAnswer {
    let before = state.server
    var call = request.call
    if let named = call.note?.run, named != 0 {
      let mine = request.isOrphan ? ModelNote.killed : UInt8(owner(run)) + 1
      call.note?.run = named == ModelNote.mine ? mine : before.note.run
    }
    guard state.server.setAlias(call) else { return ModelAnswer(.invalid) }
    judge(&state, run, request, before, isLate: isLate, found)
    limitPace(&state, run, request, before)
    for run in roles.indices { state.runs[run].token = 255 }
    dropGuarded(&state)
    guard isAnswered else { return ModelAnswer(.lost) }
    return heard(&state, run, isNew: true)
  }

  private func heard(_ state: inout ModelState, _ run: Int, isNew: Bool) -> ModelAnswer {
    if isNew {
      state.runs[run].token = state.runs[run].tokens
      state.runs[run].tokens += 1
    }
    // With another's rollout over it already, only what this run has promoted counts.
    let isLive =
      state.server.live == code(run).map { state.runs[run].asked & 8 | $0 }
      && (state.server.second == 0 || state.promoter == UInt8(owner(run)))
    if isLive {
      state.runs[run].marks.insert(.sawLive)
    } else {
      state.runs[run].marks.remove(.sawLive)
    }
    return ModelAnswer(
      .alias, state.server.primary, state.server.second, state.server.step, state.runs[run].token,
      note: state.server.note.read(by: owner(run)))
  }

  /// Forgets the requests on their way that carry a token: it is nobody's any more.
  private func dropGuarded(_ state: inout ModelState) {
    var kept: UInt8 = 0
    for index in 0..<Int(state.flying) where !state.flight[index].isGuarded {
      state.flight[Int(kept)] = state.flight[index]
      kept += 1
    }
    for index in Int(kept)..<3 { state.flight[index] = ModelState.Request() }
    state.flying = kept
  }

  /// Ends a run that has come to its exit.
  func finish(_ state: inout ModelState, _ run: Int, _ found: Found) {
    let call = tree.call(state.runs[run].place)
    guard call.kind == .exit else { return }
    let sawLive = state.runs[run].marks.contains(.sawLive)
    state.runs[run] = ModelState.Run(place: state.runs[run].place, marks: [.ended])
    switch (roles[run], call.subject) {
    case (.rollback, 0), (.previous, 0):
      if state.server.second != 0 { found(.untruthful) }
      // Status 0 says that there is nothing left to go back.
      if case .previous = roles[run], state.memory.before != 0, !state.memory.isByHand {
        found(.wrongPrevious)
      }
      overrule(&state)
    case (.rollback, _), (.previous, _), (.hand, _), (.terraform, _), (.step, _), (_, 3): break
    case (.deployer(_, _, _, let script), let status):
      if !isTrue(status, of: script, call.progress, sawLive, run, state) { found(.untruthful) }
    }
  }

  /// Whether a release's exit status tells how it left the alias.
  private func isTrue(
    _ status: UInt8, of script: ModelFlow.Script, _ progress: ModelCall.Progress, _ sawLive: Bool,
    _ run: Int, _ state: ModelState
  ) -> Bool {
    let hasShare = state.setter == UInt8(run)
    switch (status, script) {
    case (0, .careless):
      // Nothing was put out, or it is promoted, or a share stays that its check has passed.
      if progress.isRollingBack { return sawLive }
      return !hasShare
        || progress.verdict == .healthy && progress.healthy >= state.server.step
    case (0, _): return sawLive
    // The share of the record that it goes on with is not its own until it has written one.
    case (75, _) where state.server.note.run != UInt8(run) + 1: return state.promoter != UInt8(run)
    case (2, .holding):
      return state.promoter != UInt8(run) && !(hasShare && progress.verdict == .unhealthy)
    default: return !hasShare && state.promoter != UInt8(run)
    }
  }

  /// The guard of a run seals the journal and goes on alone; the step that runs goes on, too.
  func seal(_ state: inout ModelState, _ run: Int, step: Int) {
    state.runs[step] = state.runs[run]
    state.runs[run].place = tree.child(state.runs[run].place, ModelAnswer(.terminated))
  }

  /// A run at its start.
  func start(_ run: Int, _ server: ModelServer) -> ModelState.Run {
    if case .step = roles[run] { return ModelState.Run(marks: [.ended]) }
    var start = ModelState.Run(place: tree.root(roles[run]))
    if case .deployer(_, _, resumed: 1..., _) = roles[run] {
      (start.token, start.tokens) = (0, 1)
      (start.asked, start.hasPublished) = (server.content(2), true)
    }
    return start
  }

  /// Kills a run's process: it starts again, or is gone for good.
  func kill(_ state: inout ModelState, _ run: Int) {
    for index in 0..<Int(state.flying) where Int(state.flight[index].sender) == run {
      state.flight[index].isOrphan = true
    }
    if isPaced(run) {
      state.allowed = 1
      // It starts again with the record, and with the look in it while the alias has its RevisionId.
      if case .deployer(_, _, let resumed, _) = roles[owner(run)], resumed > 0, reruns,
        state.runs[run].token == 0
      {
        state.allowed = resumed + 1
      }
    }
    if state.server.note.run == UInt8(run) + 1 { state.server.note.run = ModelNote.killed }
    if state.setter == UInt8(run) { state.setter = 3 }
    if state.promoter == UInt8(run) { state.promoter = 3 }
    if reruns {
      let token = state.runs[run].token
      state.runs[run] = start(run, state.server)
      // A record is as it was, and so may its token be.
      if token != 0 { state.runs[run].token = 255 }
    } else {
      state.runs[run] = ModelState.Run(place: state.runs[run].place, marks: [.killed])
    }
  }
}
