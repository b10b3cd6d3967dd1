/// A role that a profile assumes with the credentials of another profile, or of the machine.
///
/// See "Assume role credential provider" in the AWS SDKs and Tools Reference Guide.
struct AssumedRoleCredentials {
  let context: CredentialContext

  /// The credentials of the profile's role, or nil when the profile has no role to assume with
  /// other credentials.
  ///
  /// Fails when the profiles lead to one another in a circle, when a source is missing or named
  /// twice, and when STS refuses.
  func credentials(of profile: Profile) throws(CredentialsError) -> ResolvedCredentials? {
    try assume(profile, path: [profile.name])?.resolved
  }

  /// Credentials that a role may be assumed with.
  private struct Source {
    var resolved: ResolvedCredentials
    /// Whether they are a role's themselves: then a session lasts an hour at most.
    var isRole: Bool
  }

  private func assume(_ profile: Profile, path: [String]) throws(CredentialsError) -> Source? {
    let source = profile["source_profile"]
    let machine = profile["credential_source"]
    guard let role = try RoleSettings(profile) else { return nil }
    guard profile["web_identity_token_file"] == nil else { return nil }
    switch (source, machine) {
    case (nil, nil):
      throw CredentialsError(
        "profile '\(profile.name)' has role_arn and neither source_profile nor credential_source")
    case (_?, _?):
      throw CredentialsError(
        "profile '\(profile.name)' has both source_profile and credential_source: keep one")
    case (let name?, nil):
      return try session(role, profile, path: path) { () throws(CredentialsError) in
        try self.credentials(ofSource: name, path: path)
      }
    case (nil, let kind?):
      return try session(role, profile, path: path) { () throws(CredentialsError) in
        try machineCredentials(kind, profile)
      }
    }
  }

  // MARK: The source

  private func credentials(
    ofSource name: String, path: [String]
  ) throws(CredentialsError) -> Source {
    let files = context.configuration.files
    let shared: SharedConfiguration
    do throws(ConfigurationError) {
      shared = try files.load()
    } catch {
      throw CredentialsError(error)
    }
    guard let profile = shared.profiles[name] else {
      throw CredentialsError(
        "profile '\(path.last ?? "")' has source_profile = \(name), "
          + "and there is no such profile in \(files.names)")
    }
    let keys = StaticProfileCredentials(profile: profile, files: files)
    if path.contains(name), name != path.last || keys.file == nil {
      throw CredentialsError(
        "the profiles lead in a circle: \((path + [name]).joined(separator: " → "))")
    }
    // A source that has keys does not assume its own role.
    if keys.file == nil, let source = try assume(profile, path: path + [name]) { return source }
    if let resolved = try DirectCredentials(context: context).credentials(of: profile) {
      let isRole = profile["web_identity_token_file"] != nil || profile["sso_role_name"] != nil
      return Source(resolved: resolved, isRole: isRole)
    }
    throw CredentialsError("source profile '\(name)' has no credentials")
  }

  private func machineCredentials(
    _ kind: String, _ profile: Profile
  ) throws(CredentialsError) -> Source {
    let provider: any CredentialProvider
    switch kind {
    case "Environment": provider = EnvironmentCredentials(world: context.world)
    case "Ec2InstanceMetadata": provider = InstanceCredentials(settings: context.settings)
    case "EcsContainer": provider = ContainerCredentials(world: context.world)
    default:
      throw CredentialsError(
        "credential_source of profile '\(profile.name)' is '\(kind)'; "
          + "it must be Environment, Ec2InstanceMetadata or EcsContainer")
    }
    switch try provider.find() {
    case .found(let resolved):
      return Source(resolved: resolved, isRole: !(provider is EnvironmentCredentials))
    case .none(let reason):
      throw CredentialsError(
        "profile '\(profile.name)' has credential_source = \(kind), and \(reason)")
    }
  }

  // MARK: The session

  private func session(
    _ role: RoleSettings, _ profile: Profile, path: [String],
    source: () throws(CredentialsError) -> Source
  ) throws(CredentialsError) -> Source {
    let cache = RoleSessionCache(context: context, path: path)
    if let kept = cache?.read() { return Source(resolved: kept, isRole: true) }
    let base = try source()
    if base.isRole, let seconds = role.durationSeconds, seconds > 3600 {
      throw CredentialsError(
        "duration_seconds of profile '\(profile.name)' is \(seconds); "
          + "a role assumed by another role lasts 3600 at most")
    }
    var request = AssumeRole(
      roleArn: role.roleArn, roleSessionName: role.sessionName ?? context.standardSessionName,
      externalID: role.externalID, durationSeconds: role.durationSeconds)
    if let serial = role.mfaSerial {
      request.multiFactor = (serial, try code(serial, profile))
    }
    let client = try context.client(.sts, signing: FixedCredentials(base.resolved))
    let session: RoleSession
    do throws(ServiceError) {
      session = try STSClient(service: client).assumeRole(request)
    } catch {
      throw CredentialsError(
        error, cannot: "assume \(role.roleArn) with the credentials of \(base.resolved.source)")
    }
    let isSteady = base.resolved.renewable || base.resolved.expiration == nil
    let resolved = ResolvedCredentials(
      credentials: session.credentials,
      source: "\(role.roleArn) by \(base.resolved.source)", expiration: session.expiration,
      renewable: isSteady && role.mfaSerial == nil)
    cache?.write(resolved)
    return Source(resolved: resolved, isRole: true)
  }

  private func code(_ serial: String, _ profile: Profile) throws(CredentialsError) -> String {
    guard let answer = context.world.ask("Enter MFA code for \(serial): ") else {
      throw CredentialsError(
        "profile '\(profile.name)' needs an MFA code for \(serial), "
          + "and there is no terminal to ask at")
    }
    let code = answer.trimmingBlanks()
    guard code.utf8.count == 6,
      code.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { throw CredentialsError("an MFA code is six digits") }
    return code
  }
}
