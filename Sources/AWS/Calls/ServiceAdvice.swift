import HTTP

/// What a person should look at when a call of AWS failed: the setting that is probably wrong.
struct ServiceAdvice {
  /// Where the call went.
  let endpoint: Endpoint
  private let environment: [String: String]

  init(endpoint: Endpoint, _ environment: [String: String]) {
    self.endpoint = endpoint
    self.environment = environment
  }

  /// Hints about a call that got no answer.
  func hints(about error: TransferError) -> [String] {
    var hints: [String] = []
    if let source = endpoint.source {
      hints.append("\(source) names \(endpoint.authority): without it AWS itself is called")
    }
    let port = endpoint.port ?? (endpoint.scheme == .http ? 80 : 443)
    let settings = ProxySettings(environment: environment)
    if settings.proxy(for: endpoint.scheme, host: endpoint.host, port: port) != nil,
      let variable = ProxySettings.variable(for: endpoint.scheme, in: environment)
    {
      hints.append("\(variable) names the proxy; no_proxy lists the hosts that need none")
    } else if endpoint.source == nil, error.code == Self.hostNotFound {
      hints.append("the region is \(endpoint.signingRegion): check its spelling, and the network")
    }
    return hints
  }

  /// Hints about a refusal; `source` says where the credentials came from.
  func hints(about fault: ServiceFault, source: String?) -> [Message] {
    let source = source ?? "the environment"
    if fault.credentialsExpired {
      return [
        "the credentials from \(source) have expired: get new ones (aws sso login, aws login, or "
          + "the job's own step), then run the command again"
      ]
    }
    if fault.credentialsRejected {
      return [
        "AWS rejected the key id or the session token from \(source): AWS_SESSION_TOKEN must "
          + "belong to the keys, and be unset with keys that have none; "
          + "region \(endpoint.signingRegion) must be enabled for the account"
      ]
    }
    if fault.code.hasPrefix("InvalidSignature") || fault.code == "SignatureDoesNotMatch",
      fault.says("credential should be scoped", ignoringCase: true)
    {
      let place = endpoint.source.map { "\($0), \(endpoint.authority)," } ?? endpoint.authority
      return [
        "the request was signed for region \(endpoint.signingRegion), and \(place) serves another: "
          + "check --region, AWS_REGION and the profile's region"
      ]
    }
    return []
  }

  /// libcurl's number for a host that cannot be resolved.
  private static let hostNotFound: UInt32 = 6
}
