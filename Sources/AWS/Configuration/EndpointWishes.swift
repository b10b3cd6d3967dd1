/// Which kinds of AWS's endpoints are wanted, and the names of the settings that want them.
struct EndpointWishes: Equatable {
  /// What asks for FIPS endpoints; nil when nothing does.
  let fips: String?
  /// What asks for dual-stack endpoints; nil when nothing does.
  let dualStack: String?

  /// Reads the settings; `pseudoRegion` is the region's name where that asks for FIPS.
  init(_ settings: Settings, pseudoRegion: String?) throws(ConfigurationError) {
    func wish(_ variable: String, _ key: String) throws(ConfigurationError) -> String? {
      try settings.flag(variable, key) ? settings.text(variable, key)?.name : nil
    }
    fips =
      try wish("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
      ?? pseudoRegion.map { "region \($0)" }
    dualStack = try wish("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
  }

  /// Each wish with the kind of endpoint that it is about.
  var all: [(kind: String, source: String)] {
    [("FIPS", fips), ("dual-stack", dualStack)].compactMap { kind, source in
      source.map { (kind, $0) }
    }
  }
}
