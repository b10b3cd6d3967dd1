/// A profile of the shared files: the keys of both, those of the credentials file first.
package struct Profile: Sendable, Equatable {
  /// The profile's name.
  package let name: String
  /// Its keys, in lower case.
  package let properties: SharedConfigFile.Section

  /// A key's value, or nil when the key is absent or its value is empty.
  package subscript(key: String) -> String? {
    guard let value = properties[key]?.value, !value.isEmpty else { return nil }
    return value
  }

  /// A value of the indented block below a key, such as `addressing_style` below `s3 =`; nil when
  /// it is absent or empty.
  package subscript(block: String, key: String) -> String? {
    guard let value = properties[block]?.nested[key], !value.isEmpty else { return nil }
    return value
  }
}

/// The shared files together.
package struct SharedConfiguration: Sendable, Equatable {
  /// The profiles by name.
  package private(set) var profiles: [String: Profile] = [:]
  /// The `[sso-session NAME]` sections by name.
  package private(set) var ssoSessions: [String: SharedConfigFile.Section] = [:]
  /// The `[services NAME]` sections by name.
  package private(set) var services: [String: SharedConfigFile.Section] = [:]

  /// Joins the two files: where both have a key of a profile, the credentials file's value holds.
  package init(config: SharedConfigFile, credentials: SharedConfigFile) {
    ssoSessions = config.ssoSessions
    services = config.services
    let merged = config.profiles.merging(credentials.profiles) { ours, theirs in
      ours.merging(theirs) { _, fromCredentials in fromCredentials }
    }
    for (name, properties) in merged {
      profiles[name] = Profile(name: name, properties: properties)
    }
  }
}
