/// Finds the region: `--region`, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`, the
/// region of the function's ARN, the instance's own; an ARN's region is the one that holds.
struct RegionChoice {
  let options: ConfigurationOptions
  let settings: Settings
  let arnRegion: String?

  /// The region's name, not yet checked, or why there is none.
  func resolve() throws(ConfigurationError) -> String {
    let configured = configured()
    if let configured, Region(PseudoRegion(configured.name).region) == nil {
      throw ConfigurationError(
        "\(configured.source) '\(configured.name)' is not a region: use a name such as eu-central-1",
        isOption: configured.source == options.names.region)
    }
    guard let arnRegion else {
      if let configured { return configured.name }
      if let region = try InstanceMetadata(settings: settings).region() { return region }
      throw ConfigurationError(
        "no region: give --region, or set AWS_REGION, or region in the profile")
    }
    guard let configured else { return arnRegion }
    let pseudo = PseudoRegion(configured.name)
    if pseudo.region == arnRegion { return configured.name }
    guard configured.source != options.names.region else {
      throw ConfigurationError(
        "\(configured.source) \(configured.name) contradicts the ARN or the record, whose region is \(arnRegion)",
        isOption: true)
    }
    settings.world.say(
      "the ARN or the record names region \(arnRegion): \(configured.source) \(configured.name) is not used"
    )
    // FIPS endpoints were asked for, wherever the function is.
    return pseudo.impliesFIPS ? "fips-" + arnRegion : arnRegion
  }

  private func configured() -> (name: String, source: String)? {
    if let region = options.region?.trimmingBlanks(), !region.isEmpty {
      return (region, options.names.region)
    }
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
      if let region = settings.world.variable(variable) { return (region, variable) }
    }
    return settings.profile.flatMap { profile in
      profile["region"].map { ($0, "region of profile '\(profile.name)',") }
    }
  }
}
