import HTTP
import TestSupport
import Testing

@Suite("A request that would say something else than it means is not sent")
struct RefusalTests {
  @Test("a line break in the request is refused", arguments: ["a\r\nX: y", "a\nb", "a\rb", "a\0b"])
  func injection(_ text: String) throws {
    try refuses("header name") { $0.headers.append(HTTPHeader(text, "1")) }
    try refuses("header X-A") { $0.headers.append(HTTPHeader("X-A", text)) }
    try refuses("target") { $0.target = "/" + text }
    try refuses("host") { $0.host = text }
    try refuses("method") { $0.method = text }
  }

  @Test(
    "a host that is no host is refused",
    arguments: ["", "a b", "a/b", "user@a", "a:b", "é.example", "a#b", "a?b", "%61"])
  func host(_ host: String) throws {
    try refuses("host") { $0.host = host }
  }

  @Test("a target that is none is refused", arguments: ["", "a", "*", "http://a/", "/a b"])
  func target(_ target: String) throws {
    try refuses("target") { $0.target = target }
  }

  @Test("a header name that is none is refused", arguments: ["", "a b", "a:", "a;", "é"])
  func name(_ name: String) throws {
    try refuses("header name") { $0.headers.append(HTTPHeader(name, "1")) }
  }

  @Test("a port that is none is refused", arguments: [0, -1, 65_536])
  func port(_ port: Int) throws {
    try refuses("port") { $0.port = port }
  }

  @Test("a length that is not the body's is refused, and one that is goes out once")
  func length() throws {
    try refuses("Content-Length") { $0.headers.append(HTTPHeader("content-length", "4")) }
    let server = try LoopbackServer { _, _ in plain(200) }
    let header = HTTPHeader("content-length", "1")
    _ = try client().send(server.request("PUT", headers: [header], body: .bytes([1])))
    #expect(
      server.requests.map { $0.headers.filter { $0.lowercased().hasPrefix("content-length") } }
        == [["Content-Length: 1"]])
  }

  @Test("a transfer coding of the caller's, and a body after HEAD, are refused")
  func framing() throws {
    try refuses("Transfer-Encoding") {
      $0.headers.append(HTTPHeader("Transfer-Encoding", "chunked"))
    }
    try refuses("HEAD") {
      $0.method = "HEAD"
      $0.body = .bytes([1])
    }
  }

  /// Expects that a changed request is refused by name, and that nothing is sent.
  private func refuses(_ part: String, change: (inout HTTPRequest) -> Void) throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    var request = server.request()
    change(&request)
    let error = #expect(throws: TransferError.self) { try client().send(request) }
    #expect(error?.stage == .request)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(server.connections == 0)
  }
}
