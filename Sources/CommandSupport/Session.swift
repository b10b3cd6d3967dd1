package import AWS
import HTTP
package import Release

/// One run of a command: its options, its streams, and AWS as the caller configured it.
package final class Session {
  /// The command's name, before each line on standard error.
  package let command: String
  /// The options that every command has.
  package let options: CommonOptions
  /// Those that a guard above the command may have been given instead, as they count.
  package let given: GivenOptions
  /// Everything outside; its waits and messages go by `progress`.
  package private(set) var world: World
  /// How far the command's waits are.
  package let progress: Progress
  private var configuration: Configuration?
  private var chain: CredentialChain?
  private let quota = RetryQuota()
  /// When the wait of a command ends that has a time for it, by `World.uptime`: until then its calls
  /// are repeated that AWS refuses for now.
  private var callDeadline: Double?
  /// Whether nothing may be changed: by `--dry-run`, or since the record is of a dry run; that is
  /// known when the record has been read.
  package internal(set) var isDryRun: Bool
  /// The file of `--record`, once it is read.
  var file: RecordFile?
  /// The record as it was read.
  var inFile = ReleaseRecord()
  /// Whether standard input was read and held nothing: then the command before it failed.
  var isInputEmpty = false
  /// The record in the file since a shift was announced there; nil before that.
  var announced: ReleaseRecord?
  /// The journals of the guards above this command; nil without a guard, and in a dry run.
  var journal: Journal?
  /// Whether the command may send nothing that it cannot append to the journals.
  var needsJournal = false
  /// Where the command acts, for the journals: filled in as it becomes known.
  var place: JournalEntry.Place
  /// Whether the alias's Description may be written, by a rollback of the guard too.
  var writesNote = true

  /// Starts a run in this process.
  package convenience init(command: String, options: CommonOptions) {
    self.init(
      command: command, options: options, world: .live(command: command, options: options.calls))
  }

  /// Starts a run in a world that a test made.
  package init(command: String, options: CommonOptions, world: World) {
    self.command = command
    self.options = options
    given = GivenOptions(options.calls, environment: world.environment)
    progress = Progress(world, given)
    self.world = progress.world
    isDryRun = given.dryRun
    place = JournalEntry.Place(
      functionName: "", region: "", profile: given.configuration.profile,
      endpointURL: given.configuration.endpointURL)
  }

  /// Lets whatever the command does from now on last `seconds` in all; returns what is left of them.
  package func limit(to seconds: Double) -> () -> Double {
    let (uptime, end) = (world.uptime, world.uptime() + seconds)
    let left = { end - uptime() }
    world = world.ending(when: left)
    return left
  }

  /// Lets each call that AWS refuses for now be repeated until `seconds` from now.
  package func repeatCalls(for seconds: Double) {
    callDeadline = world.uptime() + seconds
  }

  /// The calls of the release protocol; in a dry run they end at the first write.
  package func client(_ target: Target, _ record: ReleaseRecord) -> any ReleaseClient {
    guard isDryRun else { return target.lambda }
    return DryRunClient(
      target.lambda, world: world, recorded: record.alias, version: record.version,
      planned: record.plannedCode)
  }

  /// Says one line about progress, unless `--quiet`.
  package func say(_ line: Message) {
    world.say(line)
  }

  /// Says what a step came to, in a log with the time, unless `--quiet`; a dry run has no steps.
  package func step(_ line: Message) {
    say(isDryRun ? line : progress.stamp + line)
  }

  /// Says why the command failed, with hints.
  package func report(_ failure: ReleaseFailure) {
    progress.clear()
    let diagnostics = Diagnostics(failure)
    StandardStreams.complain(
      command, diagnostics.message, world.environment,
      stamp: [.unhealthy, .inconclusive].contains(ExitStatus(failure)) ? progress.stamp : "")
    for hint in diagnostics.hints { StandardStreams.say("\(command): hint: \(hint)\n") }
  }

  /// The configuration, read once; `region` is that of a function's ARN or of the record.
  package func configuration(region: String?) throws(ReleaseFailure) -> Configuration {
    if let configuration { return configuration }
    let new = try Self.configured { () throws(ConfigurationError) in
      try Configuration.load(given.configuration, functionArnRegion: region, world: world)
    }
    world.trust(new.caBundle)
    configuration = new
    return new
  }

  /// The credentials of the caller.
  package func credentials(_ configuration: Configuration) -> CredentialChain {
    if let chain { return chain }
    let new = CredentialChain(configuration, world: world, userAgent: userAgent(configuration))
    chain = new
    // What fails here fails again, with its reason, when the first request is signed.
    if let run = options.credentialsFor, let line = try? new.warning(forRunOf: Double(run.value)) {
      say(line)
    }
    return new
  }

  /// Makes the calls to a service's endpoint.
  package func service(_ service: Service, _ configuration: Configuration, region: Region? = nil)
    throws(ReleaseFailure) -> ServiceClient
  {
    try Self.configured { () throws(ConfigurationError) in
      try client(service, configuration, region: region)
    }
  }

  /// Makes the calls to a service's endpoint, for a caller that maps the error.
  func client(
    _ service: Service, _ configuration: Configuration, region: Region?, attempts: Int? = nil
  ) throws(ConfigurationError) -> ServiceClient {
    let endpoint = try configuration.endpoint(for: service, region: region)
    for warning in try configuration.warnings(about: service) { say(warning) }
    return ServiceClient(
      endpoint: endpoint, credentials: credentials(configuration), world: world,
      policy: policy(attempts ?? configuration.maxAttempts), quota: quota,
      userAgent: userAgent(configuration))
  }

  /// How calls are repeated: a number of attempts that the user sets is kept.
  private func policy(_ attempts: Int?) -> RetryPolicy {
    guard let attempts else {
      return RetryPolicy(patience: RetryPolicy.Patience(deadline: callDeadline))
    }
    return RetryPolicy(maxAttempts: attempts)
  }

  /// Does what needs a valid configuration; without one the failure is `missing`, or `usage` when an
  /// option is wrong.
  static func configured<Value>(_ body: () throws(ConfigurationError) -> Value)
    throws(ReleaseFailure) -> Value
  {
    do throws(ConfigurationError) {
      return try body()
    } catch {
      throw error.isOption ? .usage(error.message) : .missing(error.message)
    }
  }

  private func userAgent(_ configuration: Configuration) -> String {
    UserAgent.text(world.environment, appID: configuration.userAgentAppID)
  }
}
