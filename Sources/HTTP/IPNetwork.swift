import LibC

/// An IPv4 or IPv6 network; an address is one of full length.
struct IPNetwork: Sendable, Equatable {
  private let bytes: [UInt8]
  private let bits: Int

  /// Whether it holds a single address.
  var isAddress: Bool { bits == bytes.count * 8 }

  /// Reads `10.0.0.0/8`, `fd00::/8`, `[fd00::]/8` or an address; nil when the text is none of them.
  init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/") else {
      self.init(address: text)
      return
    }
    let digits = text[text.index(after: slash)...]
    guard let base = IPNetwork(address: String(text[..<slash])),
      digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let written = Int(digits)
    else { return nil }
    // A network of IPv4 addresses in their IPv6 form counts from there.
    let isMapped = base.bytes.count == 4 && text[..<slash].contains(":")
    let bits = isMapped ? written - 96 : written
    guard 0...base.bytes.count * 8 ~= bits else { return nil }
    self.init(bytes: base.bytes, bits: bits)
  }

  private init(bytes: [UInt8], bits: Int) {
    self.bytes = bytes
    self.bits = bits
  }

  /// Reads an address, with or without brackets and zone; an IPv4 address may have its IPv6 form.
  init?(address text: String) {
    var text = text[...]
    if text.hasPrefix("[") {
      guard text.hasSuffix("]"), text.contains(":") else { return nil }
      text = text.dropFirst().dropLast()
    }
    if text.contains(":"), let zone = text.firstIndex(of: "%") { text = text[..<zone] }
    var four = in_addr()
    if unsafe inet_pton(AF_INET, String(text), &four) == 1 {
      self.init(bytes: unsafe withUnsafeBytes(of: four) { unsafe Array($0) }, bits: 32)
      return
    }
    var six = in6_addr()
    guard unsafe inet_pton(AF_INET6, String(text), &six) == 1 else { return nil }
    let all = unsafe withUnsafeBytes(of: six) { unsafe Array($0) }
    let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10...11] == [0xFF, 0xFF]
    let bytes = isMapped ? Array(all[12...]) : all
    self.init(bytes: bytes, bits: bytes.count * 8)
  }

  /// Whether an address is in the network.
  func contains(_ address: IPNetwork) -> Bool {
    guard address.bytes.count == bytes.count else { return false }
    return (0..<bits).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return (bytes[bit / 8] ^ address.bytes[bit / 8]) & mask == 0
    }
  }
}
