import HTTP
import TestSupport
import Testing

@Suite("TLS holds the server against the authorities that are trusted", .timeLimit(.minutes(10)))
struct TLSTests {
  private let authority: CertificateAuthority

  init() throws {
    authority = try CertificateAuthority()
  }

  /// Sends one GET to a server on this machine and gives the status.
  private func status(
    of server: TLSServer, trust: TLSTrust, host: String = "localhost"
  ) throws(TransferError) -> Int {
    try CurlClient(trust: trust).send(request(server, host: host)).status
  }

  private func request(_ server: TLSServer, host: String = "localhost") -> HTTPRequest {
    HTTPRequest(
      method: "GET", scheme: .https, host: host, port: server.port, target: "/",
      headers: [HTTPHeader("Host", host)], timeouts: HTTPTimeouts(connect: 5, total: 10))
  }

  @Test("a certificate of a trusted authority is accepted, from a bundle and from a directory")
  func accepted() throws {
    let server = try authority.server(names: "DNS:localhost,IP:127.0.0.1")
    let hashed = try authority.hashDirectory()
    #expect(try status(of: server, trust: .bundle(authority.bundle)) == 200)
    #expect(try status(of: server, trust: .directory(hashed, fallback: nil)) == 200)
    #expect(try status(of: server, trust: .bundle(authority.bundle), host: "127.0.0.1") == 200)
  }

  @Test("a certificate of another authority is refused")
  func otherAuthority() throws {
    let server = try authority.server(names: "DNS:localhost")
    let other = try CertificateAuthority()
    let hashed = try other.hashDirectory()
    for trust in [
      TLSTrust.bundle(other.bundle), .directory(hashed, fallback: nil),
      .directory(hashed, fallback: other.bundle), .builtIn,
    ] {
      let error = #expect(throws: TransferError.self) { try status(of: server, trust: trust) }
      #expect(error?.stage == .certificate)
      #expect(error?.code == 60)
    }
  }

  @Test("a certificate for another name is refused", arguments: ["localhost", "127.0.0.1"])
  func otherName(_ host: String) throws {
    let server = try authority.server(names: "DNS:other.example,IP:127.0.0.2")
    let error = #expect(throws: TransferError.self) {
      try status(of: server, trust: .bundle(authority.bundle), host: host)
    }
    #expect(error?.stage == .certificate)
  }

  @Test("what a directory does not vouch for is tried once more against the bundle")
  func fallback() throws {
    let server = try authority.server(names: "DNS:localhost")
    let hashed = try CertificateAuthority().hashDirectory()
    let client = CurlClient(trust: .directory(hashed, fallback: authority.bundle))
    #expect(try client.send(request(server)).status == 200)
    let results = client.results(of: Array(repeating: request(server), count: 6), parallel: 3)
    #expect(results.count { $0.result.status == 200 } == 6)
  }

  @Test("once the directory has failed, the bundle is asked at once")
  func remembered() throws {
    let server = try authority.server(names: "DNS:localhost")
    let port = server.port
    let counter = try LoopbackServer { connection in connection.relay(toPort: port) }
    let hashed = try CertificateAuthority().hashDirectory()
    let client = CurlClient(trust: .directory(hashed, fallback: authority.bundle))
    var request = request(server)
    request.port = counter.port
    // The server closes after each answer, so that each request needs a connection of its own.
    for connections in [2, 3, 4] {
      #expect(try client.send(request).status == 200)
      counter.waitUntilClosed()
      #expect(counter.connections == connections)
    }
  }

  @Test("several at once fall back together")
  func fallbackAtOnce() throws {
    let server = try authority.server(names: "DNS:localhost")
    let hashed = try CertificateAuthority().hashDirectory()
    let client = CurlClient(trust: .directory(hashed, fallback: authority.bundle))
    let results = client.results(of: Array(repeating: request(server), count: 3), parallel: 3)
    #expect(Set(results.filter { $0.result.status == 200 }.map(\.number)) == [0, 1, 2])
  }

  @Test("a bundle that is not there is a fault of the certificates, and is named")
  func missingBundle() throws {
    let server = try authority.server(names: "DNS:localhost")
    let error = #expect(throws: TransferError.self) {
      try status(of: server, trust: .bundle("/nowhere/ca.pem"))
    }
    #expect(error?.stage == .certificate)
    #expect(error?.message.contains("/nowhere/ca.pem") == true)
  }

  @Test("a server that knows only TLS 1.1 is refused, one that knows 1.2 is not")
  func version() throws {
    let weak = ["-cipher", "ALL:@SECLEVEL=0"]
    let old = try authority.server(names: "DNS:localhost", options: ["-tls1_1"] + weak)
    let error = #expect(throws: TransferError.self) {
      try status(of: old, trust: .bundle(authority.bundle))
    }
    #expect(error?.stage == .handshake)
    let new = try authority.server(names: "DNS:localhost", options: ["-tls1_2"])
    #expect(try status(of: new, trust: .bundle(authority.bundle)) == 200)
  }

  @Test("a later connection to a host takes up the session of the first, to another name not")
  func resumed() throws {
    let server = try authority.server(names: "DNS:localhost,IP:127.0.0.1")
    let client = CurlClient(trust: .bundle(authority.bundle))
    // The server closes after each answer, and its page tells which session it was.
    func session(_ host: String) throws -> String? {
      let page = try client.send(request(server, host: host)).body
      let text = String(decoding: page, as: UTF8.self)
      return ["New, TLS", "Reused, TLS"].first { text.contains($0) }
    }
    #expect(try session("localhost") == "New, TLS")
    #expect(try session("localhost") == "Reused, TLS")
    #expect(try session("127.0.0.1") == "New, TLS")
  }

  /// TLS 1.2 sends its ticket within the handshake; one of 1.3 may arrive after the next start.
  @Test("connections that are opened at once all take up the session of an earlier one")
  func resumedAtOnce() throws {
    let server = try authority.server(names: "DNS:localhost", options: ["-tls1_2"])
    let client = CurlClient(trust: .bundle(authority.bundle))
    _ = try client.send(request(server))
    let results = client.results(of: Array(repeating: request(server), count: 3), parallel: 3)
    #expect(results.count { $0.result.body?.contains("Reused, TLS") == true } == 3)
  }
}
