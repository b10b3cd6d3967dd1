import ArgumentParser
import CommandSupport

@main struct WithRollbackCommand: ToolboxCommand {
  static let configuration = CommandConfiguration(
    commandName: "with-rollback",
    abstract: "run a command, and take back what was exposed below it if it fails",
    version: Version.text)

  @OptionGroup var calls: CallOptions

  @Option(
    help: ArgumentHelp(
      "The record of the release: LAMBDA_RELEASE_RECORD names it to the commands.",
      valueName: "file"),
    completion: .file())
  var record: String?

  @Flag(help: "Leave a version alone that has all the traffic, and end with 0.")
  var unlessPromoted = false

  @Option(
    help: ArgumentHelp(
      "What to do when the command ends with 2: rollback, or hold what is out.",
      valueName: "rollback|hold"))
  var onInconclusive = OnInconclusive.rollback

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The command to run, with its arguments.", valueName: "command"))
  var command: [String] = []

  enum OnInconclusive: String, ExpressibleByArgument, CaseIterable {
    case rollback, hold
  }

  func validate() throws {
    if ["-h", "--help"].contains(command.first) { throw CleanExit.helpRequest(self) }
    if let word = command.first, word.hasPrefix("-"), word != "--" {
      throw ValidationError("unknown option '\(word)'")
    }
    if command.first(where: { $0 != "--" }) ?? "" == "" {
      throw ValidationError("no command to run")
    }
    if record == "" || record == "-" {
      throw ValidationError("--record: use a file; without it the guard makes one")
    }
  }

  static var hasSharedFiles: Bool { true }

  static func ownWords(_ words: [String]) -> Int {
    let valued: Set = ["--record", "--on-inconclusive", "--region", "--profile", "--endpoint-url"]
    var count = 0
    while count < words.count, words[count].hasPrefix("-"), words[count] != "--" {
      count += valued.contains(words[count]) ? 2 : 1
    }
    return min(count, words.count)
  }

  func run() throws {
    // Before anything else changes a disposition.
    let signals = GuardSignals()
    // `command` has no more than the first of them.
    let all = CommandLine.arguments.dropFirst()
    let rest = all.dropFirst(Self.ownWords(Array(all)))
    let words = rest.count - (rest.first == "--" ? 1 : 0)
    let process = Guard(
      Guard.Options(
        calls: calls, record: record, leavesPromoted: unlessPromoted,
        holdsInconclusive: onInconclusive == .hold),
      signals)
    throw ExitCode(process.run(last: words))
  }
}
