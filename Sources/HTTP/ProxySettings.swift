/// Which proxy a request goes through, as curl(1) reads it from the environment.
package struct ProxySettings: Sendable, Equatable {
  /// The proxy of `http` requests as a URL, or as `host:port`, or nil for none.
  package var http: String?
  /// The proxy of `https` requests, or nil for none.
  package var https: String?
  /// The hosts that are reached directly, as `no_proxy` lists them: names that stand for
  /// themselves and what is below them, IPv4 networks such as `10.0.0.0/8`, or `*`.
  package var exceptions: [String]

  /// Makes settings; `noProxy` is a list as in the environment variable `no_proxy`.
  package init(http: String? = nil, https: String? = nil, noProxy: String = "") {
    self.http = http
    self.https = https
    exceptions = noProxy.split { $0 == "," || $0 == " " || $0 == "\t" }.map { $0.lowercased() }
  }

  /// The variable that names the proxy of a scheme; nil when none does.
  package static func variable(
    for scheme: HTTPRequest.Scheme, in environment: [String: String]
  ) -> String? {
    let names = scheme == .https ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    return names.first { !(environment[$0] ?? "").isEmpty }
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
    return exceptions.contains { Self.exception($0, covers: host, port: port) } ? nil : proxy
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
    return ipv4(host).map { $0 >> 24 == 127 } ?? false
  }

  private static func exception(_ entry: String, covers host: String, port: Int) -> Bool {
    if entry == "*" { return true }
    let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
    var name = Substring(entry)
    if parts.count == 2, let only = Int(parts[1]) {
      guard only == port else { return false }
      name = parts[0]
    }
    if let network = name.firstIndex(of: "/") {
      guard let base = ipv4(String(name[..<network])), let address = ipv4(host),
        let bits = Int(name[name.index(after: network)...]), 0...32 ~= bits
      else { return false }
      let mask: UInt32 = bits == 0 ? 0 : ~0 << UInt32(32 - bits)
      return base & mask == address & mask
    }
    let wanted = plain(String(name.drop { $0 == "." }))
    if wanted.isEmpty { return false }
    return host == wanted || (ipv4(host) == nil && host.hasSuffix("." + wanted))
  }

  /// A host in lower case, without the brackets of an IPv6 literal and without a final dot.
  private static func plain(_ host: String) -> String {
    var host = host.lowercased()[...]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    if host.hasSuffix(".") { host = host.dropLast() }
    return String(host)
  }

  private static func ipv4(_ text: String) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard !part.isEmpty, part.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let byte = UInt8(part)
      else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address
  }
}
