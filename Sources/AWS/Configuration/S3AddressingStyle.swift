/// Where a bucket's name goes: `addressing_style` below `s3 =` of the profile.
package enum S3AddressingStyle: String, Sendable, CaseIterable {
  /// In the host where that works, else in the path.
  case auto
  /// In the path, always.
  case path
  /// In the host, also at an endpoint that the user gave.
  case virtual

  /// Reads the style that a profile sets, or the standard one.
  init(_ profile: Profile?) throws(ConfigurationError) {
    guard let profile, let text = profile["s3", "addressing_style"] else {
      self = .auto
      return
    }
    guard let style = Self(rawValue: text.lowercased()) else {
      let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw ConfigurationError(
        "addressing_style below 's3 =' of profile '\(profile.name)' is '\(text)'; "
          + "it must be one of \(words)")
    }
    self = style
  }
}
