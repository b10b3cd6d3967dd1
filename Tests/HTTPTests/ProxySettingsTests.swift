import HTTP
import TestSupport
import Testing

@Suite("The proxy of a request follows from the settings")
struct ProxySettingsTests {
  @Test("http_proxy counts in lower case only, the others in both, lower case first")
  func environment() {
    #expect(
      ProxySettings(environment: ["http_proxy": "a:1", "https_proxy": "b:2", "no_proxy": "c d"])
        == ProxySettings(http: "a:1", https: "b:2", noProxy: "c,d"))
    #expect(
      ProxySettings(environment: ["HTTP_PROXY": "a:1", "HTTPS_PROXY": "b:2", "NO_PROXY": "c"])
        == ProxySettings(https: "b:2", noProxy: "c"))
    #expect(
      ProxySettings(environment: ["https_proxy": "a:1", "HTTPS_PROXY": "b:2"])
        == ProxySettings(https: "a:1"))
    #expect(
      ProxySettings(environment: ["https_proxy": "", "HTTPS_PROXY": "b:2", "http_proxy": ""])
        == ProxySettings(https: "b:2"))
    #expect(ProxySettings(environment: [:]) == ProxySettings())
  }

  @Test("each scheme has its own")
  func scheme() {
    let settings = ProxySettings(http: "a:1", https: "b:2")
    #expect(settings.proxy(for: .http, host: "x.example", port: 80) == "a:1")
    #expect(settings.proxy(for: .https, host: "x.example", port: 443) == "b:2")
    #expect(ProxySettings(http: "a:1").proxy(for: .https, host: "x", port: 443) == nil)
    #expect(ProxySettings(https: "").proxy(for: .https, host: "x", port: 443) == nil)
  }

  @Test(
    "loopback is always reached directly",
    arguments: [
      "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "::1",
      "[::1]",
    ])
  func loopback(_ host: String) {
    #expect(ProxySettings(https: "b:2").proxy(for: .https, host: host, port: 443) == nil)
  }

  @Test(
    "what only looks like loopback is not",
    arguments: ["127.0.0.1.example", "notlocalhost", "128.0.0.1", "127.0.0", "1.127.0.0"])
  func notLoopback(_ host: String) {
    #expect(ProxySettings(https: "b:2").proxy(for: .https, host: host, port: 443) == "b:2")
  }

  @Test(
    "an exception covers a host",
    arguments: [
      ("*", "x.example"), ("example", "x.example"), (".example", "x.example"),
      ("x.example", "x.example"), ("X.Example", "x.EXAMPLE"), ("a,x.example,b", "x.example"),
      ("a x.example", "x.example"), (".x.example", "x.example"), ("x.example.", "x.example"),
      ("x.example", "x.example."), ("x.example:443", "x.example"), ("10.0.0.1", "10.0.0.1"),
      ("10.0.0.0/8", "10.1.2.3"), ("10.1.2.3/32", "10.1.2.3"), ("0.0.0.0/0", "10.1.2.3"),
      ("192.168.0.0/23", "192.168.1.255"), ("fd00::1", "fd00::1"), ("[fd00::1]", "fd00::1"),
      ("*.x.example", "a.x.example"), ("*.x.example", "x.example"),
      ("*.X.EXAMPLE.", "a.x.example."),
      ("*x.example", "anx.example"), ("lambda.*.amazonaws.com", "lambda.eu-west-1.amazonaws.com"),
      ("*.eu-*.x.example", "lambda.eu-west-1.x.example"), (".eu-*.x.example", "a.eu-1.x.example"),
      ("*.x.*", "a.x.example"), ("eu-*.x.example:443", "a.eu-1.x.example"),
      ("10.*", "10.1.2.3"), ("*:443", "x.example"), ("*.x.example:443", "a.x.example"),
      (".x.example:443", "x.example"), ("*-a*b*", "x-aab.example"),
      ("a\n x.example\t,", "x.example"), ("a,,\u{A0}x.example", "x.example"),
      ("fd00::/8", "fd12::1"), ("[fd00::]/8", "FD12::1"),
      ("FD00::/8", "[fd12::1]"), ("::/0", "2001:db8::1"), ("fd00:0:0::1", "fd00::1"),
      ("2001:db8::/33", "2001:db8:7fff::1"), ("[fd00::1]:443", "fd00::1"),
      ("fe80::1%eth0", "fe80::1"), ("10.0.0.1:443", "10.0.0.1"),
      ("::ffff:10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.0/104", "10.1.2.3"),
      ("10.0.0.0/8", "::ffff:10.1.2.3"),
    ])
  func covered(_ exceptions: String, _ host: String) {
    let settings = ProxySettings(https: "b:2", noProxy: exceptions)
    #expect(settings.proxy(for: .https, host: host, port: 443) == nil)
  }

  @Test(
    "an exception does not cover another host",
    arguments: [
      ("", "x.example"), ("example", "anexample"), ("y.example", "x.example"),
      ("x.example:80", "x.example"), ("x.y.example", "y.example"), (".", "x.example"),
      ("10.0.0.0/8", "11.0.0.0"), ("10.0.0.0/33", "10.0.0.0"), ("10.0.0.0/x", "10.0.0.0"),
      ("0.1", "10.0.0.1"), ("*.example", "x.other"), ("10.0.0.0/8", "10.example"),
      ("*.x.example", "anx.example"), ("*x.example", "x.example.other"), ("10.*", "110.1.2.3"),
      ("*.eu-*.x.example", "a.us-1.x.example"), ("10.*", "1.10.2.3"), ("*.x.*", "ax.example"),
      ("*:80", "x.example"), ("fd00::/8", "fe00::1"), ("fd00::/8", "10.0.0.1"),
      ("0.0.0.0/0", "fd00::1"), ("::/0", "10.0.0.1"), ("2001:db8::/33", "2001:db8:8000::1"),
      ("[fd00::1]:80", "fd00::1"), ("fd00::/129", "fd00::1"), ("::ffff:10.0.0.0/95", "10.0.0.1"),
      ("x.example.y", "x.example"), ("10.0.0", "10.0.0.1"),
    ])
  func uncovered(_ exceptions: String, _ host: String) {
    let settings = ProxySettings(https: "b:2", noProxy: exceptions)
    #expect(settings.proxy(for: .https, host: host, port: 443) == "b:2")
  }

  @Test("what cannot be understood is kept, to be told")
  func unknown() {
    let entries = [
      "https://x.example", "x.example/24", "10.0.0.0/33", "10.0.0.0/8:443", "10.0.0", "10.", ".",
      "*.",
      "x.example:", "x.example:0", "x.example:65536", "x.example:http", "\"x.example\"", "<local>",
      "a;b", "a|b", "10.0.0.1-10.0.0.9", "[x]", "[fd00::1", "fd00::/x", "fd00:*", "user@x", "é",
      "10.0.0.0/255.0.0.0", "010.0.0.1", "fd00::/129", "::ffff:10.0.0.0/95",
    ]
    let list = ["a", "*", ".b", "10.0.0.0/8"] + entries + ["fd00::/8", "c:1"]
    #expect(ProxyExceptions(list.joined(separator: ",")).unknown == entries)
    for entry in entries {
      #expect(
        ProxySettings(https: "b:2", noProxy: entry)
          .proxy(for: .https, host: "x.example", port: 443) == "b:2")
    }
  }

  @Test("a client tells of it once, before a request goes to the proxy")
  func told() throws {
    let proxy = try LoopbackServer { _, _ in plain(200) }
    var told: [String] = []
    let settings = ProxySettings(
      http: "http://127.0.0.1:\(proxy.port)", noProxy: "a;b except.invalid 10.0.0")
    let client = CurlClient(trust: .builtIn, proxies: settings) { entries, host in
      told.append("\(entries) \(host) \(proxy.connections)")
    }
    func send(_ host: String, mayUseProxy: Bool = true) {
      _ = try? client.send(
        HTTPRequest(
          method: "GET", scheme: .http, host: host, target: "/",
          headers: [HTTPHeader("Host", host)],
          mayUseProxy: mayUseProxy))
    }
    send("except.invalid")
    send("x.invalid", mayUseProxy: false)
    #expect(told.isEmpty)
    for _ in 0..<2 { send("x.invalid") }
    #expect(told == ["[\"a;b\", \"10.0.0\"] x.invalid 0"])
    #expect(proxy.requests.count == 2)
  }
}
