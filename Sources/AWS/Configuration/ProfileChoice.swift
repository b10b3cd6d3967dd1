/// Which profile is used, and who said so.
package struct ProfileChoice: Sendable, Equatable {
  /// Who named the profile.
  package enum Origin: Sendable, Equatable {
    /// `--profile`, or the variable that counts as it.
    case option(String)
    /// `AWS_PROFILE` or `AWS_DEFAULT_PROFILE`.
    case variable(String)
    /// Nobody: `default`.
    case standard
  }

  /// The profile's name.
  package let name: String
  /// Who named it.
  package let origin: Origin

  /// Whether `--profile` chose, so that no other source of credentials counts.
  package var isOption: Bool {
    if case .option = origin { true } else { false }
  }

  /// Chooses: `--profile`, else `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`, else `default`.
  package init(options: ConfigurationOptions, world: World) {
    if let name = options.profile?.trimmingBlanks(), !name.isEmpty {
      self.init(name: name, origin: .option(options.names.profile))
      return
    }
    for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
      guard let name = world.variable(variable) else { continue }
      self.init(name: name, origin: .variable(variable))
      return
    }
    self.init(name: "default", origin: .standard)
  }

  private init(name: String, origin: Origin) {
    self.name = name
    self.origin = origin
  }

  /// The choice in the words of a message: `--profile ci`, `AWS_PROFILE=ci`.
  package var words: String {
    switch origin {
    case .option(let option) where option.hasPrefix("-"): "\(option) \(name)"
    case .option(let variable), .variable(let variable): "\(variable)=\(name)"
    case .standard: "profile 'default'"
    }
  }
}
