package import ArgumentParser
package import AWS

/// The options that say whom to call, whether to change anything, and how much to report.
///
/// A guard has them too, and hands them down to the commands below it.
package struct CallOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The region to call.", valueName: "region"))
  package var region: String?

  @Option(
    help: ArgumentHelp("The profile whose settings and credentials to use.", valueName: "name"),
    completion: Completions.profiles)
  package var profile: String?

  @Option(
    name: .customLong("endpoint-url"),
    help: ArgumentHelp("Call this URL instead of AWS's own.", valueName: "url"))
  package var endpointURL: String?

  @Flag(help: "Report what would be done, from reads alone; change nothing.")
  package var dryRun = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  package var quiet = false

  @Flag(help: "Print each request that is sent, without secrets.")
  package var debug = false

  /// For ArgumentParser.
  package init() {}

  /// What they say about whom and where to call.
  package var configuration: ConfigurationOptions {
    ConfigurationOptions(profile: profile, region: region, endpointURL: endpointURL)
  }
}
