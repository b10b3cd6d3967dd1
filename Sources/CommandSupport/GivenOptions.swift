package import AWS

/// The common options as they count: those of the command line, else those that were given to the
/// guard above the command, which hands them down as variables.
package struct GivenOptions {
  /// Whom and where to call.
  package let configuration: ConfigurationOptions
  /// `--quiet`, or `LAMBDA_RELEASE_QUIET`.
  package let quiet: Bool
  /// `--debug`, or `LAMBDA_RELEASE_DEBUG`.
  package let debug: Bool
  /// `--dry-run`, or `LAMBDA_RELEASE_DRY_RUN`.
  package let dryRun: Bool
  /// `LAMBDA_RELEASE_STRICT`, which a flow sets for `--strict`.
  package let strict: Bool
  /// Whether a guard above the command asks for a dry run: `LAMBDA_RELEASE_DRY_RUN`.
  package let isUnderDryRun: Bool
  /// The record file of the flow that the command is a part of: `LAMBDA_RELEASE_RECORD`.
  package let flowRecord: String?

  /// Reads the variables of `environment` for the options that the command line leaves out.
  ///
  /// An empty variable counts as not set, and so does a flag's that is 0; anything else sets a flag.
  package init(_ options: CallOptions, environment: [String: String]) {
    let text = { (name: String) -> String? in
      let value = environment["LAMBDA_RELEASE_" + name]?.trimmingBlanks()
      return value?.isEmpty ?? true ? nil : value
    }
    let isSet = { (name: String) in text(name).map { $0 != "0" } ?? false }
    var configuration = options.configuration
    let take = {
      (
        option: WritableKeyPath<ConfigurationOptions, String?>,
        source: WritableKeyPath<ConfigurationOptions.Names, String>, name: String
      ) in
      guard configuration[keyPath: option] == nil, let value = text(name) else { return }
      configuration[keyPath: option] = value
      // A flow hands on what its own command line says.
      if text("FLOW") == nil { configuration.names[keyPath: source] = "LAMBDA_RELEASE_" + name }
    }
    take(\.region, \.region, "REGION")
    take(\.profile, \.profile, "PROFILE")
    take(\.endpointURL, \.endpointURL, "ENDPOINT_URL")
    self.configuration = configuration
    quiet = options.quiet || isSet("QUIET")
    debug = options.debug || isSet("DEBUG")
    isUnderDryRun = isSet("DRY_RUN")
    dryRun = options.dryRun || isUnderDryRun
    strict = isSet("STRICT")
    flowRecord = text("RECORD")
  }
}
