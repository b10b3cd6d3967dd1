/// What a profile says about the role that it assumes.
struct RoleSettings {
  let roleArn: String
  let sessionName: String?
  let externalID: String?
  let durationSeconds: Int?
  let mfaSerial: String?

  /// Reads the settings of a profile that has a `role_arn`; nil when it has none.
  init?(_ profile: Profile) throws(CredentialsError) {
    guard let role = profile["role_arn"] else { return nil }
    roleArn = role
    sessionName = profile["role_session_name"]
    externalID = profile["external_id"]
    mfaSerial = profile["mfa_serial"]
    if let sessionName { try Self.check(sessionName: sessionName) }
    guard let text = profile["duration_seconds"] else {
      durationSeconds = nil
      return
    }
    guard let seconds = Int(text), (900...43200).contains(seconds) else {
      throw CredentialsError(
        "duration_seconds of profile '\(profile.name)' is '\(text)'; it must be 900 to 43200")
    }
    durationSeconds = seconds
  }

  /// Refuses a session name that STS would refuse.
  static func check(sessionName: String) throws(CredentialsError) {
    let isAllowed: (UInt8) -> Bool = { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "_+=,.@-".utf8.contains(byte)
      }
    }
    guard (2...64).contains(sessionName.utf8.count), sessionName.utf8.allSatisfy(isAllowed) else {
      throw CredentialsError(
        "the role session name '\(sessionName)' must be 2 to 64 letters, digits or _+=,.@-")
    }
  }
}
