/// The hosts that are reached without a proxy, as the variable `no_proxy` lists them.
///
/// They are read as by curl(1), and more: a name covers itself and what is below it, with or without a `.` or
/// `*.` before it; `*` covers everything, and within a name any characters; IPv4 and IPv6 addresses
/// and networks, such as `10.0.0.0/8` and `fd00::/8`, with or without brackets; a port at the end
/// restricts the entry to it.
package struct ProxyExceptions: Sendable, Equatable {
  /// The entries that mean none of this, as they were written.
  package private(set) var unknown: [String] = []
  private var rules: [Rule] = []

  private struct Rule: Sendable, Equatable {
    var hosts: Hosts
    var port: Int?
  }

  private enum Hosts: Sendable, Equatable {
    /// A name and what is below it.
    case name(String)
    /// A text with `*`.
    case pattern([UInt8])
    case network(IPNetwork)
  }

  /// Reads a list; its entries are separated by commas or blanks.
  package init(_ list: String = "") {
    let entries = list.unicodeScalars.split { $0 == "," || $0.properties.isWhitespace }
    for entry in entries.map({ String($0) }) {
      if let rule = Self.rule(entry.lowercased()) {
        rules.append(rule)
      } else {
        unknown.append(entry)
      }
    }
  }

  /// Whether a host is reached directly; `host` is in lower case, without brackets and final dot.
  func cover(_ host: String, port: Int) -> Bool {
    let address = IPNetwork(address: host)
    return rules.contains { rule in
      guard rule.port == nil || rule.port == port else { return false }
      switch rule.hosts {
      case .name(let name): return host == name || (address == nil && host.hasSuffix("." + name))
      case .pattern(let pattern):
        let text = Array(host.utf8)[...]
        return Self.matches(text, pattern[...])
          || (address == nil && Self.matches(text, ("*.".utf8 + pattern)[...]))
      case .network(let network): return address.map(network.contains) ?? false
      }
    }
  }

  private static func rule(_ entry: String) -> Rule? {
    if let network = IPNetwork(entry) { return Rule(hosts: .network(network)) }
    guard let (text, port) = split(entry) else { return nil }
    if let network = IPNetwork(text) {
      // A port makes no sense of a network: it may stand for something else.
      return port == nil || network.isAddress ? Rule(hosts: .network(network), port: port) : nil
    }
    var name = text[...]
    if name.hasPrefix("*.") { name = name.dropFirst(2) }
    if name.hasPrefix(".") { name = name.dropFirst() }
    if name.hasSuffix(".") { name = name.dropLast() }
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty, bytes.allSatisfy(isNameByte) else { return nil }
    if bytes.contains(UInt8(ascii: "*")) { return Rule(hosts: .pattern(bytes), port: port) }
    // Digits that are not an address, such as 10.0.0 or a range, are not a name either.
    let isNumber = bytes.allSatisfy { isDigit($0) || ".-".utf8.contains($0) }
    return isNumber ? nil : Rule(hosts: .name(String(name)), port: port)
  }

  /// The text before a port, and the port; nil when what follows the colon is none.
  private static func split(_ entry: String) -> (String, Int?)? {
    let start = entry.hasPrefix("[") ? entry.firstIndex(of: "]") : entry.startIndex
    guard let start, let colon = entry[start...].firstIndex(of: ":") else { return (entry, nil) }
    let digits = entry[entry.index(after: colon)...]
    guard digits.utf8.allSatisfy(isDigit), let port = Int(digits), 1...65535 ~= port else {
      return nil
    }
    return (String(entry[..<colon]), port)
  }

  private static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (text, pattern) = (text, pattern)
    // Where the last `*` stood, and where the text went on from it.
    var retry: (text: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
    while !text.isEmpty {
      if pattern.first == UInt8(ascii: "*") {
        pattern = pattern.dropFirst()
        retry = (text, pattern)
      } else if pattern.first == text.first {
        (text, pattern) = (text.dropFirst(), pattern.dropFirst())
      } else if let last = retry {
        (text, pattern) = (last.text.dropFirst(), last.pattern)
        retry = (text, pattern)
      } else {
        return false
      }
    }
    return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || 0x61...0x7A ~= byte || "-_.*".utf8.contains(byte)
  }
}
