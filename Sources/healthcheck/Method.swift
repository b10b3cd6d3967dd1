import AWS
import CommandSupport
import Release

/// By what a version is judged.
enum Method {
  case probes(ProbeRule, ProbePayload, ProbeExpectation, parallel: Int)
  case traffic(TrafficRule)
  case pace(PaceRule)
  case comparison(Comparison)

  /// Judges the options and reads the payload's file.
  ///
  /// Before there is traffic a version is probed, whatever `--watch` and `--pace` say.
  init(
    _ rule: RuleOptions, _ probes: ProbeOptions, _ comparing: CompareOptions,
    _ live: WatchOptions, _ pace: PaceOptions, _ session: Session
  ) throws(ReleaseFailure) {
    let payload = try probes.payload(session)
    let expectation = try probes.expectation()
    if live.watch != nil {
      self = .traffic(try rule.trafficRule(clump: pace.clump ?? 1))
      guard live.beforeTraffic else { return }
    }
    if let paced = try pace.rule(rule, live) {
      self = .pace(paced)
      guard live.beforeTraffic else { return }
    }
    guard !comparing.compare else {
      self = .comparison(
        try comparing.comparison(rule, payload, expectation, parallel: probes.parallel))
      return
    }
    self = .probes(
      try rule.rule(payloadLines: payload.lines.count), payload, expectation,
      parallel: probes.parallel)
  }

  /// The rule in the record.
  var rule: JSONValue {
    switch self {
    case .probes(let rule, _, _, _): rule.json
    case .traffic(let rule): rule.errors.json
    case .pace(let rule): rule.traffic.errors.json
    case .comparison(let comparison): comparison.rule.json
    }
  }

  /// Whether it judges by the alias's live traffic, and by which option; nil when it does not.
  var trafficOption: String? {
    switch self {
    case .probes, .comparison: nil
    case .traffic: "--watch"
    case .pace: "--pace"
    }
  }

  /// The comparison, when the version is judged by one.
  var comparison: Comparison? {
    guard case .comparison(let comparison) = self else { return nil }
    return comparison
  }
}
