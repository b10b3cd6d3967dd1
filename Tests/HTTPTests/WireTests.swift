import HTTP
import TestSupport
import Testing

@Suite("A request goes out byte for byte as it was made")
struct WireTests {
  @Test(
    "the target is not touched",
    arguments: [
      "/", "/a/../b", "/./a", "//", "//a//b", "/a%2fb", "/a%2Fb", "/%2e%2e/x", "/a/..",
      "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations?Qualifier=1", "/k?a=%20&b=%2B&c",
      "/?", "/a;b=c", "/a@b:c", "/~a'(b)*!", "/a%00b", "/a?x=../y",
    ])
  func target(_ target: String) throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    _ = try client().send(server.request("GET", target))
    #expect(server.requests.map(\.line) == ["GET \(target) HTTP/1.1"])
  }

  @Test("nothing is added to a GET", arguments: ["GET", "DELETE", "HEAD"])
  func nothingAdded(_ method: String) throws {
    let server = try LoopbackServer { _, _ in "HTTP/1.1 204 X\r\n\r\n" }
    let header = HTTPHeader("X-Amz-Date", "20150830T123600Z")
    _ = try client().send(server.request(method, headers: [header]))
    #expect(
      server.requests[0].headers == [
        "Host: 127.0.0.1:\(server.port)", "X-Amz-Date: 20150830T123600Z",
      ])
  }
}
