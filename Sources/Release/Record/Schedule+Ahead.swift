import AWS

extension Schedule {
  /// The steps whose check has not passed yet by a record; none when its version is live.
  ///
  /// A share that is out, or may be, is still ahead without a healthy verdict about it; one that is
  /// not in the schedule comes first then, with the bake of the step after it. Throws `missing`
  /// when a step pauses and the alias is still to be made: there is no share to pause at.
  package func ahead(of record: ReleaseRecord) throws(ReleaseFailure) -> [Step] {
    if let alias = record.missingAlias {
      guard let step = steps.first(where: { $0.pauses }) else { return [] }
      throw .missing(
        "alias \(alias) does not exist yet: there is no share of \(step.weight.percent) to pause at",
        hints: ["without the pause a new alias gets its version at once, when that is healthy"])
    }
    if let weight = record.sharedInDryRun { return steps.filter { $0.weight > weight } }
    guard let version = record.version, !(record.isLive && record.shifting == nil) else {
      return record.isLive ? [] : steps
    }
    if let first { return try paced(record, version, from: first) }
    let isChecked = try record.hasPassed(version)
    guard let shifting = record.shifting else {
      return ahead(of: record.share(of: version) ?? .none, isChecked: isChecked)
    }
    // An adopted version, or one of an earlier release: what it has now only a shift can tell.
    guard shifting.version == version else { return steps }
    guard shifting.weight == .all else {
      return ahead(of: shifting.weight, isChecked: isChecked && !record.isVerdictOutdated)
    }
    // What permitted the promotion permits it again.
    return isChecked ? [] : ahead(of: record.share(of: version) ?? .none, isChecked: false)
  }

  /// The next step of a paced run: the share that the last look allows, or nothing when the promotion
  /// is due.
  ///
  /// Without a look since it was set, a share that is out is still ahead. A run that cannot go on
  /// starts again at FIRST: after a verdict that ended it, or when it is not known what is out.
  private func paced(_ record: ReleaseRecord, _ version: FunctionVersion, from first: Weight)
    throws(ReleaseFailure) -> [Step]
  {
    func step(_ weight: Weight) -> [Step] {
      [Step(weight: weight, bake: Seconds(0), isPaced: true)]
    }
    let health = try record.health()
    let look = health?.version == version ? health?.verdict : nil
    let allowed = record.pacedWeight
    if let shifting = record.shifting {
      guard shifting.version == version, shifting.weight == .all, look == .healthy, allowed == .all
      else { return step(first) }
      // What permitted the promotion permits it again.
      return []
    }
    let share = record.share(of: version) ?? .none
    guard share > .none, record.paceFirst == first else { return step(first) }
    switch (look, allowed) {
    // Its promotion was refused, for the alias was changed since the look.
    case (.healthy, .all?) where record.hasConflictSinceLook: return step(first)
    case (.healthy, .all?): return []
    case (.paced, let allowed?): return step(max(first, min(allowed, PaceRule.greatestCap)))
    case (.healthy, _), (nil, _): return step(share)
    default: return step(first)
    }
  }

  private func ahead(of weight: Weight, isChecked: Bool) -> [Step] {
    let greater = steps.filter { $0.weight > weight }
    guard weight > .none, weight < .all, !isChecked else { return greater }
    if let step = steps.first(where: { $0.weight == weight }) { return [step] + greater }
    let bake = (greater.first ?? steps.last)?.bake ?? Seconds(0)
    return [Step(weight: weight, bake: bake)] + greater
  }
}

extension ReleaseRecord {
  /// The share that a dry run has come to; nil in a record of real acts.
  fileprivate var sharedInDryRun: Weight? {
    guard isDryRun else { return nil }
    return json["Shifting"]?["Weight"]?.numeral.flatMap { Weight(numeral: $0) }
  }

  /// The share that the last look at a paced run allows, all traffic when the promotion is due; nil
  /// without such a look.
  package var pacedWeight: Weight? {
    json["Health"]?["Weight"]?.numeral.flatMap { Weight(numeral: $0) }
  }

  /// Whether the last verdict is healthy and about that version.
  fileprivate func hasPassed(_ version: FunctionVersion) throws(ReleaseFailure) -> Bool {
    guard let health = try health() else { return false }
    return health.verdict == .healthy && health.version == version
  }
}
