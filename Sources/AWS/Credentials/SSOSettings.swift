/// What a profile says about IAM Identity Center: who signs in where, and for which role.
///
/// See "IAM Identity Center credential provider" in the AWS SDKs and Tools Reference Guide.
struct SSOSettings {
  let profileName: String
  /// The name of the `[sso-session]`, or nil in the older form without one.
  let session: String?
  let startURL: String
  let region: Region
  let accountID: String
  let roleName: String

  /// Reads the settings; nil when the profile names no role of IAM Identity Center.
  init?(_ profile: Profile, files: SharedFiles) throws(CredentialsError) {
    guard profile["sso_role_name"] != nil || profile["sso_account_id"] != nil else { return nil }
    let section = try Self.section(profile["sso_session"], profile, files: files)
    let name = try Self.shared("sso_region", section, profile)
    guard let region = Region(name) else {
      throw CredentialsError("sso_region is '\(name)', which is no region")
    }
    self.region = region
    profileName = profile.name
    session = profile["sso_session"]
    startURL = try Self.shared("sso_start_url", section, profile)
    accountID = try Self.own("sso_account_id", profile)
    roleName = try Self.own("sso_role_name", profile)
  }

  /// A key of the profile.
  private static func own(_ key: String, _ profile: Profile) throws(CredentialsError) -> String {
    guard let value = profile[key] else {
      throw CredentialsError("profile '\(profile.name)' has SSO settings and no \(key)")
    }
    return value
  }

  /// A key of the session, with which the profile's must agree; without a session the profile's.
  private static func shared(
    _ key: String, _ section: SharedConfigFile.Section?, _ profile: Profile
  ) throws(CredentialsError) -> String {
    guard let section else { return try own(key, profile) }
    let session = profile["sso_session"] ?? ""
    guard let value = section[key]?.value, !value.isEmpty else {
      throw CredentialsError("[sso-session \(session)] has no \(key)")
    }
    guard profile[key] == nil || profile[key] == value else {
      throw CredentialsError(
        "\(key) of profile '\(profile.name)' differs from the one of [sso-session \(session)]")
    }
    return value
  }

  private static func section(
    _ session: String?, _ profile: Profile, files: SharedFiles
  ) throws(CredentialsError) -> SharedConfigFile.Section? {
    guard let session else { return nil }
    let shared: SharedConfiguration
    do throws(ConfigurationError) {
      shared = try files.load()
    } catch {
      throw CredentialsError(error)
    }
    guard let section = shared.ssoSessions[session] else {
      throw CredentialsError(
        "profile '\(profile.name)' names sso_session = \(session), "
          + "and there is no [sso-session \(session)] in \(files.name(of: .config))")
    }
    return section
  }

  /// What the file of the access token is named by.
  var cacheName: String { session ?? startURL }

  /// The command that signs in anew.
  var signIn: String {
    session.map { "aws sso login --sso-session \(CommandLineWords.quoted($0))" }
      ?? "aws sso login --profile \(CommandLineWords.quoted(profileName))"
  }
}
