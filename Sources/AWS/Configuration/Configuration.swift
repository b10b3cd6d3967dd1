/// The caller's region, profile and settings, as the AWS CLI would find them.
package struct Configuration {
  /// The region that is called.
  package let region: Region
  /// The name of the profile, and who chose it.
  package let choice: ProfileChoice
  /// The profile, or nil when there is none by that name and nobody asked for it.
  package let profile: Profile?
  /// The shared files, for the profiles that this one refers to.
  package let files: SharedFiles
  /// Whether FIPS endpoints are wanted: `AWS_USE_FIPS_ENDPOINT`, `use_fips_endpoint`.
  package let usesFIPS: Bool
  /// Whether dual-stack endpoints are wanted: `AWS_USE_DUALSTACK_ENDPOINT`,
  /// `use_dualstack_endpoint`.
  package let usesDualStack: Bool
  /// How often a call is tried in all: `AWS_MAX_ATTEMPTS`, `max_attempts`; nil when not given.
  package let maxAttempts: Int?
  /// A file of certificates to trust instead of the system's: `AWS_CA_BUNDLE`, `ca_bundle`.
  package let caBundle: String?
  /// The application's name for the User-Agent: `AWS_SDK_UA_APP_ID`, `sdk_ua_app_id`.
  package let userAgentAppID: String?
  /// Where a bucket's name goes.
  package let s3AddressingStyle: S3AddressingStyle

  let options: ConfigurationOptions
  let world: World
  /// The endpoints of no region that the region's name asked for.
  let globalEndpoints: PseudoRegion.Global?
  /// Who asked for FIPS and dual-stack endpoints.
  let endpointWishes: EndpointWishes

  /// Reads the configuration.
  ///
  /// `functionArnRegion` is the region of a function that was named by its ARN: it is the one that
  /// is called, and a `--region` that contradicts it is an error. A shared file that cannot be read
  /// is an error too, unless the environment holds both the keys and the region: then it is said
  /// and passed over.
  package static func load(
    _ options: ConfigurationOptions, functionArnRegion: String? = nil, world: World
  ) throws(ConfigurationError) -> Configuration {
    let files = SharedFiles(world: world)
    let choice = ProfileChoice(options: options, world: world)
    let (profile, fault) = try profile(choice, files: files, world: world)
    let settings = Settings(world: world, profile: profile)
    let name: String
    do throws(ConfigurationError) {
      name = try RegionChoice(options: options, settings: settings, arnRegion: functionArnRegion)
        .resolve()
    } catch {
      throw fault ?? error
    }
    if let fault {
      world.say("\(fault.message): passed over, as the environment holds the keys and the region")
    }
    return try Configuration(
      pseudoRegion: name, choice: choice, profile: profile, files: files, settings: settings,
      options: options)
  }

  private init(
    pseudoRegion: String, choice: ProfileChoice, profile: Profile?, files: SharedFiles,
    settings: Settings, options: ConfigurationOptions
  ) throws(ConfigurationError) {
    let pseudo = PseudoRegion(pseudoRegion)
    guard let region = Region(pseudo.region) else {
      throw ConfigurationError(
        "'\(pseudo.region)' is not a region: use a name such as eu-central-1")
    }
    self.region = region
    globalEndpoints = pseudo.global
    self.choice = choice
    self.profile = profile
    self.files = files
    self.options = options
    world = settings.world
    let wanted = try EndpointWishes(settings, pseudoRegion: pseudo.impliesFIPS ? pseudoRegion : nil)
    endpointWishes = wanted
    usesFIPS = wanted.fips != nil
    usesDualStack = wanted.dualStack != nil
    maxAttempts = try settings.count("AWS_MAX_ATTEMPTS", "max_attempts")
    s3AddressingStyle = try S3AddressingStyle(profile)
    caBundle = settings.text("AWS_CA_BUNDLE", "ca_bundle").flatMap {
      settings.world.expandedPath($0.value)
    }
    userAgentAppID = settings.text("AWS_SDK_UA_APP_ID", "sdk_ua_app_id")?.value
  }

  /// The chosen profile, or the fault of the shared files when they are not needed for keys.
  private static func profile(
    _ choice: ProfileChoice, files: SharedFiles, world: World
  ) throws(ConfigurationError) -> (Profile?, ConfigurationError?) {
    let shared: SharedConfiguration
    do throws(ConfigurationError) {
      shared = try files.load()
    } catch {
      guard !choice.isOption, world.variable("AWS_ACCESS_KEY_ID") != nil,
        world.variable("AWS_SECRET_ACCESS_KEY") != nil
      else { throw error }
      return (nil, error)
    }
    if let profile = shared.profiles[choice.name] { return (profile, nil) }
    guard choice.origin == .standard else {
      throw missing(choice, among: shared.profiles.keys.sorted(), files: files)
    }
    return (nil, nil)
  }

  private static func missing(
    _ choice: ProfileChoice, among names: [String], files: SharedFiles
  ) -> ConfigurationError {
    let known =
      names.isEmpty
      ? "there are no profiles" : "there are " + names.prefix(12).joined(separator: ", ")
    return ConfigurationError("\(choice.words): no such profile in \(files.names); \(known)")
  }
}
