import AWS
import Release

/// Hears and writes the notes of an alias otherwise than they are.
class NoteMutant: Mutant {
  /// The note that is heard instead.
  func heard(_ note: ModelNote, at primary: UInt8) -> ModelNote { note }
  /// The note that is written instead.
  func written(_ note: ModelNote) -> ModelNote { note }

  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var update = update
    update.description = update.description.map {
      written(ModelNote(description: $0)).description
    }
    var answer = try calls.updateAlias(function, alias, update)
    let note = ModelNote(description: answer.description ?? "")
    answer.description =
      heard(note, at: ReplayClient.number(answer.functionVersion)).description
    return answer
  }
}

/// Takes the version that was published before for the one that was live before.
final class GoingByTheNumber: NoteMutant {
  override func heard(_ note: ModelNote, at primary: UInt8) -> ModelNote {
    guard calls.progress.isRollingBack, primary > 1 else { return note }
    return ModelNote(version: primary, before: primary - 1)
  }
}

/// Does not write that something was taken back.
final class ForgettingRollbacks: NoteMutant {
  override func written(_ note: ModelNote) -> ModelNote {
    ModelNote(version: note.version, before: note.before, run: note.run)
  }
}

/// After a rollback, writes the version that was taken back as the one before.
final class GoingForthAndBack: NoteMutant {
  override func written(_ note: ModelNote) -> ModelNote {
    let before = note.before == 0 ? note.not : note.before
    return ModelNote(version: note.version, before: before, run: note.run)
  }
}

/// Believes the note whatever version the alias is at.
final class BelievingStaleNotes: NoteMutant {
  override func heard(_ note: ModelNote, at primary: UInt8) -> ModelNote {
    var note = note
    if note.version != 0 { note.version = primary }
    return note
  }
}

/// Writes no run's name: whose share it is nobody knows.
final class WithoutName: NoteMutant {
  override func written(_ note: ModelNote) -> ModelNote {
    ModelNote(version: note.version, before: note.before, not: note.not)
  }
}

/// Reads no run's name.
final class ReadingNoNames: NoteMutant {
  override func heard(_ note: ModelNote, at primary: UInt8) -> ModelNote {
    ModelNote(version: note.version, before: note.before, not: note.not)
  }
}

/// Writes no note at all.
final class WithoutNote: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var update = update
    update.description = nil
    return try calls.updateAlias(function, alias, update)
  }
}

/// Goes back without a look at the share that is out.
final class OverlookingShares: Mutant {
  override func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var answer = try calls.updateAlias(function, alias, update)
    if calls.progress.isRollingBack { answer.additionalVersionWeights = [:] }
    return answer
  }
}

/// Compares the code alone.
final class ByCodeAlone: Mutant {
  override func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var found = try calls.getFunctionConfiguration(function, qualifier: qualifier)
    found.settings = FunctionSettings()
    return found
  }
}

/// Does not see that the alias serves the release already.
final class ReleasingAgain: Mutant {
  override func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var found = try calls.getFunctionConfiguration(function, qualifier: qualifier)
    if qualifier == ReplayClient.alias { found.codeSha256 = "other" }
    return found
  }
}
