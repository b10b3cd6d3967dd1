import HTTP
import TestSupport

/// An answer as it goes over the wire, with a length.
func plain(_ status: Int, _ body: String = "", headers: String...) -> String {
  let lines = headers.map { $0 + "\r\n" }.joined()
  return "HTTP/1.1 \(status) X\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

extension LoopbackServer {
  /// A request to this server.
  func request(
    _ method: String = "GET", _ target: String = "/", headers: [HTTPHeader] = [],
    body: HTTPRequest.Body = .none, timeouts: HTTPTimeouts = HTTPTimeouts(connect: 5, total: 10)
  ) -> HTTPRequest {
    HTTPRequest(
      method: method, scheme: .http, host: "127.0.0.1", port: port, target: target,
      headers: [HTTPHeader("Host", "127.0.0.1:\(port)")] + headers, body: body,
      timeouts: timeouts)
  }
}

/// A client that trusts nothing but what libcurl does, and uses no proxy.
func client() -> CurlClient { CurlClient(trust: .builtIn) }
