import HTTP

/// What the places that credentials come from need besides their own settings.
struct CredentialContext {
  let configuration: Configuration
  let world: World
  let userAgent: String
  /// Whether sessions that are kept on disk are passed by: AWS has refused them.
  let isForced: Bool
  /// Whether there have been credentials before in this process.
  let isRenewal: Bool
  /// The access tokens of IAM Identity Center that this process has read or renewed.
  let ssoTokens: SSOTokens

  /// The settings of the chosen profile and the environment.
  var settings: Settings { Settings(world: world, profile: configuration.profile) }

  /// A client of a service in a region, by default the configuration's.
  func client(
    _ service: Service, in region: Region? = nil,
    signing credentials: any CredentialSource = NoCredentials()
  ) throws(CredentialsError) -> ServiceClient {
    let endpoint: Endpoint
    do throws(ConfigurationError) {
      endpoint = try configuration.endpoint(for: service, region: region)
      // A command that calls Lambda at the same place says so by itself.
      if try configuration.warnings(about: .lambda).isEmpty {
        for warning in try configuration.warnings(about: service) { world.say(warning) }
      }
    } catch {
      throw CredentialsError(error)
    }
    return ServiceClient(
      endpoint: endpoint, credentials: credentials, world: world,
      policy: configuration.maxAttempts.map { RetryPolicy(maxAttempts: $0) }
        ?? RetryPolicy(patience: RetryPolicy.Patience()),
      userAgent: userAgent)
  }

  /// What a role's session is called when nobody says: the toolbox's name and the seconds since
  /// 1970.
  var standardSessionName: String { "lambda-release-\(world.now().milliseconds / 1000)" }
}

/// The credentials of calls that are not signed.
final class NoCredentials: CredentialSource {
  func credentials() throws(CredentialsError) -> ResolvedCredentials {
    throw CredentialsError("this call is not signed")
  }

  func expireNow() {}
}

/// Credentials that are at hand and do not change.
final class FixedCredentials: CredentialSource {
  private let resolved: ResolvedCredentials

  init(_ resolved: ResolvedCredentials) {
    self.resolved = resolved
  }

  func credentials() throws(CredentialsError) -> ResolvedCredentials { resolved }

  func expireNow() {}
}
