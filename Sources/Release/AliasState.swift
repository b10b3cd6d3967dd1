package import AWS

/// Where an alias sends its traffic: the part of an alias that a release compares and changes.
package struct AliasState: Sendable, Hashable {
  /// The version that gets what no weight takes: digits, or `$LATEST`.
  package var primary: String
  /// The second version and its share; nil when the primary version has all the traffic.
  package var second: Share?

  /// A version and its share of the traffic.
  package struct Share: Sendable, Hashable {
    /// The version: digits.
    package var version: String
    /// Its share.
    package var weight: Weight

    /// Makes a share.
    package init(version: String, weight: Weight) {
      self.version = version
      self.weight = weight
    }
  }

  /// Makes a state.
  package init(primary: String, second: Share? = nil) {
    self.primary = primary
    self.second = second
  }

  /// Reads the state of an alias; a weight of 0 is none, and AWS allows at most one weight.
  package init(_ alias: AliasConfiguration) {
    primary = alias.functionVersion
    second = nil
    for (version, numeral) in alias.additionalVersionWeights {
      let weight = Weight(numeral: numeral) ?? .all
      if weight > .none { second = Share(version: version, weight: weight) }
    }
  }

  /// The weights as an UpdateAlias names them; empty clears them.
  package var weights: [String: String] {
    second.map { [$0.version: $0.weight.numeral] } ?? [:]
  }

  /// The state in words: `version 7 100%` or `version 7 90%, version 8 10%`.
  package var words: String {
    guard let second else { return "version \(primary) 100%" }
    let rest = Weight(exactly: Weight.all.billionths - second.weight.billionths) ?? .none
    return
      "version \(primary) \(rest.percent), version \(second.version) \(second.weight.percent)"
  }

  /// Whether this is `promoted` while AWS itself still moves traffic to it.
  ///
  /// On an alias with provisioned concurrency AWS keeps a weight on the older version until the
  /// new one is warm. That weight is nobody's rollout: its version is lower than the primary one.
  package var isSettling: Bool {
    guard let second, let older = Int(second.version), let newer = Int(primary) else {
      return false
    }
    return older < newer
  }
}
