/// Finds the caller's credentials where the AWS CLI would, and renews them.
///
/// With `--profile` that profile alone is asked. Else the order is: keys in the environment, a
/// profile that assumes a role from another source, a web identity of the environment, the rest of
/// the profile, the container's credentials, the instance's. One deviation from the AWS CLI: a
/// profile that `AWS_PROFILE` names is asked wholly before the web identity of the environment.
package final class CredentialChain: CredentialSource {
  /// How many seconds before their end credentials are renewed.
  package static let margin = 300.0
  /// How many seconds pass at least between two searches while there are credentials.
  private static let pause = 60.0

  private let configuration: Configuration
  private let world: World
  private let userAgent: String
  private let ssoTokens = SSOTokens()
  private var current: ResolvedCredentials?
  private var lastSearch: Timestamp?
  private var isForced = false

  /// Makes a chain; nothing is read before credentials are asked for.
  ///
  /// `userAgent` is the `User-Agent` of the calls to STS and IAM Identity Center. Each line that
  /// the sources say to the user is said once.
  package init(
    _ configuration: Configuration, world: World, userAgent: String = "lambda-release"
  ) {
    self.configuration = configuration
    self.userAgent = userAgent
    var world = world
    let say = world.say
    var said: Set<Message> = []
    world.say = { if said.insert($0).inserted { say($0) } }
    self.world = world
  }

  /// The credentials to sign with now: those found before while more than five minutes of them are
  /// left, else new ones.
  ///
  /// When a renewal fails, those at hand are used until their very end.
  package func credentials() throws(CredentialsError) -> ResolvedCredentials {
    if let current, !isForced, !isEnding(current, within: Self.margin) || isTooSoon {
      return current
    }
    lastSearch = world.now()
    do throws(CredentialsError) {
      let found = try search()
      current = found
      isForced = false
      world.debug("credentials: \(found.source)\(Self.words(found.expiration))")
      return found
    } catch {
      guard let current, !isForced, !isEnding(current, within: 0) else { throw error }
      world.debug("credentials: not renewed: \(error.message)")
      return current
    }
  }

  /// Forgets what is cached: AWS has said that it is expired or not known.
  package func expireNow() {
    isForced = true
  }

  /// The line that warns before a run of so many seconds that its credentials end earlier and
  /// cannot be renewed; nil when they last, or renew themselves.
  package func warning(forRunOf seconds: Double) throws(CredentialsError) -> Message? {
    let resolved = try credentials()
    guard !resolved.renewable, let expiration = resolved.expiration,
      isEnding(resolved, within: seconds)
    else { return nil }
    let left = max(0, Int((expiration.seconds - world.now().seconds) / 60))
    return "the credentials from \(resolved.source) end in \(left) min, at \(expiration.iso8601), "
      + "and cannot be renewed; this run may take \(Int((seconds / 60).rounded(.up))) min"
  }

  private func isEnding(_ resolved: ResolvedCredentials, within seconds: Double) -> Bool {
    guard let expiration = resolved.expiration else { return false }
    return expiration.seconds - world.now().seconds <= seconds
  }

  /// Whether credentials that are about to end were sought a moment ago: a source may have no
  /// others to give yet.
  private var isTooSoon: Bool {
    guard let lastSearch, let current, !isEnding(current, within: 0) else { return false }
    return world.now().seconds - lastSearch.seconds < Self.pause
  }

  private func search() throws(CredentialsError) -> ResolvedCredentials {
    var tried: [Message] = []
    for provider in providers() {
      switch try provider.find() {
      case .found(let resolved):
        world.secrets.add(resolved.credentials)
        sayWhichWon(provider)
        return resolved
      case .none(let reason):
        tried.append("\(provider.name): \(reason)")
      }
    }
    throw CredentialsError("no credentials", hints: tried)
  }

  private func providers() -> [any CredentialProvider] {
    let context = CredentialContext(
      configuration: configuration, world: world, userAgent: userAgent, isForced: isForced,
      isRenewal: current != nil, ssoTokens: ssoTokens)
    func profile(_ part: ProfileCredentials.Part) -> ProfileCredentials {
      ProfileCredentials(context: context, part: part)
    }
    let identity = EnvironmentWebIdentity(context: context)
    let machine: [any CredentialProvider] = [
      ContainerCredentials(world: world), InstanceCredentials(settings: context.settings),
    ]
    let environment = EnvironmentCredentials(world: world)
    switch configuration.choice.origin {
    case .option: return [profile(.all)]
    case .variable: return [environment, profile(.all), identity] + machine
    case .standard where configuration.profile == nil:
      return [environment, identity, profile(.others)] + machine
    case .standard:
      return [environment, profile(.assumedRole), identity, profile(.others)] + machine
    }
  }

  /// The most common surprise: a profile is named, and something else is used, or the reverse.
  private func sayWhichWon(_ provider: any CredentialProvider) {
    guard case .variable = configuration.choice.origin else { return }
    if provider is EnvironmentCredentials {
      world.say(
        "AWS_ACCESS_KEY_ID and \(configuration.choice.words) are both set: "
          + "the keys of the environment are used")
    } else if provider is ProfileCredentials,
      world.variable("AWS_WEB_IDENTITY_TOKEN_FILE") != nil
    {
      world.say(
        "AWS_WEB_IDENTITY_TOKEN_FILE and \(configuration.choice.words) are both set: "
          + "the profile is used")
    }
  }

  private static func words(_ expiration: Timestamp?) -> String {
    expiration.map { ", until \($0.iso8601)" } ?? ""
  }
}
