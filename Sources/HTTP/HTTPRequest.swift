/// One HTTP/1.1 request, exactly as it goes on the wire.
package struct HTTPRequest: Sendable {
  /// How the connection is made: plain `http` is only ever an endpoint that the user gave.
  package enum Scheme: String, Sendable {
    /// Without TLS.
    case http
    /// Over TLS.
    case https
  }

  /// What follows the headers.
  package enum Body: Sendable {
    /// No body.
    case none
    /// A body in memory.
    case bytes([UInt8])
    /// The first `length` bytes of an open file, read with `pread`, so that a repeat starts anew.
    case file(descriptor: Int32, length: Int)
  }

  /// The request method, such as `PUT`.
  package var method: String
  /// How the connection is made.
  package var scheme: Scheme
  /// The host to connect to: a DNS name or an IP literal; an IPv6 literal without brackets.
  package var host: String
  /// The port to connect to, or nil for the scheme's own.
  package var port: Int?
  /// Path and query as they were signed: sent byte for byte.
  package var target: String
  /// The headers in the order in which they are sent; `Host` is among them.
  package var headers: [HTTPHeader]
  /// What follows the headers.
  package var body: Body
  /// How long to wait for each part of the exchange.
  package var timeouts: HTTPTimeouts
  /// Whether a proxy of the environment may be used; loopback never uses one.
  package var mayUseProxy: Bool
  /// Whether the server may be asked first (`Expect: 100-continue`) before a long file is sent.
  package var mayAskFirst = true

  /// Makes a request from its parts.
  package init(
    method: String, scheme: Scheme, host: String, port: Int? = nil, target: String,
    headers: [HTTPHeader] = [], body: Body = .none, timeouts: HTTPTimeouts = HTTPTimeouts(),
    mayUseProxy: Bool = true
  ) {
    self.method = method
    self.scheme = scheme
    self.host = host
    self.port = port
    self.target = target
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
    self.mayUseProxy = mayUseProxy
  }
}

/// A header field: its name as it is sent, and its value without surrounding blanks.
package struct HTTPHeader: Sendable, Equatable {
  /// The field's name; compared without regard to case.
  package var name: String
  /// The field's value.
  package var value: String

  /// Makes a header field.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// Whether the field has that name, in whatever case; `other` is ASCII.
  package func isNamed(_ other: String) -> Bool {
    name.utf8.count == other.utf8.count
      && zip(name.utf8, other.utf8).allSatisfy { Self.lowerCase($0) == Self.lowerCase($1) }
  }

  private static func lowerCase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

/// How long to wait for each part of an exchange, in seconds.
package struct HTTPTimeouts: Sendable, Equatable {
  /// For the connection, TLS included.
  package var connect: Double
  /// For the whole exchange, or nil for no limit but `stall`.
  package var total: Double?
  /// Without `total`: for how many whole seconds less than 1 byte/s may pass.
  package var stall: Int
  /// Without `total`: for the answer, from its status line on.
  package var answer: Double

  /// Makes time limits; the defaults suit a control-plane call.
  package init(
    connect: Double = 5, total: Double? = 30, stall: Int = 60, answer: Double = 30
  ) {
    self.connect = connect
    self.total = total
    self.stall = stall
    self.answer = answer
  }

  /// The same limits, none of them longer than `seconds`.
  func within(_ seconds: Double) -> HTTPTimeouts {
    guard seconds < .infinity else { return self }
    return HTTPTimeouts(
      connect: min(connect, seconds), total: min(total ?? seconds, seconds), stall: stall,
      answer: answer)
  }
}
