/// The credentials that the chosen profile gives or leads to.
struct ProfileCredentials: CredentialProvider {
  /// Which of the profile's ways are asked.
  enum Part {
    /// A role that is assumed with the credentials of another source.
    case assumedRole
    /// Every other way.
    case others
    /// All ways, in their order.
    case all
  }

  let configuration: Configuration
  let world: World
  let part: Part

  var name: String { configuration.choice.words }

  func find() throws(CredentialsError) -> CredentialFinding {
    guard let profile = configuration.profile else {
      return .none("no such profile in \(configuration.files.names)")
    }
    let keys = StaticProfileCredentials(profile: profile, files: configuration.files)
    if let resolved = try keys.keys() { return .found(resolved) }
    return .none("the profile has no credentials")
  }
}
