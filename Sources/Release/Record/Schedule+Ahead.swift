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

  /// Whether the last verdict is healthy and about that version.
  fileprivate func hasPassed(_ version: FunctionVersion) throws(ReleaseFailure) -> Bool {
    guard let health = try health() else { return false }
    return health.verdict == .healthy && health.version == version
  }
}
