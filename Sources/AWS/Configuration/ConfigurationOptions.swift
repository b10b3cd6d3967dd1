/// What the command line says about whom and where to call.
package struct ConfigurationOptions: Sendable, Equatable {
  /// What a message calls the options: as the command line does, unless they came by a variable
  /// that counts as the option itself.
  package struct Names: Sendable, Equatable {
    /// For `profile`.
    package var profile = "--profile"
    /// For `region`.
    package var region = "--region"
    /// For `endpointURL`.
    package var endpointURL = "--endpoint-url"

    package init() {}
  }

  /// `--profile`: this profile and no other source of credentials.
  package var profile: String?
  /// `--region`.
  package var region: String?
  /// `--endpoint-url`: every service is called there.
  package var endpointURL: String?
  /// What messages call them.
  package var names = Names()

  /// Makes options; nil is an option that was not given.
  package init(profile: String? = nil, region: String? = nil, endpointURL: String? = nil) {
    self.profile = profile
    self.region = region
    self.endpointURL = endpointURL
  }
}
