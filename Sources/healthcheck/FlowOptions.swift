import ArgumentParser
import CommandSupport
import Release

/// The options by which a flow judges its checks before it starts.
struct FlowOptions: ParsableArguments {
  @Flag(help: "With --dry-run: the alias may be missing, for it would be made.")
  var create = false

  @Option(
    help: ArgumentHelp(
      "With --dry-run: instead of what this check does, print in a log the plan of a flow with "
        + "these steps: publish:5m, 0% for the check before traffic, 10%:60s.", valueName: "steps"))
  var steps: String?

  /// The plan of the flow that asks for it, for a function whose timeout is yet to be read; nil
  /// without `--steps`.
  func plan(
    _ record: ReleaseRecord, _ rule: RuleOptions, _ payload: ProbePayload, _ parallel: Int,
    _ live: WatchOptions
  ) throws(ReleaseFailure) -> FlowPlan? {
    guard let steps else { return nil }
    var read: FlowSteps
    do throws(Schedule.SyntaxError) {
      read = try FlowSteps(argument: steps)
    } catch {
      throw .usage("--steps \(error.description)")
    }
    try read.skip(doneBy: record)
    let lines = payload.lines.count
    let check = live.watch.map {
      FlowPlan.Check.traffic(watchFor: Double($0.value), giveUpAfter: live.giveUpAfter)
    }
    return FlowPlan(
      steps: read, rule: try rule.rule(payloadLines: lines), payloadLines: lines,
      parallel: parallel, check: check ?? .probes, alarms: live.alarms.count, functionTimeout: 0)
  }

  /// Refuses these options in a check that is made.
  func judge(isDryRun: Bool) throws(ReleaseFailure) {
    guard !isDryRun else { return }
    if create { throw .usage("--create goes with --dry-run") }
    if steps != nil { throw .usage("--steps goes with --dry-run") }
  }
}
