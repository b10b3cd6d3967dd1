/// What the command line says about whom and where to call.
package struct ConfigurationOptions: Sendable, Equatable {
  /// `--profile`: this profile and no other source of credentials.
  package var profile: String?
  /// `--region`.
  package var region: String?
  /// `--endpoint-url`: every service is called there.
  package var endpointURL: String?

  /// Makes options; nil is an option that was not given.
  package init(profile: String? = nil, region: String? = nil, endpointURL: String? = nil) {
    self.profile = profile
    self.region = region
    self.endpointURL = endpointURL
  }
}
