/// One metric to read, and how its samples are summed up.
///
/// [MetricDataQuery](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html)
package struct MetricQuery: Sendable, Equatable {
  /// The name of the query in the answer: a lower-case letter, then letters, digits and `_`.
  package var id: String
  /// The namespace, such as `AWS/Lambda`.
  package var namespace: String
  /// The metric's name, such as `Errors`.
  package var metric: String
  /// The dimensions, all of which count: CloudWatch finds nothing when one is missing.
  package var dimensions: [(name: String, value: String)]
  /// `Sum`, `p99`, `TC(250:)` and so on.
  package var statistic: String
  /// The length of a period in seconds, a multiple of 60.
  package var period: Int

  /// Makes a query; the period is a minute by default.
  package init(
    id: String, namespace: String = "AWS/Lambda", metric: String,
    dimensions: [(name: String, value: String)], statistic: String = "Sum", period: Int = 60
  ) {
    self.id = id
    self.namespace = namespace
    self.metric = metric
    self.dimensions = dimensions
    self.statistic = statistic
    self.period = period
  }

  /// Whether two queries ask for the same.
  package static func == (a: MetricQuery, b: MetricQuery) -> Bool { a.json == b.json }

  /// The query as GetMetricData takes it.
  var json: JSONValue {
    [
      "Id": .string(id),
      "MetricStat": [
        "Metric": [
          "Namespace": .string(namespace), "MetricName": .string(metric),
          "Dimensions": .array(
            dimensions.map { ["Name": .string($0.name), "Value": .string($0.value)] }),
        ],
        "Period": .number(String(period)), "Stat": .string(statistic),
      ],
    ]
  }
}

/// One value of a metric for a period.
package struct MetricPoint: Sendable, Hashable {
  /// The start of the period, in seconds since 1970.
  package var start: Int
  /// The value.
  package var value: Double

  /// Makes a point.
  package init(start: Int, value: Double) {
    self.start = start
    self.value = value
  }
}

extension CloudWatchClient {
  /// Reads metrics from one moment to another, in seconds since 1970, the end not included.
  ///
  /// Returns the points of each query by its id, in ascending order of time. A period without
  /// samples has no point: it is a gap, not a zero. CloudWatch answers to each id, with no point as
  /// well.
  /// [GetMetricData](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html)
  package func getMetricData(_ queries: [MetricQuery], from start: Int, to end: Int)
    throws(ServiceError) -> [String: [MetricPoint]]
  {
    let operation = "GetMetricData"
    var points: [String: [MetricPoint]] = [:]
    let asked = Set(queries.map(\.id))
    var token: JSONValue?
    var pages = 0
    repeat {
      var input: JSONValue = [
        "MetricDataQueries": .array(queries.map(\.json)), "StartTime": .number(String(start)),
        "EndTime": .number(String(end)), "ScanBy": "TimestampAscending",
      ]
      input["NextToken"] = token
      let answer = try read(operation, input)
      guard let results = answer["MetricDataResults"]?.array else {
        throw .unreadable("MetricDataResults is missing", operation: operation)
      }
      for result in results {
        guard let id = result["Id"]?.string, let times = result["Timestamps"]?.array,
          let values = result["Values"]?.array, times.count == values.count, asked.contains(id)
        else { throw .unreadable("a result lacks Id, Timestamps or Values", operation: operation) }
        try check(result["StatusCode"]?.string, of: id)
        points[id] = points[id] ?? []
        for (time, value) in zip(times, values) {
          guard let seconds = time.double, let number = value.double,
            (0...1e11).contains(seconds), abs(number) <= 1e15
          else { throw .unreadable("a value of a metric is not a number", operation: operation) }
          points[id, default: []].append(MetricPoint(start: Int(seconds), value: number))
        }
      }
      token = answer["NextToken"]?.string.map { .string($0) }
      pages += 1
    } while token != nil && pages < 100
    if let missing = asked.subtracting(points.keys).min() {
      throw .unreadable("it has no result for \(missing)", operation: operation)
    }
    return points.mapValues { $0.sorted { $0.start < $1.start } }
  }

  /// Throws when a result is none: its points would be missing, and look like no traffic.
  private func check(_ status: String?, of id: String) throws(ServiceError) {
    let operation = "GetMetricData"
    guard let status else { return }
    switch MetricStatus(rawValue: status) {
    case .complete, .partialData: return
    case .internalError:
      throw .fault(
        ServiceFault(
          operation: operation, status: 500, code: "InternalError",
          message: "CloudWatch failed to read \(id)"))
    case .forbidden:
      throw .fault(
        ServiceFault(
          operation: operation, status: 403, code: "AccessDenied",
          message: "CloudWatch does not let the caller read \(id)"))
    case nil:
      throw .unreadable("the StatusCode of a result is unknown", operation: operation)
    }
  }
}

/// What became of the reading of a metric, by its `StatusCode`.
private enum MetricStatus: String {
  case complete = "Complete"
  /// More points are on the next page.
  case partialData = "PartialData"
  case internalError = "InternalError"
  case forbidden = "Forbidden"
}
