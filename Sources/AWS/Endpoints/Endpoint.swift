package import HTTP

/// Where a service is called, and the scope that its requests are signed for.
package struct Endpoint: Sendable, Equatable {
  /// How the connection is made; `http` only when the user gave the endpoint.
  package var scheme: HTTPRequest.Scheme
  /// The host to connect to, in lower case, an IPv6 literal without brackets.
  package var host: String
  /// The port, or nil for the scheme's own.
  package var port: Int?
  /// What comes before each path, percent-encoded, without a final slash; usually empty.
  package var pathPrefix: String
  /// The region of the credential scope, such as `eu-central-1`.
  package var signingRegion: String
  /// The service of the credential scope, such as `lambda` or `monitoring`.
  package var signingName: String
  /// Whether the user gave this endpoint, by an option, a variable or the configuration file.
  package var explicit: Bool
  /// What a message calls the setting that gave it: `AWS_ENDPOINT_URL`; nil for AWS's own.
  package var source: String?

  /// Makes an endpoint from its parts.
  package init(
    scheme: HTTPRequest.Scheme = .https, host: String, port: Int? = nil, pathPrefix: String = "",
    signingRegion: String, signingName: String, explicit: Bool = false, source: String? = nil
  ) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.pathPrefix = pathPrefix
    self.signingRegion = signingRegion
    self.signingName = signingName
    self.explicit = explicit
    self.source = source
  }

  /// The `Host` header: brackets around an IPv6 literal, the port unless it is the scheme's own.
  package var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    guard let port, port != (scheme == .http ? 80 : 443) else { return name }
    return "\(name):\(port)"
  }
}
