import CommandSupport

extension CommonOptions {
  /// The options of a command line without any: ArgumentParser sets them only when it parses.
  static var none: CommonOptions {
    var options = CommonOptions()
    options.calls = CallOptions()
    options.function = nil
    options.calls.region = nil
    options.calls.profile = nil
    options.calls.endpointURL = nil
    options.credentialsFor = nil
    options.record = nil
    options.noInput = false
    options.calls.dryRun = false
    options.calls.quiet = false
    options.calls.debug = false
    options.schema = false
    return options
  }
}
