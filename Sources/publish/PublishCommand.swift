import ArgumentParser
import AWS
import CommandSupport
import Release

@main struct PublishCommand: ReleaseCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "make a package the function's code and publish it as a version",
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp("The alias whose live code must not change by this.", valueName: "name"),
    completion: Completions.aliases)
  var alias: String?

  @OptionGroup var package: PackageOptions

  @Option(help: ArgumentHelp("The version's description.", valueName: "text"))
  var description: String?
  @Option(
    help: ArgumentHelp(
      "How long to wait for AWS in all (5m; 30m with a capacity provider).",
      valueName: "duration"))
  var timeout: Seconds?
  @Flag(help: "Go on when there is no such alias yet: the promotion makes it.")
  var create = false

  func validate() throws {
    guard timeout?.value != 0 else {
      throw ValidationError("--timeout 0: use a duration such as 5m")
    }
  }

  func execute(in session: Session) throws(ReleaseFailure) {
    if let description { try Publication.check(description: description) }
    try session.run {
      (record) throws(ReleaseFailure) in
      if let source = try package.source(record) { return try publish(source, session, &record) }
      return try confirm(session, &record)
    }
  }

  private func publish(
    _ source: PackageOptions.Source, _ session: Session, _ record: inout ReleaseRecord
  ) throws(ReleaseFailure) -> Act {
    if let timeout { session.repeatCalls(for: Double(timeout.value)) }
    let target = try session.target(record)
    var alias = try session.alias(self.alias, target, record)
    var warnings: [String] = []
    let publication = Publication(
      client: session.client(target, record), world: session.world,
      timeout: timeout.map { Double($0.value) }, announce: session.announcingPin(),
      inspect: { (latest) throws(ReleaseFailure) in
        warnings = try session.judge(
          source.warnings(target.name, latest.execution), of: source.subject, package.strict)
      })
    if alias == nil, create { throw .usage("--create: give --alias") }
    if alias == nil { alias = try publication.usualAlias(of: target.function) }
    let published = try session.changing(
      { () throws(ReleaseFailure) in
        try publication.publish(
          function: target.function, alias: alias, code: source.location,
          codeSha256: source.codeSha256, description: description, create: create)
      },
      plan: { () throws(ReleaseFailure) in
        record.set(target)
        record.planVersion(alias: alias)
        source.note(warnings, in: &record)
        if create { try noteMissing(alias, of: target, by: publication, in: &record) }
      })
    var news = record.version == published.version ? " is published already" : ""
    news = published.changed ? "" : news + ", nothing new was published"
    session.step("\(target.name): version \(published.version)\(news)")
    if let alias, published.version == published.liveVersion {
      session.say("\(alias) serves version \(published.version) already: nothing to release")
    }
    record.set(published, region: target.region, alias: alias)
    source.note(warnings, in: &record)
    sayMissing(record, session)
    return .published(record, changed: published.changed)
  }
}
