import AWS
import HTTP
import SigV4
import TestSupport
import Testing

@Suite("CloudWatch by JSON 1.0")
struct CloudWatchTests {
  /// Keys that never change.
  final class Keys: CredentialSource {
    func credentials() throws(CredentialsError) -> ResolvedCredentials {
      ResolvedCredentials(
        credentials: Credentials(accessKeyId: "AKID", secretAccessKey: "secret"), source: "test")
    }
    func expireNow() {}
  }

  static func client(_ http: ScriptedHTTP) -> CloudWatchClient {
    CloudWatchClient(
      ServiceClient(
        endpoint: Endpoint(
          host: "monitoring.eu-central-1.amazonaws.com", signingRegion: "eu-central-1",
          signingName: "monitoring"), credentials: Keys(), world: .scripted(http: http),
        userAgent: "test"))
  }

  static let query = MetricQuery(
    id: "errors1", metric: "Errors",
    dimensions: [("FunctionName", "f"), ("Resource", "f:live"), ("ExecutedVersion", "8")])

  @Test("GetMetricData asks for whole minutes and reads every page, oldest first")
  func metrics() throws {
    let http = ScriptedHTTP([
      .answer(
        200,
        #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[1763892060,1763892000.0],"#
          + #""Values":[2,1.0],"StatusCode":"PartialData"}],"NextToken":"t"}"#),
      .answer(
        200,
        #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[1.76389212E9],"Values":[0.0],"#
          + #""StatusCode":"Complete"}]}"#),
    ])
    let points = try Self.client(http).getMetricData(
      [Self.query], from: 1_763_892_000, to: 1_763_892_200)
    #expect(
      points == [
        "errors1": [
          MetricPoint(start: 1_763_892_000, value: 1), MetricPoint(start: 1_763_892_060, value: 2),
          MetricPoint(start: 1_763_892_120, value: 0),
        ]
      ])
    #expect(http.requests.count == 2)
    let request = try #require(http.requests.first)
    func header(_ name: String) -> String? { request.headers.first { $0.name == name }?.value }
    #expect(request.method == "POST")
    #expect(request.target == "/")
    #expect(header("X-Amz-Target") == "GraniteServiceVersion20100801.GetMetricData")
    #expect(header("Content-Type") == "application/x-amz-json-1.0")
    guard case .bytes(let bytes) = request.body else {
      Issue.record("no body")
      return
    }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"MetricDataQueries":[{"Id":"errors1","MetricStat":{"Metric":{"Namespace":"AWS/Lambda","#
        + #""MetricName":"Errors","Dimensions":[{"Name":"FunctionName","Value":"f"},"#
        + #"{"Name":"Resource","Value":"f:live"},{"Name":"ExecutedVersion","Value":"8"}]},"#
        + #""Period":60,"Stat":"Sum"}}],"StartTime":1763892000,"EndTime":1763892200,"#
        + #""ScanBy":"TimestampAscending"}"#)
  }

  @Test("a query without data has no points")
  func nothing() throws {
    let http = ScriptedHTTP([
      .answer(200, #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[],"Values":[]}]}"#)
    ])
    #expect(try Self.client(http).getMetricData([Self.query], from: 0, to: 60) == ["errors1": []])
  }

  @Test(
    "an answer that cannot be read, or a query that is forbidden, is an error",
    arguments: [
      "[]", "{}", #"{"MetricDataResults":[{"Id":"errors1"}]}"#,
      #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[1],"Values":[]}]}"#,
      #"{"MetricDataResults":[{"Id":"e","Timestamps":[],"Values":[],"StatusCode":"Forbidden"}]}"#,
      #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[],"Values":[],"StatusCode":"InternalError"}]}"#,
      #"{"MetricDataResults":[]}"#,
      #"{"MetricDataResults":[{"Id":"other","Timestamps":[],"Values":[]}]}"#,
      #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[1e300],"Values":[1]}]}"#,
      #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[1],"Values":[1e300]}]}"#,
    ])
  func unreadable(body: String) {
    #expect(throws: ServiceError.self) {
      try Self.client(ScriptedHTTP([.answer(200, body)])).getMetricData(
        [Self.query], from: 0, to: 60)
    }
  }

  @Test("DescribeAlarms reads metric and composite alarms")
  func alarms() throws {
    let http = ScriptedHTTP([
      .answer(
        200,
        #"{"MetricAlarms":[{"AlarmName":"a","StateValue":"ALARM","StateReason":"x\ny"}],"#
          + #""CompositeAlarms":[{"AlarmName":"b","StateValue":"OK"}]}"#)
    ])
    #expect(
      try Self.client(http).describeAlarms(["a", "b"])
        == [
          AlarmState(name: "a", value: "ALARM", reason: #"x\ny"#),
          AlarmState(name: "b", value: "OK"),
        ])
  }

  @Test("DescribeAlarms asks for alarms of every type, and for those of before where one is new")
  func alarmTypes() throws {
    let http = ScriptedHTTP([
      .answer(200, #"{"LogAlarms":[{"AlarmName":"l","StateValue":"ALARM"}]}"#),
      .answer(400, #"{"__type":"ValidationError","message":"Value 'LogAlarm' is not one"}"#),
      .answer(200, #"{"MetricAlarms":[]}"#),
    ])
    #expect(
      try Self.client(http).describeAlarms(["l"]) == [AlarmState(name: "l", value: "ALARM")])
    #expect(try Self.client(http).describeAlarms(["l"]) == [])
    let bodies = http.requests.map { request in
      guard case .bytes(let bytes) = request.body else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(bodies[0].contains(#""AlarmTypes":["MetricAlarm","CompositeAlarm","LogAlarm"]"#))
    #expect(bodies[2].contains(#""AlarmTypes":["MetricAlarm","CompositeAlarm"]"#))
  }

  @Test("a metric that CloudWatch failed to read may be there later")
  func failedMetric() {
    let body =
      #"{"MetricDataResults":[{"Id":"errors1","Timestamps":[],"Values":[],"#
      + #""StatusCode":"InternalError"}]}"#
    let error = #expect(throws: ServiceError.self) {
      try Self.client(ScriptedHTTP([.answer(200, body)])).getMetricData(
        [Self.query], from: 0, to: 60)
    }
    #expect(error?.kind == .ambiguous)
  }

  @Test("a fault of the query-compatible protocol is read by its header")
  func fault() {
    let http = ScriptedHTTP([
      .answer(
        400, #"{"__type":"com.amazon.coral.service#InvalidParameterValueException"}"#,
        headers: [HTTPHeader("x-amzn-query-error", "InvalidParameterValue;Sender")])
    ])
    let error = #expect(throws: ServiceError.self) {
      try Self.client(http).describeAlarms(["a"])
    }
    #expect(error?.fault?.code == "InvalidParameterValue")
  }
}
