import HTTP
import LibC
import Testing
import TestSupport

@Suite("A proxy is used where it may be", .timeLimit(.minutes(10)))
struct ProxyTests {
  private func request(
    _ scheme: HTTPRequest.Scheme, _ host: String, port: Int? = nil, mayUseProxy: Bool = true
  ) -> HTTPRequest {
    HTTPRequest(
      method: "GET", scheme: scheme, host: host, port: port, target: "/a/../b%2f?c=d",
      headers: [HTTPHeader("Host", host), HTTPHeader("Authorization", "secret")],
      timeouts: HTTPTimeouts(connect: 5, total: 10), mayUseProxy: mayUseProxy)
  }

  @Test("a plain request names the whole URL to the proxy, its target untouched")
  func plainRequest() throws {
    let proxy = try LoopbackServer { _, _ in plain(200, "by proxy") }
    let settings = ProxySettings(http: "http://127.0.0.1:\(proxy.port)")
    let client = CurlClient(trust: .builtIn, proxies: settings)
    let response = try client.send(request(.http, "x.invalid", port: 81))
    #expect(response.body == Array("by proxy".utf8))
    #expect(proxy.requests.map(\.line) == ["GET http://x.invalid:81/a/../b%2f?c=d HTTP/1.1"])
    #expect(proxy.requests.map { $0.header("Host") } == ["x.invalid"])
  }

  @Test("a TLS request goes through a tunnel that sees none of it")
  func tunnel() throws {
    let authority = try CertificateAuthority()
    let server = try authority.server(names: "DNS:x.invalid")
    let port = server.port
    let proxy = try LoopbackServer { connection in
      guard connection.readRequest() != nil else { return }
      connection.write("HTTP/1.1 200 Connected\r\nX-Proxy: 1\r\n\r\n")
      connection.relay(toPort: port)
    }
    let settings = ProxySettings(https: "127.0.0.1:\(proxy.port)")
    let client = CurlClient(trust: .bundle(authority.bundle), proxies: settings)
    let response = try client.send(request(.https, "x.invalid"))
    #expect(response.status == 200)
    #expect(response.header("X-Proxy") == nil)
    #expect(response.header("Content-Type") == "text/html")
    #expect(proxy.requests.map(\.line) == ["CONNECT x.invalid:443 HTTP/1.1"])
    #expect(proxy.requests.map { $0.header("Authorization") } == [nil])
  }

  @Test("a proxy that refuses the tunnel is no connection", arguments: [403, 407, 502])
  func refused(_ status: Int) throws {
    let proxy = try LoopbackServer { _, _ in plain(status, headers: "Proxy-Authenticate: Basic") }
    let settings = ProxySettings(https: "http://127.0.0.1:\(proxy.port)")
    let client = CurlClient(trust: .builtIn, proxies: settings)
    let error = #expect(throws: TransferError.self) {
      try client.send(request(.https, "x.invalid"))
    }
    #expect(error?.stage == .connect)
    #expect(error?.message.contains("\(status)") == true)
  }

  @Test("a proxy that is not there is no connection")
  func absent() throws {
    let client = CurlClient(trust: .builtIn, proxies: ProxySettings(http: "http://127.0.0.1:9"))
    let error = #expect(throws: TransferError.self) { try client.send(request(.http, "x.invalid")) }
    #expect(error?.stage == .connect)
  }

  @Test("a request that may not use it, an exception and loopback go past the proxy")
  func past() throws {
    let proxy = try LoopbackServer { _, _ in plain(500) }
    let settings = ProxySettings(
      http: "http://127.0.0.1:\(proxy.port)", noProxy: "except.invalid")
    let client = CurlClient(trust: .builtIn, proxies: settings)
    for request in [
      request(.http, "x.invalid", mayUseProxy: false), request(.http, "except.invalid"),
    ] {
      let error = #expect(throws: TransferError.self) { try client.send(request) }
      #expect(error?.code == 6)
    }
    let server = try LoopbackServer { _, _ in plain(200) }
    #expect(try client.send(server.request()).status == 200)
    #expect(proxy.connections == 0)
  }

  @Test("the environment's proxy is not read")
  func environment() throws {
    // Every other client of these tests goes directly, so this disturbs none of them.
    let proxy = try LoopbackServer { _, _ in plain(500) }
    unsafe setenv("http_proxy", "http://127.0.0.1:\(proxy.port)", 1)
    defer { unsafe unsetenv("http_proxy") }
    let server = try LoopbackServer { _, _ in plain(200) }
    #expect(try client().send(server.request()).status == 200)
    #expect(proxy.connections == 0)
  }
}
