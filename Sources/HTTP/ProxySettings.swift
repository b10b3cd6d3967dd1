/// Which proxy a request goes through, as curl(1) reads it from the environment.
package struct ProxySettings: Sendable, Equatable {
  /// The proxy of `http` requests as a URL, or as `host:port`, or nil for none.
  package var http: String?
  /// The proxy of `https` requests, or nil for none.
  package var https: String?
  /// The hosts that are reached directly, as `no_proxy` lists them.
  package var exceptions: ProxyExceptions

  /// Makes settings; `noProxy` is a list as in the environment variable `no_proxy`.
  package init(http: String? = nil, https: String? = nil, noProxy: String = "") {
    self.http = http
    self.https = https
    exceptions = ProxyExceptions(noProxy)
  }

  /// The variable that names the proxy of a scheme; nil when none does.
  package static func variable(
    for scheme: HTTPRequest.Scheme, in environment: [String: String]
  ) -> String? {
    let names = scheme == .https ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    return names.first { !(environment[$0] ?? "").isEmpty }
  }

  /// The entries of `no_proxy` that cannot be understood, where a request goes to a proxy that one
  /// of them may have been meant to keep it from.
  func doubts(about request: HTTPRequest) -> [String] {
    guard !exceptions.unknown.isEmpty, request.mayUseProxy,
      proxy(for: request.scheme, host: request.host, port: request.effectivePort) != nil
    else { return [] }
    return exceptions.unknown
  }

  /// Takes the settings from environment variables.
  ///
  /// They are `http_proxy` (lower case only: a web server sets `HTTP_PROXY` from a request),
  /// `https_proxy` or `HTTPS_PROXY`, and `no_proxy` or `NO_PROXY`. An empty one counts as unset.
  package init(environment: [String: String]) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    self.init(
      http: value("http_proxy"), https: value("https_proxy", "HTTPS_PROXY"),
      noProxy: value("no_proxy", "NO_PROXY") ?? "")
  }

  /// The proxy for a host, or nil when it is reached directly; loopback always is.
  package func proxy(for scheme: HTTPRequest.Scheme, host: String, port: Int) -> String? {
    guard let proxy = scheme == .https ? https : http, !proxy.isEmpty else { return nil }
    let host = Self.plain(host)
    if Self.isLoopback(host) { return nil }
    return exceptions.cover(host, port: port) ? nil : proxy
  }

  /// Whether a proxy is spoken to in HTTP, so that an `http` request to it names the whole URL.
  static func speaksHTTP(_ proxy: String) -> Bool {
    let scheme = proxy.prefix { $0 != ":" }.lowercased()
    return !proxy.dropFirst(scheme.count).hasPrefix("://") || scheme == "http" || scheme == "https"
  }

  /// Whether a host is this machine by its very name.
  static func isLoopback(_ host: String) -> Bool {
    let host = plain(host)
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    guard let address = IPNetwork(address: host) else { return false }
    return loopback?.contains(address) ?? false
  }

  private static let loopback = IPNetwork("127.0.0.0/8")

  /// A host in lower case, without the brackets of an IPv6 literal and without a final dot.
  private static func plain(_ host: String) -> String {
    var host = host.lowercased()[...]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    if host.hasSuffix(".") { host = host.dropLast() }
    return String(host)
  }
}
