package import AWS

/// Whether a version may get a share of traffic, by the latest verdict.
package enum ShiftPermission {
  /// Throws when the verdict forbids the shift from `currentWeight` to `newWeight`.
  ///
  /// Less traffic, or the same, is always allowed. A first partial weight needs no verdict, but one
  /// that is there must be healthy. To raise a weight, or to promote, a healthy verdict
  /// about this version is needed: `record` without one, `unhealthy` or `inconclusive` with
  /// another one. `force` allows everything.
  ///
  /// `health` is the verdict given since the last shift, or nil; `aboutVersion` the version it is
  /// about.
  package static func check(
    health: Verdict?, aboutVersion about: FunctionVersion?, to version: FunctionVersion,
    currentWeight: Weight, newWeight: Weight, force: Bool, paced: Weight? = nil
  ) throws(ReleaseFailure) {
    if force || newWeight <= currentWeight { return }
    let step =
      newWeight == .all
      ? "promoted" : "raised from \(currentWeight.percent) to \(newWeight.percent)"
    switch health {
    case .unhealthy: throw .unhealthy("version \(about ?? version) is unhealthy: not \(step)")
    case .inconclusive:
      throw .inconclusive(
        "there is not enough evidence about version \(about ?? version): not \(step)")
    case .healthy where about == version: return
    case .paced where about == version:
      guard let paced, newWeight <= paced, newWeight < .all else {
        throw .inconclusive(
          "the evidence about version \(version) allows \((paced ?? currentWeight).percent): not \(step)"
        )
      }
      return
    case .healthy, .paced:
      throw .record(
        "the verdict is about version \(about ?? version), not \(version): check \(version) first")
    case nil: break
    }
    guard newWeight == .all || currentWeight > .none else { return }
    throw .record(
      "no verdict about version \(version) since its last shift: run healthcheck first, or give --force"
    )
  }
}
