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

extension CurlClient {
  /// Sends requests, up to `parallel` at the same time; the results are in the order of arrival.
  func results(of requests: [HTTPRequest], parallel: Int) -> [(
    number: Int, result: Result<HTTPResponse, TransferError>
  )] {
    let batch = batch(parallel: parallel)
    var rest = requests[...]
    var results: [(number: Int, result: Result<HTTPResponse, TransferError>)] = []
    while batch.pending > 0 || !rest.isEmpty {
      while batch.pending < parallel, let request = rest.popFirst() { batch.start(request) }
      if let arrival = batch.next(within: .infinity) { results.append(arrival) }
    }
    return results
  }
}

extension Result<HTTPResponse, TransferError> {
  /// The status; nil when there is no response.
  var status: Int? { (try? get())?.status }
  /// The body as text; nil when there is no response.
  var body: String? { (try? get()).map { String(decoding: $0.body, as: UTF8.self) } }
}
