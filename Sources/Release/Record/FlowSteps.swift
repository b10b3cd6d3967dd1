package import AWS

/// The steps of a flow as it hands them to `healthcheck --steps`, for the plan.
package struct FlowSteps: Sendable, Equatable {
  /// How long `publish` waits for AWS at most; nil when the flow goes on with a published version.
  package var publishTimeout: Seconds?
  /// Whether the version is checked before it has traffic.
  package var checksBeforeTraffic: Bool
  /// The shares before the promotion.
  package private(set) var shares: [Schedule.Step]

  /// Reads the steps of a flow from words separated by white space.
  ///
  /// They are `publish`, then `0%` for the check before traffic, then the shares as `Schedule` reads
  /// them, then `100%` for the promotion, which changes nothing; each may be missing. `timeout` is
  /// that of `publish`.
  package init(argument text: String, timeout: Seconds = Publication.usualTimeout) throws(Schedule
    .SyntaxError)
  {
    var words = text.split { $0.isWhitespace }[...]
    publishTimeout = words.first == "publish" ? timeout : nil
    if publishTimeout != nil { words.removeFirst() }
    checksBeforeTraffic = words.first == "0%"
    if checksBeforeTraffic { words.removeFirst() }
    if words.last == "100%" { words.removeLast() }
    let rest = words.joined(separator: " ")
    shares = rest.isEmpty ? [] : try Schedule(argument: rest).steps
  }

  /// Leaves out what a record shows to be done, unless a version is yet to be published.
  ///
  /// Throws what `Schedule.ahead` throws.
  package mutating func skip(doneBy record: ReleaseRecord) throws(ReleaseFailure) {
    guard publishTimeout == nil else { return }
    if let version = record.version {
      let share = record.share(of: version) ?? .none
      if share > .none || record.shifting != nil { checksBeforeTraffic = false }
    }
    guard !shares.isEmpty else { return }
    shares = try Schedule(steps: shares).ahead(of: record)
  }

  /// Gives `publish` the time that it takes with a capacity provider, unless `timeout` says it.
  package mutating func waitForProvider(_ settings: ExecutionSettings, timeout: Seconds?) {
    guard publishTimeout != nil, timeout == nil, settings.hasCapacityProvider else { return }
    publishTimeout = Publication.providerTimeout
  }

  /// Leaves out the shares: an alias that is yet to be made gets its version at once.
  package mutating func skipShares() { shares = [] }
}
