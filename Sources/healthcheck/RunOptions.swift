import ArgumentParser
import AWS
import CommandSupport
import Release

/// The options by which commands of the user's judge the version, beside the check's own way.
struct RunOptions: ParsableArguments {
  @Option(
    name: .customLong("run"), parsing: .singleValue,
    help: ArgumentHelp(
      "A command of /bin/sh that judges too: status 0 is healthy, 1 unhealthy, any other "
        + "inconclusive; may be repeated.", valueName: "command"))
  var commands: [String] = []

  @Option(
    help: ArgumentHelp(
      "End a command of --run after so long. (default: 10m)", valueName: "duration"))
  var runTimeout: Seconds?

  /// Seconds that each command may take.
  var seconds: Double { Double(runTimeout?.value ?? 600) }

  /// How many they are and how long each may take, for the plan of a release.
  var plan: (count: Int, seconds: Double) { (commands.count, seconds) }

  /// What a dry run would do with them, after its other words.
  var words: Message {
    commands.map { ", and run '\($0)'" as Message }.joined()
  }

  func validate() throws {
    if commands.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("--run: its value is blank")
    }
    guard let runTimeout else { return }
    if commands.isEmpty { throw ValidationError("--run-timeout goes with --run") }
    if runTimeout.value < 1 {
      throw ValidationError("--run-timeout 0: use a duration such as 10m")
    }
  }

  /// Runs the commands one after another while they find the version healthy.
  ///
  /// They run after the check's own way, so that nobody is asked about a version that fails its
  /// probes; the alarms are looked at once more after them.
  func judge(
    _ report: inout HealthReport, _ subject: Subject, isBeforeTraffic: Bool,
    _ alarms: inout AlarmWatch
  ) throws(ReleaseFailure) {
    // What the check found permits more traffic; a command that disagrees takes that back.
    let permission = report.verdict
    guard !commands.isEmpty, permission == .healthy || permission == .paced else { return }
    let session = subject.session
    var record = subject.record
    record.set(subject.target)
    record.set("Version", version: report.version)
    let weight = isBeforeTraffic ? Weight.none : record.share(of: report.version)
    let variables: [String: String?] = [
      "LAMBDA_RELEASE_FUNCTION": subject.target.name, "LAMBDA_RELEASE_VERSION": "\(report.version)",
      "LAMBDA_RELEASE_ALIAS": subject.alias ?? "", "LAMBDA_RELEASE_REGION": subject.target.region,
      "LAMBDA_RELEASE_WEIGHT": weight?.numeral ?? "",
      // A command of ours below is none of the flow's own, and has a record of its own.
      CheckWords.variable: nil as String?, "LAMBDA_RELEASE_RECORD": nil as String?,
    ]
    for command in commands where report.verdict == permission {
      let check = CommandCheck(command, seconds: seconds)
      session.say("running: \(command, limit: 200)")
      let start = session.world.uptime()
      let finding = check.finding(
        input: StandardStreams.bytes(of: record.json), variables: variables, in: session.world
      ) {
        // On a terminal the command may be asking a person.
        guard session.progress.isLog else { return }
        let left = seconds - (session.world.uptime() - start)
        session.progress.show("run", "\(DecimalText.givingUp(in: left))")
      }
      if finding.verdict != .healthy {
        for line in finding.lastLines.dropLast() { session.say("\(finding.name): \(line)") }
      } else if !finding.reason.isEmpty {
        session.say("\(finding.name): \(finding.reason)")
      }
      if !report.take(finding) {
        session.say("\(finding.name): its evidence is too long for the record, and left out")
      }
    }
    guard report.verdict == permission, let firing = try alarms.look(say: session.say) else {
      return
    }
    report.overrule(.unhealthy, firing)
  }
}
