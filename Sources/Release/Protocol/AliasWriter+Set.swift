import AWS

extension AliasWriter {
  /// What a write leaves in the alias's Description.
  struct Memory {
    /// What the write does.
    var act: AliasNote.Act
    /// The run that writes.
    var run: String
  }

  /// Sets the state of an alias, provided that nobody else has changed it since `seen`.
  ///
  /// `exposed` is whether a share of this release has traffic at `seen`. Then another writer's touch
  /// is retried after, because leaving the alias as it is would be worse. Otherwise any change of
  /// the alias, even one back to the same state, ends the attempt: it may have been a rollback.
  /// With `memory` the note is written too, and a share that another run has taken over meanwhile
  /// is left alone; nil leaves the Description as it is. Throws `conflict` when somebody else has
  /// changed the alias, so that nothing of this release is out; `timedOut` or the error of the call
  /// when the alias stays as it was.
  func set(_ wanted: AliasState, seen: AliasConfiguration, exposed: Bool, memory: Memory?)
    throws(ReleaseFailure) -> AliasConfiguration
  {
    let expected = AliasState(seen)
    // Another touch would invalidate the token of the run that was faster, and no run would go on.
    let loss = other(seen, than: memory).map { taken(by: $0) }
    return try write(
      from: seen, superseded: loss ?? (exposed ? nil : changed(nil, wanted)),
      giveUp: { trace in
        trace.last.map { .service($0) }
          ?? .timedOut(
            "alias \(alias): another writer touches it all the time; it stays at \(expected.words)")
      },
      { now, previous throws(ReleaseFailure) in
        let update = update(wanted, now, memory?.act, from: expected)
        if case .none = previous { return update }
        if let memory { try leave(now, memory, previous) }
        // The share already has the wanted weight, but another run's name: take it over.
        if other(now, than: memory) != nil, AliasState(now) == wanted, wanted.second != nil {
          return update
        }
        if shows(now, update, from: expected) { return nil }
        guard AliasState(now) == expected else { throw changed(now, wanted) }
        switch previous {
        case .lost(let error, superseded: false) where !exposed: throw .service(error)
        case .lost where !exposed: throw changed(now, wanted)
        case .contradicted: throw changed(now, wanted)
        default: return update
        }
      })
  }

  /// Throws when another run has gone on with the release since this one last saw the alias.
  private func leave(_ now: AliasConfiguration, _ memory: Memory, _ previous: Previous)
    throws(ReleaseFailure)
  {
    guard previous.metAnotherToken, let note = AliasNote(now) else { return }
    // Before the state is compared: a share of another run's may be of the same size.
    if let other = other(now, than: memory), memory.act != .promotion(of: note.version) {
      throw taken(by: other)
    }
    // Without a lost answer the promotion that stands there cannot be this run's.
    if case .superseded = previous, memory.act == .promotion(of: note.version) {
      throw .conflict(
        "version \(note.version) has all the traffic of \(alias) since \(note.since ?? "?"): another "
          + "run promoted it")
    }
  }

  private func update(
    _ wanted: AliasState, _ now: AliasConfiguration, _ act: AliasNote.Act?, from old: AliasState
  ) -> AliasUpdate {
    AliasUpdate(
      functionVersion: wanted.primary == old.primary ? nil : wanted.primary,
      additionalVersionWeights: wanted.weights, description: description(now, act))
  }

  /// The Description with the note of an act; nil leaves it as it is.
  func description(_ now: AliasConfiguration, _ act: AliasNote.Act?) -> String? {
    act.map {
      AliasNote.note(after: $0, of: now, at: world.now()).written(into: now.description ?? "")
    }
  }

  /// The run that an alias names, when it is not the one that writes.
  private func other(_ now: AliasConfiguration, than memory: Memory?) -> AliasNote.Run? {
    guard let memory, let run = AliasNote(now)?.run, run.name != memory.run else { return nil }
    return run
  }

  private func taken(by run: AliasNote.Run) -> ReleaseFailure {
    .conflict(
      "alias \(alias) is being released by run \(run.name) since \(run.since), and was changed "
        + "meanwhile: left alone")
  }

  private func changed(_ now: AliasConfiguration?, _ wanted: AliasState) -> ReleaseFailure {
    let found = now.map { ": it is at \(AliasState($0).words)" } ?? ""
    return .conflict(
      "alias \(alias) was changed by someone else\(found); left alone, not set to \(wanted.words)")
  }

  /// Reports, once an alias has changed, what a person must know of its note.
  func sayNote(_ before: AliasConfiguration, _ after: AliasConfiguration, _ act: AliasNote.Act?) {
    guard act != nil else { return }
    if AliasNote.split(after.description ?? "").note == nil {
      world.say(
        "the Description of alias \(alias) has no room for a note: "
          + "rollback --to-version previous will refuse")
    } else if AliasNote.split(before.description ?? "").note == nil {
      world.say(
        "the Description of alias \(alias) now ends in a note, which rollback reads; "
          + "Terraform needs description in ignore_changes (--no-note writes none)")
    }
  }
}

extension AliasWriter.Previous {
  /// Whether another writer's token was met, so that the alias was written meanwhile.
  var metAnotherToken: Bool {
    switch self {
    case .superseded, .lost(_, superseded: true): true
    default: false
    }
  }
}
