package import AWS

/// Where an alias sends its traffic: the part of an alias that a release compares and changes.
package struct AliasState: Sendable, Hashable {
  /// The version that gets what no weight takes.
  package var primary: FunctionVersion
  /// The second version and its share; nil when the primary version has all the traffic.
  package var second: Share?

  /// A version and its share of the traffic.
  package struct Share: Sendable, Hashable {
    /// The version.
    package var version: FunctionVersion
    /// Its share.
    package var weight: Weight

    package init(version: FunctionVersion, weight: Weight) {
      self.version = version
      self.weight = weight
    }
  }

  package init(primary: FunctionVersion, second: Share? = nil) {
    self.primary = primary
    self.second = second
  }

  /// Reads the state of an alias; a weight of 0 counts as none, and AWS allows at most one weight.
  package init(_ alias: AliasConfiguration) {
    self.init(primary: alias.functionVersion, weights: alias.additionalVersionWeights)
  }

  private init(primary: FunctionVersion, weights: [FunctionVersion: String]) {
    self.primary = primary
    for (version, numeral) in weights {
      let weight = Weight(numeral: numeral) ?? .all
      if weight > .none { second = Share(version: version, weight: weight) }
    }
  }

  /// The state after an update that AWS accepts: what the update does not name stays.
  package func applying(_ update: AliasUpdate) -> AliasState {
    AliasState(
      primary: update.functionVersion ?? primary,
      weights: update.additionalVersionWeights ?? weights)
  }

  /// The weights as an UpdateAlias names them; empty clears them.
  package var weights: [FunctionVersion: String] {
    second.map { [$0.version: $0.weight.numeral] } ?? [:]
  }

  /// The share of the traffic that a version gets.
  package func share(of version: FunctionVersion) -> Weight {
    let taken = second?.weight ?? .none
    if second?.version == version { return taken }
    guard version == primary else { return .none }
    return Weight(exactly: Weight.all.billionths - taken.billionths) ?? .none
  }

  /// The state in words: `version 7 100%` or `version 7 90%, version 8 10%`.
  package var words: String {
    guard let second else { return "version \(primary) 100%" }
    return "version \(primary) \(share(of: primary).percent), "
      + "version \(second.version) \(second.weight.percent)"
  }

  /// Whether this is a promotion that AWS itself is still completing.
  ///
  /// On an alias with provisioned concurrency AWS keeps a weight on the older version until the
  /// new one is warm. That weight belongs to no release: its version is lower than the primary one.
  package var isSettling: Bool {
    guard let second else { return false }
    return second.version < primary
  }
}
