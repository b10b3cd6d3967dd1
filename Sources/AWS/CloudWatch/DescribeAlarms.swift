/// An alarm's state.
///
/// [MetricAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html),
/// [CompositeAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html),
/// [LogAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_LogAlarm.html)
package struct AlarmState: Sendable, Equatable {
  /// The alarm's name.
  package var name: String
  /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
  package var value: String
  /// Why, in CloudWatch's words.
  package var reason: String

  /// The states that an alarm can have.
  fileprivate static let values: Set<String> = ["OK", "ALARM", "INSUFFICIENT_DATA"]

  /// Makes a state.
  package init(name: String, value: String, reason: String = "") {
    self.name = name
    self.value = value
    self.reason = reason
  }
}

/// The types of alarms; CloudWatch tells of metric alarms alone when a request names none.
enum AlarmType: String, CaseIterable {
  case metric = "MetricAlarm"
  case composite = "CompositeAlarm"
  case log = "LogAlarm"

  /// The member of the answer that holds the alarms of this type.
  var member: String { rawValue + "s" }
}

extension CloudWatchClient {
  /// Reads the state of alarms of every type, at most 100, by their names.
  ///
  /// A name that does not exist is missing in the answer: CloudWatch does not complain.
  /// [DescribeAlarms](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html)
  package func describeAlarms(_ names: [String]) throws(ServiceError) -> [AlarmState] {
    do throws(ServiceError) {
      return try describeAlarms(names, AlarmType.allCases)
    } catch {
      // A CloudWatch that does not have the newest type yet, as in some partitions.
      guard let fault = error.fault, fault.status == 400, fault.says(AlarmType.log.rawValue) else {
        throw error
      }
      return try describeAlarms(names, [.metric, .composite])
    }
  }

  private func describeAlarms(_ names: [String], _ types: [AlarmType]) throws(ServiceError)
    -> [AlarmState]
  {
    let answer = try read(
      "DescribeAlarms",
      [
        "AlarmNames": .array(names.map { .string($0) }),
        "AlarmTypes": .array(types.map { .string($0.rawValue) }), "MaxRecords": 100,
      ])
    let lists = types.compactMap { answer[$0.member]?.array }
    guard !lists.isEmpty else {
      throw .unreadable(
        "MetricAlarms and CompositeAlarms are missing", operation: "DescribeAlarms")
    }
    var states: [AlarmState] = []
    for alarm in lists.joined() {
      guard let name = alarm["AlarmName"]?.string,
        let value = alarm["StateValue"]?.string, AlarmState.values.contains(value)
      else {
        throw .unreadable(
          "AlarmName or StateValue of an alarm is missing or unknown", operation: "DescribeAlarms")
      }
      states.append(
        AlarmState(
          name: name, value: value,
          reason: VisibleText.escaped(alarm["StateReason"]?.string ?? "")))
    }
    return states
  }
}
