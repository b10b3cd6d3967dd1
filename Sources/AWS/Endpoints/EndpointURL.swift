package import HTTP

/// The address of an endpoint as a person writes it: `https://host[:port][/path]`.
package struct EndpointURL: Sendable, Equatable {
  /// How the connection is made.
  package var scheme: HTTPRequest.Scheme
  /// The host in lower case, an IPv6 literal without brackets.
  package var host: String
  /// The port, or nil for the scheme's own.
  package var port: Int?
  /// The path without its final slash; empty when there is none.
  package var path: String

  /// Makes an address from its parts.
  package init(
    scheme: HTTPRequest.Scheme, host: String, port: Int? = nil, path: String = ""
  ) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = path
  }

  /// The `Host` header: brackets around an IPv6 literal, the port unless it is the scheme's own.
  package var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    guard let port, port != (scheme == .http ? 80 : 443) else { return name }
    return "\(name):\(port)"
  }

  /// Reads an address, or gives nil when it is none or has a user, a query or a fragment.
  package init?(_ text: String) {
    let scheme: HTTPRequest.Scheme
    let rest: Substring
    let lowered = text.prefix(8).lowercased()
    if lowered.hasPrefix("https://") {
      (scheme, rest) = (.https, text.dropFirst(8))
    } else if lowered.hasPrefix("http://") {
      (scheme, rest) = (.http, text.dropFirst(7))
    } else {
      return nil
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let (host, port) = Self.authority(rest[..<slash]),
      rest[slash...].utf8.allSatisfy(Self.isPathByte)
    else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port
    var path = rest[slash...]
    while path.hasSuffix("/") { path.removeLast() }
    self.path = String(path)
  }

  /// Whether the host is written as an IP address.
  package var isAddress: Bool { host.contains(":") || Self.isIPv4(host) }

  /// Whether the host is this machine's own: `localhost`, `127.…`, `::1`.
  package var isLoopback: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
      || (Self.isIPv4(host) && host.hasPrefix("127."))
  }

  private static func authority(_ text: Substring) -> (String, Int?)? {
    let host: Substring
    var rest: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
      guard host.contains(":"),
        host.utf8.allSatisfy({
          isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
        })
      else { return nil }
    } else {
      let colon = text.firstIndex(of: ":") ?? text.endIndex
      host = text[..<colon]
      rest = text[colon...]
      guard !host.isEmpty, host.utf8.allSatisfy(isNameByte), !host.hasPrefix("."),
        !host.hasPrefix("-")
      else { return nil }
    }
    guard !rest.isEmpty else { return (host.lowercased(), nil) }
    guard rest.removeFirst() == ":", let port = Int(rest), (1...65535).contains(port),
      rest.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return (host.lowercased(), port)
  }

  private static func isIPv4(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// A character of a path by RFC 3986, or the `%` of an escape.
  private static func isPathByte(_ byte: UInt8) -> Bool {
    isNameByte(byte) || "~!$&'()*+,;=:@/%".utf8.contains(byte)
  }
}
