package import AWS

/// What a watch has to ask about live traffic.
///
/// Tests simulate it.
package protocol TrafficSource: AnyObject {
  /// What has been published of the minutes from one moment to another, in seconds since 1970.
  func traffic(from start: Int, to end: Int) throws(ServiceError) -> TrafficReading

  /// What the alias's requests came to in the 30 minutes before a moment, whatever version answered.
  func reference(before end: Int) throws(ServiceError) -> TrafficCounts

  /// The time in milliseconds that only 1% of the alias's requests exceeded in the last full ten
  /// minutes before a moment; nil when there were none.
  func usualSlowest(before end: Int) throws(ServiceError) -> Double?

  /// Counts from now on how many requests take longer than so many milliseconds.
  func countSlow(above milliseconds: Double)
}

/// What has been published of live traffic.
package struct TrafficReading: Sendable {
  /// Invocations and errors.
  package var errors: TrafficHistory
  /// Invocations and slow requests, when these are counted.
  package var slow: TrafficHistory?
  /// Whether a point of the new version's invocations has been seen.
  package var hasInvocations: Bool
  /// Whether a point of the new version's errors has been seen.
  package var hasErrors: Bool

  /// Makes a reading.
  package init(
    errors: TrafficHistory, slow: TrafficHistory? = nil, hasInvocations: Bool, hasErrors: Bool
  ) {
    self.errors = errors
    self.slow = slow
    self.hasInvocations = hasInvocations
    self.hasErrors = hasErrors
  }
}

/// The metrics that Lambda publishes of an alias which splits its traffic between two versions.
///
/// The dimension `ExecutedVersion` exists only together with `Resource`, and only while the alias
/// has a weight.
/// [Types of metrics](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html)
package final class AliasTraffic: TrafficSource {
  private let client: CloudWatchClient
  private let function: String
  private let alias: String
  private let candidate: FunctionVersion
  private let baseline: FunctionVersion
  private let failureNamespace: String
  private let failureMetric: String
  private var slowAbove: Double?

  /// Makes a source.
  ///
  /// `function` is the function's name; `failures` is another metric than Lambda's
  /// `Errors`, with the same dimensions.
  package init(
    client: CloudWatchClient, function: String, alias: String, candidate: FunctionVersion,
    baseline: FunctionVersion, failures: (namespace: String, metric: String)? = nil
  ) {
    self.client = client
    self.function = function
    self.alias = alias
    self.candidate = candidate
    self.baseline = baseline
    failureNamespace = failures?.namespace ?? "AWS/Lambda"
    failureMetric = failures?.metric ?? "Errors"
  }

  /// Counts slow requests from now on.
  package func countSlow(above milliseconds: Double) {
    slowAbove = milliseconds
  }

  /// Reads both versions' minutes in one call.
  package func traffic(from start: Int, to end: Int) throws(ServiceError) -> TrafficReading {
    var queries: [MetricQuery] = []
    for (place, version) in [("1", candidate), ("0", baseline)] {
      let dimensions = dimensions(version)
      queries.append(
        MetricQuery(id: "invocations" + place, metric: "Invocations", dimensions: dimensions))
      queries.append(
        MetricQuery(
          id: "failures" + place, namespace: failureNamespace, metric: failureMetric,
          dimensions: dimensions))
      if let slowAbove {
        queries.append(
          MetricQuery(
            id: "slow" + place, metric: "Duration", dimensions: dimensions,
            statistic: "TC(\(DecimalText.number(slowAbove, decimals: 3)):)"))
      }
    }
    let points = try client.getMetricData(queries, from: start, to: end)
    let errors = Self.history(points, "failures")
    return TrafficReading(
      errors: errors, slow: slowAbove == nil ? nil : Self.history(points, "slow"),
      hasInvocations: points["invocations1"]?.isEmpty == false,
      hasErrors: points["failures1"]?.isEmpty == false)
  }

  /// Reads the alias's invocations and failures.
  package func reference(before end: Int) throws(ServiceError) -> TrafficCounts {
    let points = try client.getMetricData(
      [
        MetricQuery(id: "invocations", metric: "Invocations", dimensions: dimensions(nil)),
        MetricQuery(
          id: "failures", namespace: failureNamespace, metric: failureMetric,
          dimensions: dimensions(nil)),
      ], from: end - IncidentRule.referenceSeconds, to: end)
    func sum(_ id: String) -> Int {
      (points[id] ?? []).reduce(0) { $0 + Int($1.value.rounded()) }
    }
    return TrafficCounts(invocations: sum("invocations"), failures: sum("failures"))
  }

  /// Reads the alias's p99 of Duration.
  package func usualSlowest(before end: Int) throws(ServiceError) -> Double? {
    let period = 600
    let last = end / period * period
    let points = try client.getMetricData(
      [
        MetricQuery(
          id: "p99", metric: "Duration", dimensions: dimensions(nil), statistic: "p99",
          period: period)
      ], from: last - period, to: end)
    return points["p99"]?.first?.value
  }

  private func dimensions(_ version: FunctionVersion?) -> [(name: String, value: String)] {
    let names = [("FunctionName", function), ("Resource", "\(function):\(alias)")]
    return names.map { (name: $0.0, value: $0.1) }
      + (version.map { [(name: "ExecutedVersion", value: "\($0)")] } ?? [])
  }

  /// A minute counts for a version when both of its metrics have been published.
  private static func history(_ points: [String: [MetricPoint]], _ failures: String)
    -> TrafficHistory
  {
    var history = TrafficHistory()
    for (place, path) in [
      ("1", \TrafficHistory.Minute.candidate), ("0", \TrafficHistory.Minute.baseline),
    ] {
      var failed: [Int: Double] = [:]
      for point in points[failures + place] ?? [] { failed[point.start] = point.value }
      for point in points["invocations" + place] ?? [] {
        guard let failures = failed[point.start] else { continue }
        let counts = TrafficCounts(
          invocations: Int(point.value.rounded()), failures: Int(failures.rounded()))
        history.minutes[point.start, default: .init(candidate: nil, baseline: nil)][
          keyPath: path] = counts
      }
    }
    return history
  }
}
