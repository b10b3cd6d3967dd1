import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct ReleaseStatusCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "release-status",
    abstract: "show what an alias serves, what is in flight, and what became of a release",
    version: Version.text)
  static let schema = StatusSchema.text

  @OptionGroup var options: StatusOptions

  @Option(
    help: ArgumentHelp(
      "The alias; live when neither this nor the record names one.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print a table in GitHub's Markdown.")
  var markdown = false

  @OptionGroup var unused: UnusedOptions

  var common: CommonOptions { options.common }

  func validate() throws {
    guard !unused.unused || alias == nil && !markdown else {
      throw ValidationError("--unused is about all aliases: give no --alias and no --markdown")
    }
    guard !json || !markdown else {
      throw ValidationError("--json and --markdown exclude each other")
    }
  }

  func execute(in session: Session) throws(ReleaseFailure) {
    if unused.unused { return try session.printUnused(keep: unused.kept, asJSON: json) }
    let record = try session.recordToShow()
    let status = try session.status(of: alias, record)
    guard json else { return try StandardStreams.write(lines(status, record)) }
    var object = status.json
    object["Record"] = record?.json
    try StandardStreams.write(object)
  }

  private func lines(_ status: AliasStatus, _ record: ReleaseRecord?) -> [String] {
    var lines =
      markdown ? status.markdown : status.text(onTerminal: StandardStreams.outputIsTerminal)
    if let record {
      let story = ReleaseStory(of: record)
      lines += [""] + (markdown ? story.markdown() : story.table(width: AliasStatus.width))
    }
    return lines
  }
}
