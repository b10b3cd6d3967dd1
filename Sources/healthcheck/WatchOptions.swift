import ArgumentParser
import CommandSupport
import Release

/// The options that judge by live traffic and by alarms.
struct WatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Judge by the alias's live traffic in CloudWatch, for so long at least, instead of probes.",
      valueName: "duration"))
  var watch: Seconds?

  @Option(
    help: ArgumentHelp(
      "Give up after so long. (default: 30m, or three times --watch; 60m with --pace)",
      valueName: "duration"))
  var giveUp: Seconds?

  @Option(
    help: ArgumentHelp(
      "Requests that take so many times the alias's usual slowest (p99) count as failures too.",
      valueName: "factor"))
  var slower: Double?

  @Option(
    help: ArgumentHelp(
      "Count failures by this metric instead of AWS/Lambda/Errors; it must have the dimensions "
        + "FunctionName, Resource and ExecutedVersion.", valueName: "namespace/name"))
  var metric: String?

  @Option(
    name: .customLong("alarm"), parsing: .singleValue,
    help: ArgumentHelp(
      "A CloudWatch alarm that makes the version unhealthy when it goes off; may be repeated.",
      valueName: "name"))
  var alarms: [String] = []

  @Flag(help: "An alarm that is firing at the start counts too.")
  var strictAlarms = false

  @Option(
    help: ArgumentHelp(
      "Wait so long before the check; an alarm that goes off meanwhile makes the version unhealthy.",
      valueName: "duration"))
  var bake: Seconds?

  @Flag(
    help: ArgumentHelp(
      "The version has no traffic yet: probe it, whatever the options about live traffic say."))
  var beforeTraffic = false

  /// Seconds after which the watch gives up.
  var giveUpAfter: Double {
    Double(giveUp?.value ?? max(1800, 3 * (watch?.value ?? 0)))
  }

  /// The metric of failures, when it is another than Lambda's.
  var failures: (namespace: String, metric: String)? {
    guard let metric, let slash = metric.lastIndex(of: "/") else { return nil }
    return (String(metric[..<slash]), String(metric[metric.index(after: slash)...]))
  }

  func validate() throws {
    if let arn = alarms.first(where: { $0.hasPrefix("arn:") }) {
      let name = arn.split(separator: ":", maxSplits: 6).dropFirst(6).first.map(String.init)
      throw ValidationError(
        "--alarm \(arn): use the alarm's name" + (name.map { ", such as '\($0)'" } ?? ""))
    }
    if watch?.value == 0 { throw ValidationError("--watch 0: give a duration such as 10m") }
    if let watch, let giveUp, giveUp.value < watch.value {
      throw ValidationError("--give-up must not be shorter than --watch")
    }
    if let slower, !(slower > 1 && slower <= 1000) {
      throw ValidationError("--slower \(slower): give a factor above 1, such as 1.2")
    }
    if metric != nil {
      guard let failures, !failures.namespace.isEmpty, !failures.metric.isEmpty else {
        throw ValidationError("--metric \(metric ?? ""): give NAMESPACE/NAME")
      }
    }
  }
}
