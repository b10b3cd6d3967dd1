/// Finds the caller's credentials where the AWS CLI would, and renews them.
///
/// With `--profile` that profile alone is asked. Else the order is: keys in the environment, a
/// profile that assumes a role from another source, a web identity of the environment, the rest of
/// the profile, the container's credentials, the instance's. One deviation from the AWS CLI: a
/// profile that `AWS_PROFILE` names is asked wholly before the web identity of the environment.
package final class CredentialChain: CredentialSource {
  /// How many seconds before their end credentials are renewed.
  package static let margin = 300.0

  private let configuration: Configuration
  private let world: World
  private var current: ResolvedCredentials?
  private var isForced = false

  /// Makes a chain; nothing is read before credentials are asked for.
  package init(_ configuration: Configuration, world: World) {
    self.configuration = configuration
    self.world = world
  }

  /// The credentials to sign with now: those found before while more than five minutes of them are
  /// left, else new ones.
  ///
  /// When a renewal fails, those at hand are used until their very end.
  package func credentials() throws(CredentialsError) -> ResolvedCredentials {
    if let current, !isForced, !isEnding(current, within: Self.margin) { return current }
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
  package func warning(forRunOf seconds: Double) throws(CredentialsError) -> String? {
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

  private func search() throws(CredentialsError) -> ResolvedCredentials {
    var tried: [String] = []
    for provider in providers() {
      switch try provider.find() {
      case .found(let resolved):
        sayWhichWon(provider)
        return resolved
      case .none(let reason):
        tried.append("\(provider.name): \(reason)")
      }
    }
    throw CredentialsError("no credentials", tried: tried)
  }

  private func providers() -> [any CredentialProvider] {
    let profile = ProfileCredentials(configuration: configuration, world: world, part: .all)
    if configuration.choice.origin == .option { return [profile] }
    return [EnvironmentCredentials(world: world), profile]
  }

  /// The most common surprise: a profile is named, and the environment's keys are used.
  private func sayWhichWon(_ provider: any CredentialProvider) {
    guard current == nil, provider is EnvironmentCredentials,
      case .variable = configuration.choice.origin
    else { return }
    world.say(
      "AWS_ACCESS_KEY_ID and \(configuration.choice.words) are both set: "
        + "the keys of the environment are used")
  }

  private static func words(_ expiration: Timestamp?) -> String {
    expiration.map { ", until \($0.iso8601)" } ?? ""
  }
}
