/// The rules by which the world goes on: the effects of requests and what the invariants say of them.
struct ModelWorld {
  let tree: RunTree
  let roles: [ModelFlow.Role]
  /// Whether a killed run is started again.
  var reruns = true
  /// Whether verdicts may be unhealthy.
  var isAdverse = true

  typealias Found = (Invariant) -> Void

  private func code(_ run: Int) -> UInt8? {
    guard case .deployer(let code) = roles[run] else { return nil }
    return code
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
      return ModelAnswer(.configuration, request.subject, state.server.code(request.subject))
    case .update:
      if state.server.updating > 0 { return ModelAnswer(.busy) }
      if state.server.primary == 0, state.server.latest != request.subject {
        found(.changedLiveCode)
      }
      state.server.latest = request.subject
      state.server.published = 0
      state.server.updating = 2
      move(&state)
      return configuration(&state, run, isAnswered)
    case .publish:
      if state.server.updating > 0 { return ModelAnswer(.busy) }
      if request.subject != 0, request.subject != state.server.latest {
        return ModelAnswer(.otherCode)
      }
      let (version, isNew) = state.server.publish()
      if isNew { move(&state) }
      return ModelAnswer(.configuration, version, state.server.code(version))
    case .alias: return alias(&state, run, request, isAnswered: isAnswered, isLate: isLate, found)
    case .read: return heard(&state, run, isNew: state.runs[run].token == 255)
    default: return ModelAnswer(.invalid)
    }
  }

  private func configuration(_ state: inout ModelState, _ run: Int, _ isAnswered: Bool)
    -> ModelAnswer
  {
    let moved = state.runs[run].marks.contains(.moved)
    if isAnswered { state.runs[run].marks.remove(.moved) }
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
    let call = ModelCall(
      kind: .alias, primary: request.primary == 31 ? nil : request.primary,
      second: request.second == 31 ? nil : (request.second, request.step))
    guard state.server.setAlias(call) else { return ModelAnswer(.invalid) }
    judge(&state, run, request, before, isLate: isLate, found)
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
      state.server.live == code(run)
      && (state.server.second == 0 || state.promoter == UInt8(run))
    if isLive {
      state.runs[run].marks.insert(.sawLive)
    } else {
      state.runs[run].marks.remove(.sawLive)
    }
    return ModelAnswer(
      .alias, state.server.primary, state.server.second, state.server.step, state.runs[run].token)
  }

  /// Holds a write of the alias against the invariants, and remembers who did what.
  private func judge(
    _ state: inout ModelState, _ run: Int, _ request: ModelState.Request, _ before: ModelServer,
    isLate: Bool, _ found: Found
  ) {
    let after = state.server
    if after.primary == before.primary, after.second == before.second, after.step == before.step {
      return
    }
    let mine = code(run)
    if request.isRollingBack, after.primary != before.primary { found(.rolledBackElsewhere) }
    if let mine, before.second != 0, before.code(before.second) != mine { found(.overwrote) }
    for version in Swift.min(1, after.versions)...after.versions
    where level(after, version) > level(before, version) {
      // From $LATEST to the same code is no exposure: the pin.
      if before.primary == 0, after.code(version) == before.live { continue }
      let level = level(after, version)
      if let mine, after.code(version) != mine { found(.foreignCode) }
      if !request.isRollingBack, request.healthy + 1 < level {
        found(level == 3 ? .promotedUnchecked : .grownUnchecked)
      }
      let marks = isLate ? request.marks : state.runs[run].marks
      if mine != nil, marks.contains(.overruled) { found(.overran) }
      if mine != nil, marks.contains(.overtaken) { found(.overwrote) }
      if isLate, !request.isOrphan, state.runs[run].marks.contains(.ended) {
        found(.exposedLate)
      }
      if level == 3 {
        state.promoter = request.isOrphan ? 3 : UInt8(run)
        overtake(&state, by: run)
      }
    }
    state.setter = after.second == 0 || request.isOrphan ? 3 : UInt8(run)
  }

  /// The exposure of a version: 3 for all traffic but a weight, its step, or 0.
  private func level(_ server: ModelServer, _ version: UInt8) -> UInt8 {
    server.primary == version ? 3 : server.second == version ? server.step : 0
  }

  /// Marks the runs of other code that have looked at the alias before this promotion.
  private func overtake(_ state: inout ModelState, by run: Int) {
    for other in roles.indices where other != run && code(other) != code(run) {
      if hasLooked(state, other) { state.runs[other].marks.insert(.overtaken) }
    }
    for index in 0..<Int(state.flying) where Int(state.flight[index].sender) != run {
      if code(Int(state.flight[index].sender)) != code(run) {
        state.flight[index].marks.insert(.overtaken)
      }
    }
  }

  private func hasLooked(_ state: ModelState, _ run: Int) -> Bool {
    guard state.runs[run].marks.isDisjoint(with: [.ended, .killed]) else { return false }
    return tree.call(state.runs[run].place).progress.hasLooked
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
    state.runs[run].marks = [.ended]
    state.runs[run].token = 255
    state.runs[run].tokens = 0
    switch (roles[run], call.subject) {
    case (.rollback, 0):
      if state.server.second != 0 { found(.untruthful) }
      for other in roles.indices where hasLooked(state, other) {
        state.runs[other].marks.insert(.overruled)
      }
      for index in 0..<Int(state.flying) { state.flight[index].marks.insert(.overruled) }
    case (.rollback, _), (_, 3): break
    case (.deployer, 0):
      if !sawLive { found(.untruthful) }
    case (.deployer, _):
      if state.setter == UInt8(run) || state.promoter == UInt8(run) { found(.untruthful) }
    }
  }

  /// Kills a run's process: it starts again, or is gone for good.
  func kill(_ state: inout ModelState, _ run: Int) {
    for index in 0..<Int(state.flying) where Int(state.flight[index].sender) == run {
      state.flight[index].isOrphan = true
    }
    if state.setter == UInt8(run) { state.setter = 3 }
    if state.promoter == UInt8(run) { state.promoter = 3 }
    let place = reruns ? tree.root(roles[run]) : state.runs[run].place
    state.runs[run] = ModelState.Run(place: place, marks: reruns ? [] : [.killed])
  }
}
