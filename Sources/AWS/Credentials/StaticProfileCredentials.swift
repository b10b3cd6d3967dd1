import SigV4

/// Keys written into a profile: `aws_access_key_id`, `aws_secret_access_key`,
/// `aws_session_token`.
struct StaticProfileCredentials {
  let profile: Profile
  let files: SharedFiles

  /// Which file the keys are from, or nil when the profile has none.
  var file: SharedConfigFile.Kind? {
    (profile.properties["aws_access_key_id"] ?? profile.properties["aws_secret_access_key"])?.file
  }

  /// The keys, or nil when the profile has none; half a pair is an error.
  func keys() throws(CredentialsError) -> ResolvedCredentials? {
    let id = profile["aws_access_key_id"]
    let secret = profile["aws_secret_access_key"]
    guard let id, let secret else {
      guard id != nil || secret != nil else { return nil }
      let (present, absent) =
        id == nil
        ? ("aws_secret_access_key", "aws_access_key_id")
        : ("aws_access_key_id", "aws_secret_access_key")
      throw CredentialsError("profile '\(profile.name)' has \(present) and no \(absent)")
    }
    return ResolvedCredentials(
      credentials: Credentials(
        accessKeyId: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"]),
      source: "profile '\(profile.name)' in \(files.name(of: file ?? .credentials))")
  }
}
