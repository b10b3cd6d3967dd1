extension ModelWorld {
  /// Holds a write of the alias against the invariants, and remembers who did what.
  func judge(
    _ state: inout ModelState, _ run: Int, _ request: ModelState.Request, _ before: ModelServer,
    isLate: Bool, _ found: Found
  ) {
    let after = state.server
    let mine = code(run)
    if after.primary == before.primary, after.second == before.second, after.step == before.step {
      if request.note?.run == ModelNote.mine { takeOver(&state, run, request) }
      return
    }
    let marks = isLate ? request.marks : state.runs[run].marks
    if marks.contains(.dispossessed) { found(.overwrote) }
    if let mine, before.second != 0, before.code(before.second) != mine { found(.overwrote) }
    if request.isRollingBack, after.primary != before.primary {
      judgeRollback(state, run, before, found)
    }
    for version in Swift.min(1, after.versions)...after.versions
    where level(after, version) > level(before, version) {
      // From $LATEST to the same code is no exposure: the pin.
      if before.primary == 0, after.content(version) == before.live { continue }
      let level = level(after, version)
      // Where a rollback may go has been judged.
      if let mine, !request.isRollingBack || after.primary == before.primary {
        judgeGrowth(
          after, version, to: level, mine, request, marks, allowed: state.allowed, found)
        let isOver = state.runs[owner(run)].marks.contains(.ended)
        if isLate || owner(run) != run, !request.isOrphan, isOver { found(.exposedLate) }
      }
      if level == 3 {
        state.promoter = request.isOrphan || request.isRollingBack ? 3 : UInt8(owner(run))
        overtake(&state, by: run)
      }
    }
    remember(&state, run, request, before)
    takeOver(&state, run, request)
    if case .hand = roles[run] { overrule(&state) }
  }

  /// Holds more traffic for a version against what its run has done and was asked for.
  private func judgeGrowth(
    _ after: ModelServer, _ version: UInt8, to level: UInt8, _ mine: UInt8,
    _ request: ModelState.Request, _ marks: ModelState.Marks, allowed: UInt8, _ found: Found
  ) {
    if after.code(version) != mine {
      found(.foreignCode)
    } else if after.content(version) != request.asked & 8 | mine {
      found(.otherConfiguration)
    }
    if !request.isRollingBack, request.healthy + 1 < level {
      found(level == 3 ? .promotedUnchecked : .grownUnchecked)
    }
    // What is on its way from a killed run was allowed when it was sent: that is looked at above.
    if isPaced(owner(Int(request.sender))), !request.isRollingBack, !request.isOrphan,
      level > max(1, allowed)
    {
      found(level == 3 ? .promotedUnproved : .aboveEvidence)
    }
    if marks.contains(.overruled) { found(.overran) }
    if marks.contains(.overtaken) { found(.overwrote) }
  }

  /// Whether a run's share follows the evidence.
  func isPaced(_ run: Int) -> Bool {
    guard case .deployer(_, _, _, .paced) = roles[owner(run)] else { return false }
    return true
  }

  /// A write of somebody else's leaves a paced run no more than its first share.
  ///
  /// One that changes the alias does so always, a touch while the run has heard nothing of the alias
  /// itself. A touch of its own that comes late changes no traffic, and so nothing that the look has
  /// counted.
  func limitPace(
    _ state: inout ModelState, _ run: Int, _ request: ModelState.Request, _ before: ModelServer
  ) {
    let isChange =
      state.server.primary != before.primary || state.server.second != before.second
      || state.server.step != before.step
    for other in roles.indices where isPaced(other) && owner(other) != owner(run) {
      if isChange || state.runs[other].tokens <= 1 { state.allowed = 1 }
    }
    if request.isOrphan, isChange { state.allowed = 1 }
  }

  /// Holds a rollback that moves the alias against where the alias has been.
  private func judgeRollback(
    _ state: ModelState, _ run: Int, _ before: ModelServer, _ found: Found
  ) {
    if code(run) != nil {
      // The guard of a release takes back what its run has promoted, to where the alias was.
      if state.promoter != UInt8(run) { found(.rolledBackElsewhere) }
      if state.server.primary != state.memory.before { found(.rolledBackElsewhere) }
      return
    }
    guard case .previous = roles[run] else { return found(.rolledBackElsewhere) }
    let target = ModelState.Memory.bit(state.server.primary)
    let memory = state.memory
    // After a hand only the note can tell, if it still names the version that is live.
    let expected = memory.isByHand ? before.validNote?.before ?? 0 : memory.before
    if before.second != 0 || target & memory.served == 0 || target & memory.taken != 0
      || state.server.primary != expected
    {
      found(.wrongPrevious)
    }
  }

  /// Remembers what the alias has been through.
  private func remember(
    _ state: inout ModelState, _ run: Int, _ request: ModelState.Request, _ before: ModelServer
  ) {
    let after = state.server
    let hasMoved = after.primary != before.primary
    var memory = state.memory
    memory.served |= ModelState.Memory.bit(after.primary)
    if case .hand = roles[run] {
      memory.isByHand = true
    } else if hasMoved, request.isRollingBack {
      memory.taken |= ModelState.Memory.bit(before.primary)
      memory.taken |= ModelState.Memory.bit(before.second)
      (memory.before, memory.isByHand) = (0, false)
    } else if hasMoved, before.primary != 0 {
      (memory.before, memory.taken, memory.isByHand) = (before.primary, 0, false)
    } else if after.second == 0 {
      memory.taken |= ModelState.Memory.bit(before.second)
      memory.before = 0
    }
    state.memory = memory
  }

  /// Remembers whose share is out; a run whose share another one writes has lost it.
  private func takeOver(_ state: inout ModelState, _ run: Int, _ request: ModelState.Request) {
    let other = Int(state.setter)
    if state.server.second != 0, code(run) != nil, other < roles.count, other != owner(run) {
      for member in roles.indices where owner(member) == other {
        guard state.runs[member].marks.isDisjoint(with: [.ended, .killed]) else { continue }
        state.runs[member].marks.insert(.dispossessed)
      }
    }
    state.setter = state.server.second == 0 || request.isOrphan ? 3 : UInt8(owner(run))
  }

  /// An operator has decided: who has looked at the alias before must not go on.
  func overrule(_ state: inout ModelState) {
    for other in roles.indices where hasLooked(state, other) {
      state.runs[other].marks.insert(.overruled)
    }
    for index in 0..<Int(state.flying) { state.flight[index].marks.insert(.overruled) }
  }

  /// The exposure of a version: 3 for all traffic but a weight, its step, or 0.
  private func level(_ server: ModelServer, _ version: UInt8) -> UInt8 {
    server.primary == version ? 3 : server.second == version ? server.step : 0
  }

  /// Marks the runs of other code that have looked at the alias before this promotion.
  private func overtake(_ state: inout ModelState, by run: Int) {
    for other in roles.indices where owner(other) != owner(run) && code(other) != code(run) {
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
}
