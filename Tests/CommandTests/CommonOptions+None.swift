import CommandSupport

extension CommonOptions {
  /// The options of a command line without any: ArgumentParser sets them only when it parses.
  static var none: CommonOptions {
    var options = CommonOptions()
    options.function = nil
    options.region = nil
    options.profile = nil
    options.endpointURL = nil
    options.credentialsFor = nil
    options.record = nil
    options.noInput = false
    options.dryRun = false
    options.quiet = false
    options.debug = false
    options.schema = false
    return options
  }
}
