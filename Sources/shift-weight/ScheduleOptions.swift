import AWS
import ArgumentParser
import CommandSupport
import Release

/// The options of `--schedule`, which prints steps and shifts nothing.
struct ScheduleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Print the steps that are ahead of the record, and shift nothing: 10%,50%, one of "
        + "CodeDeploy's strategies, or steps as printed.",
      valueName: "shares|strategy"),
    completion: .list(Schedule.strategies))
  var schedule: String?

  @Option(
    help: ArgumentHelp("How long each share of --schedule is out (60s).", valueName: "duration"))
  var bake: Seconds?

  @Option(
    help: ArgumentHelp("The share of --schedule to rest at.", valueName: "share"),
    transform: VersionArgument.weight)
  var pauseAt: Weight?

  func validate() throws {
    guard let schedule else {
      for (option, isGiven) in [("--bake", bake != nil), ("--pause-at", pauseAt != nil)]
      where isGiven { throw ValidationError("\(option) goes with --schedule") }
      return
    }
    _ = try Self.read(schedule, bake: bake, pauseAt: pauseAt)
  }

  /// What `--schedule` says; nil without it.
  func value() throws(ReleaseFailure) -> Schedule? {
    guard let schedule else { return nil }
    do {
      return try Self.read(schedule, bake: bake, pauseAt: pauseAt)
    } catch {
      throw .usage("\(String(describing: error))")
    }
  }

  private static func read(_ text: String, bake: Seconds?, pauseAt: Weight?) throws -> Schedule {
    do throws(Schedule.SyntaxError) {
      return try Schedule(argument: text, bake: bake, pauseAt: pauseAt)
    } catch {
      throw ValidationError("--schedule \(error)")
    }
  }
}
