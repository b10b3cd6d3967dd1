/// The settings that a variable or a key of the profile may give; the variable is asked first.
///
/// See "Configuration and authentication settings reference" in the AWS SDKs and Tools Reference
/// Guide.
struct Settings {
  let world: World
  let profile: Profile?

  /// A setting's text and the name it was found under, or nil when neither place has it.
  func text(_ variable: String?, _ key: String?) -> (value: String, name: String)? {
    if let variable, let value = world.variable(variable) { return (value, variable) }
    if let key, let profile, let value = profile[key] {
      return (value, "\(key) of profile '\(profile.name)'")
    }
    return nil
  }

  /// A setting that is `true` or `false`, in any case; false when it is not given.
  func flag(_ variable: String, _ key: String) throws(ConfigurationError) -> Bool {
    guard let (value, name) = text(variable, key) else { return false }
    switch value.lowercased() {
    case "true": return true
    case "false": return false
    default: throw ConfigurationError("\(name) is '\(value)'; it must be true or false")
    }
  }

  /// A setting that is a whole number of at least one, or nil when it is not given.
  func count(_ variable: String, _ key: String) throws(ConfigurationError) -> Int? {
    guard let (value, name) = text(variable, key) else { return nil }
    guard let count = Int(value), count >= 1 else {
      throw ConfigurationError("\(name) is '\(value)'; it must be a whole number of at least 1")
    }
    return count
  }
}
