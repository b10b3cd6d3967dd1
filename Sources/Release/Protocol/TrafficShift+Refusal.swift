import AWS

extension TrafficShift {
  /// The commands that a person may type after a refused shift.
  package struct Advice: Sendable {
    /// What checks the version and shifts again.
    package var goOn: String
    /// What takes the version's share away.
    package var takeBack: String

    package init(goOn: String, takeBack: String) {
      self.goOn = goOn
      self.takeBack = takeBack
    }
  }

  /// Throws what `ShiftPermission` throws, with what is still out and the commands of `advice`.
  ///
  /// `now` is nil for an alias that is to be made.
  func permit(_ request: Request, to version: FunctionVersion, from now: AliasState?)
    throws(ReleaseFailure)
  {
    let about = request.health.map { $0.version == request.version ? version : $0.version }
    let current = now?.share(of: version) ?? .none
    do throws(ReleaseFailure) {
      try ShiftPermission.check(
        health: request.health?.verdict, aboutVersion: about, to: version,
        currentWeight: current, newWeight: request.weight, force: request.force,
        paced: request.paced)
    } catch {
      guard let advice else { throw error }
      guard let now, current > .none else { throw error.hinting(["to go on: \(advice.goOn)"]) }
      throw error.hinting([
        "still out: alias \(request.alias) is at \(now.words)", "to go on: \(advice.goOn)",
        "to take it back: \(advice.takeBack)",
      ])
    }
  }
}
