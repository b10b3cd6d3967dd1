import HTTP
import TestSupport
import Testing

@Suite("A request goes out byte for byte as it was made", .timeLimit(.minutes(10)))
struct WireTests {
  @Test(
    "the target is not touched",
    arguments: [
      "/", "/a/../b", "/./a", "//", "//a//b", "/a%2fb", "/a%2Fb", "/%2e%2e/x", "/a/..",
      "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations?Qualifier=1", "/k?a=%20&b=%2B&c",
      "/?", "/a;b=c", "/a@b:c", "/~a'(b)*!", "/a%00b", "/a?x=../y", "/a\\b", "/{a}|[b]^`",
    ])
  func target(_ target: String) throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    _ = try client().send(server.request("GET", target))
    #expect(server.requests.map(\.line) == ["GET \(target) HTTP/1.1"])
  }

  @Test(
    "a request without a body has the given headers only", arguments: ["GET", "DELETE", "HEAD"])
  func nothingAdded(_ method: String) throws {
    let server = try LoopbackServer { _, _ in "HTTP/1.1 204 X\r\n\r\n" }
    let header = HTTPHeader("X-Amz-Date", "20150830T123600Z")
    _ = try client().send(server.request(method, headers: [header]))
    #expect(
      server.requests.map(\.headers) == [
        ["Host: 127.0.0.1:\(server.port)", "X-Amz-Date: 20150830T123600Z"]
      ])
  }

  @Test("a request with a body gets its length and nothing else", arguments: ["POST", "PUT"])
  func lengthOnly(_ method: String) throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    _ = try client().send(server.request(method, body: .bytes(Array("abc".utf8))))
    _ = try client().send(server.request(method))
    #expect(
      server.requests.map { $0.headers.sorted() } == [
        ["Content-Length: 3", "Host: 127.0.0.1:\(server.port)"],
        ["Content-Length: 0", "Host: 127.0.0.1:\(server.port)"],
      ])
    #expect(server.requests.map(\.body) == [Array("abc".utf8), []])
  }

  @Test("headers keep their order, their case, their repeats and their bytes")
  func headers() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    let headers = [
      HTTPHeader("x-b", "1"), HTTPHeader("X-A", "2  3\t4"), HTTPHeader("x-b", "5"),
      HTTPHeader("X-Empty", ""), HTTPHeader("X-Blank", " "), HTTPHeader("X-Utf8", "é:;,"),
      HTTPHeader("Accept", "text/plain"), HTTPHeader("Content-Type", "application/zip"),
      HTTPHeader("User-Agent", "mine"),
    ]
    let sender = CurlClient(trust: .builtIn, userAgent: "ours")
    _ = try sender.send(server.request("POST", headers: headers, body: .bytes([1])))
    #expect(
      server.requests.map { $0.headers.filter { !$0.hasPrefix("Content-Length") } } == [
        [
          "Host: 127.0.0.1:\(server.port)", "x-b: 1", "X-A: 2  3\t4", "x-b: 5", "X-Empty:",
          "X-Blank:", "X-Utf8: é:;,", "Accept: text/plain", "Content-Type: application/zip",
          "User-Agent: mine",
        ]
      ])
  }

  @Test("the client's user agent goes into a request that has none")
  func userAgent() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    _ = try CurlClient(trust: .builtIn, userAgent: "ours/1").send(server.request())
    #expect(server.requests.map { $0.header("User-Agent") } == ["ours/1"])
  }

  @Test("the Host header is the caller's, not the address")
  func host() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    var request = server.request()
    request.headers = [HTTPHeader("host", "b.s3.example:81")]
    _ = try client().send(request)
    #expect(server.requests.map(\.headers) == [["Host: b.s3.example:81"]])
  }

  @Test("every byte of a body arrives", arguments: [1, 65_536, 65_537, 1_048_577, 3_000_000])
  func body(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let server = try LoopbackServer { _, _ in plain(200) }
    let response = try client().send(server.request("POST", body: .bytes(bytes)))
    #expect(response.status == 200)
    #expect(server.requests.map { $0.body == bytes } == [true])
    #expect(server.requests.map { $0.header("Expect") } == [nil])
  }

  @Test("an IPv6 literal goes into brackets", arguments: ["::1", "[::1]"])
  func ipv6(_ host: String) throws {
    // Nothing listens there: the error tells that the address was understood.
    let request = HTTPRequest(method: "GET", scheme: .http, host: host, port: 9, target: "/")
    let error = #expect(throws: TransferError.self) { try client().send(request) }
    #expect(error?.stage == .connect)
    #expect(error?.code == 7)
  }
}
