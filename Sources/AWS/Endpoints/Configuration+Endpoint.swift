import HTTP

extension Configuration {
  /// Where a service is called.
  ///
  /// `region` is another region than the configuration's, such as the one that S3 names for a
  /// bucket. An endpoint that the user gave holds, whatever kind of AWS's endpoints is wanted. Fails
  /// for a URL that is none, for FIPS where a service has none, and for buckets of kinds that are not
  /// supported.
  package func endpoint(
    for service: Service, region other: Region? = nil
  ) throws(ConfigurationError) -> Endpoint {
    let region = other ?? self.region
    if case .s3(let bucket) = service { try S3Bucket.check(bucket) }
    guard let given = try endpointURL(for: service) else {
      let host = try EndpointRules(
        region: region, fips: usesFIPS, dualStack: usesDualStack,
        global: other == nil ? globalEndpoints : nil
      ).host(service)
      let endpoint = Endpoint(
        host: host, signingRegion: region.name, signingName: service.signingName)
      return S3Bucket.place(endpoint, service, style: s3AddressingStyle, isAddress: false)
    }
    let url = given.url
    let endpoint = Endpoint(
      scheme: url.scheme, host: url.host, port: url.port, pathPrefix: url.path,
      signingRegion: region.name, signingName: service.signingName, explicit: true,
      source: given.source)
    return S3Bucket.place(endpoint, service, style: s3AddressingStyle, isAddress: url.isAddress)
  }

  /// What to tell the user about a service's endpoint before anything is sent there: that it is
  /// not encrypted and not on this machine, or not of the kind that another setting asks for.
  package func warnings(about service: Service) throws(ConfigurationError) -> [Message] {
    guard let given = try endpointURL(for: service) else { return [] }
    var warnings: [Message] = endpointWishes.all.map { wish in
      "\(wish.source) is not used: \(given.source) names the endpoint, \(given.url.host)"
    }
    if given.url.scheme == .http, !given.url.isLoopback {
      warnings.append(
        "\(given.source) is plain http: what is sent to \(given.url.host) can be read on the way")
    }
    return warnings
  }

  /// The endpoint that the user gave for a service, and where: `--endpoint-url`, the service's
  /// variable, `AWS_ENDPOINT_URL`, the profile's `[services]` section, the profile.
  private func endpointURL(
    for service: Service
  ) throws(ConfigurationError) -> (url: EndpointURL, source: String)? {
    guard let (text, source) = try configuredEndpoint(for: service) else { return nil }
    guard let url = EndpointURL(text) else {
      throw ConfigurationError(
        "\(source) is '\(text)'; it must be a URL such as https://host:port/path",
        isOption: source == options.names.endpointURL)
    }
    return (url, source)
  }

  private func configuredEndpoint(
    for service: Service
  ) throws(ConfigurationError) -> (text: String, source: String)? {
    if let text = options.endpointURL?.trimmingBlanks(), !text.isEmpty {
      return (text, options.names.endpointURL)
    }
    let settings = Settings(world: world, profile: profile)
    let ignored = try settings.flag(
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    guard !ignored else { return nil }
    for variable in ["AWS_ENDPOINT_URL_\(service.id.uppercased())", "AWS_ENDPOINT_URL"] {
      if let text = world.variable(variable) { return (text, variable) }
    }
    guard let profile else { return nil }
    if let name = profile["services"] {
      guard let section = try files.load().services[name] else {
        throw ConfigurationError(
          "profile '\(profile.name)' names services = \(name), "
            + "and there is no [services \(name)] in \(files.name(of: .config))")
      }
      if let text = section[service.id]?.nested["endpoint_url"], !text.isEmpty {
        return (text, "endpoint_url of \(service.id) in [services \(name)]")
      }
    }
    return profile["endpoint_url"].map { ($0, "endpoint_url of profile '\(profile.name)'") }
  }
}
