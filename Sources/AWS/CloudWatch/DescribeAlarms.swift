/// An alarm's state.
///
/// [MetricAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html),
/// [CompositeAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html)
package struct AlarmState: Sendable, Equatable {
  /// The alarm's name.
  package var name: String
  /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
  package var value: String
  /// Why, in CloudWatch's words.
  package var reason: String

  /// Makes a state.
  package init(name: String, value: String, reason: String = "") {
    self.name = name
    self.value = value
    self.reason = reason
  }
}

extension CloudWatchClient {
  /// Reads the state of alarms, at most 100, by their names.
  ///
  /// A name that does not exist is missing in the answer: CloudWatch does not complain.
  /// [DescribeAlarms](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html)
  package func describeAlarms(_ names: [String]) throws(ServiceError) -> [AlarmState] {
    let answer = try read(
      "DescribeAlarms",
      [
        "AlarmNames": .array(names.map { .string($0) }),
        "AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100,
      ])
    guard answer["MetricAlarms"]?.array != nil || answer["CompositeAlarms"]?.array != nil else {
      throw .unreadable(
        "MetricAlarms and CompositeAlarms are missing", operation: "DescribeAlarms")
    }
    var states: [AlarmState] = []
    for kind in ["MetricAlarms", "CompositeAlarms"] {
      for alarm in answer[kind]?.array ?? [] {
        guard let name = alarm["AlarmName"]?.string, let value = alarm["StateValue"]?.string,
          ["OK", "ALARM", "INSUFFICIENT_DATA"].contains(value)
        else {
          throw .unreadable(
            "AlarmName or StateValue of an alarm is missing or unknown", operation: "DescribeAlarms"
          )
        }
        states.append(
          AlarmState(
            name: name, value: value,
            reason: VisibleText.escaped(alarm["StateReason"]?.string ?? "")))
      }
    }
    return states
  }
}
