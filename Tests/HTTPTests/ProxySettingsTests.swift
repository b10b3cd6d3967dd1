import HTTP
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
    ])
  func uncovered(_ exceptions: String, _ host: String) {
    let settings = ProxySettings(https: "b:2", noProxy: exceptions)
    #expect(settings.proxy(for: .https, host: host, port: 443) == "b:2")
  }
}
