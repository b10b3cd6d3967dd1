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

  let context: CredentialContext
  let part: Part

  var name: String {
    let choice = context.configuration.choice.words
    return part == .assumedRole ? "\(choice), role" : choice
  }

  func find() throws(CredentialsError) -> CredentialFinding {
    guard let profile = context.configuration.profile else {
      return .none("no such profile in \(context.configuration.files.names)")
    }
    if part != .others {
      if let resolved = try AssumedRoleCredentials(context: context).credentials(of: profile) {
        return .found(resolved)
      }
      if part == .assumedRole { return .none("the profile has no role_arn with a source") }
    }
    if let resolved = try DirectCredentials(context: context).credentials(of: profile) {
      return .found(resolved)
    }
    return .none("the profile has no credentials and nothing that leads to any")
  }
}

/// The ways to credentials of a profile that need no other profile.
struct DirectCredentials {
  let context: CredentialContext

  /// The credentials, or nil when the profile has none of the ways: a web identity, IAM Identity
  /// Center, keys in the credentials file, `aws login`, a program, keys in the config file.
  func credentials(of profile: Profile) throws(CredentialsError) -> ResolvedCredentials? {
    if let resolved = try webIdentity(profile) { return resolved }
    if let settings = try SSOSettings(profile, files: context.configuration.files) {
      return try SSOCredentials(settings: settings, context: context).credentials()
    }
    let keys = StaticProfileCredentials(profile: profile, files: context.configuration.files)
    if keys.file == .credentials, let resolved = try keys.keys() { return resolved }
    if let session = profile["login_session"] {
      return try LoginCredentials(session: session, profile: profile, context: context)
        .credentials()
    }
    if let command = profile["credential_process"] {
      return try ProcessCredentials(command: command, profile: profile, world: context.world)
        .credentials()
    }
    return try keys.keys()
  }

  private func webIdentity(_ profile: Profile) throws(CredentialsError) -> ResolvedCredentials? {
    guard let path = profile["web_identity_token_file"] else { return nil }
    guard let role = try RoleSettings(profile) else {
      throw CredentialsError(
        "profile '\(profile.name)' has web_identity_token_file and no role_arn")
    }
    guard let file = context.world.expandedPath(path) else {
      throw CredentialsError("web_identity_token_file is '\(path)' and HOME is not set")
    }
    return try WebIdentityCredentials(
      roleArn: role.roleArn, token: .file(file), sessionName: role.sessionName, context: context
    ).credentials()
  }
}
