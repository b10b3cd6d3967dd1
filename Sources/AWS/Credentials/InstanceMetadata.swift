import HTTP

/// The instance metadata service of Amazon EC2, version 2 alone: a token first, then the reads.
///
/// See "Use the Instance Metadata Service to access instance metadata" in the EC2 User Guide.
final class InstanceMetadata {
  /// Why nothing was read.
  struct Failure: Error {
    /// What happened, for the list of what was tried.
    var reason: Message
  }

  private let settings: Settings
  private var token: String?

  init(settings: Settings) {
    self.settings = settings
  }

  /// Whether `AWS_EC2_METADATA_DISABLED` switches the service off.
  var isDisabled: Bool {
    settings.world.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true"
  }

  /// The region that the instance is in, or nil when this is no instance or the service is off.
  func region() throws(ConfigurationError) -> String? {
    guard !isDisabled else { return nil }
    let address = try address()
    do throws(Failure) {
      let text = try get("/latest/meta-data/placement/region", at: address)
      return text.trimmingBlanks()
    } catch {
      settings.world.debug("no region from the instance: \(error.reason)")
      return nil
    }
  }

  /// Where the service is: an endpoint that was given, else by the mode, IPv4 or IPv6.
  func address() throws(ConfigurationError) -> EndpointURL {
    if let (text, name) = settings.text(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
    {
      guard let url = EndpointURL(text) else {
        throw ConfigurationError(
          "\(name) is '\(text)'; it must be a URL such as http://169.254.169.254")
      }
      return url
    }
    let mode = settings.text(
      "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
    switch mode?.value.lowercased() {
    case nil, "ipv4": return EndpointURL(scheme: .http, host: "169.254.169.254")
    case "ipv6": return EndpointURL(scheme: .http, host: "fd00:ec2::254")
    default:
      throw ConfigurationError(
        "\(mode?.name ?? "") is '\(mode?.value ?? "")'; it must be IPv4 or IPv6")
    }
  }

  /// The text of a path of the service, read with a token.
  func get(_ path: String, at address: EndpointURL) throws(Failure) -> String {
    let token: String
    if let known = self.token { token = known } else { token = try fetchToken(at: address) }
    self.token = token
    let response = try send(
      "GET", path, HTTPHeader("x-aws-ec2-metadata-token", token), at: address)
    guard response.status == 200 else {
      if response.status == 401 { self.token = nil }
      throw Failure(reason: "\(address.host) answered \(response.status) to \(path)")
    }
    return String(decoding: response.body, as: UTF8.self)
  }

  private func fetchToken(at address: EndpointURL) throws(Failure) -> String {
    let lifetime = HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")
    let response = try send("PUT", "/latest/api/token", lifetime, at: address)
    let token = String(decoding: response.body, as: UTF8.self).trimmingBlanks()
    guard response.status == 200, !token.isEmpty,
      token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw Failure(reason: "\(address.host) answered \(response.status) and no token") }
    return token
  }

  private func send(
    _ method: String, _ path: String, _ header: HTTPHeader, at address: EndpointURL
  ) throws(Failure) -> HTTPResponse {
    let seconds = number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout") ?? 1
    let attempts = number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts") ?? 1
    let request = HTTPRequest(
      method: method, scheme: address.scheme, host: address.host, port: address.port,
      target: address.path + path, headers: [HTTPHeader("Host", address.authority), header],
      timeouts: HTTPTimeouts(connect: seconds, total: seconds), mayUseProxy: false)
    var attempt = 1.0
    while true {
      let result: Result<HTTPResponse, TransferError>
      do throws(TransferError) {
        result = .success(try settings.world.send(request))
      } catch {
        result = .failure(error)
      }
      let isFinal = attempt >= attempts
      attempt += 1
      switch result {
      case .success(let response):
        if isFinal || response.status < 500 { return response }
      case .failure(let error):
        if isFinal { throw Self.failure(error, of: method, at: address) }
      }
      settings.world.waiting("credentials", "no answer from \(address.host), trying again")
      settings.world.sleep(1)
    }
  }

  private static func failure(
    _ error: TransferError, of method: String, at address: EndpointURL
  ) -> Failure {
    guard error.stage == .timeout else {
      return Failure(reason: "no instance metadata service at \(address.host) (\(error.message))")
    }
    let hint =
      method == "PUT"
      ? "; inside a container on EC2 the instance's HttpPutResponseHopLimit must be 2" : ""
    return Failure(reason: "\(address.host) did not answer in time\(hint)")
  }

  private func number(_ variable: String, _ key: String) -> Double? {
    settings.text(variable, key).flatMap { Double($0.value) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
