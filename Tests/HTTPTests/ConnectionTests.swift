import HTTP
import Synchronization
import TestSupport
import Testing

@Suite("Connections are kept, and nothing is sent twice", .timeLimit(.minutes(10)))
struct ConnectionTests {
  @Test("one connection serves request after request")
  func reuse() throws {
    let server = try LoopbackServer { _, number in plain(200, "\(number)") }
    let client = client()
    for number in 0..<5 {
      let response = try client.send(server.request("GET", "/\(number)"))
      #expect(response.body == Array("\(number)".utf8))
    }
    #expect(server.connections == 1)
    #expect(server.requests.map(\.target) == ["/0", "/1", "/2", "/3", "/4"])
  }

  @Test("nothing of one request is left in the next")
  func afresh() throws {
    let server = try LoopbackServer { request, _ in
      request.line.hasPrefix("HEAD")
        ? "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n" : plain(200, "b")
    }
    let client = client()
    let header = HTTPHeader("X-A", "1")
    _ = try client.send(
      server.request("POST", "/1", headers: [header], body: .bytes(Array("abc".utf8))))
    _ = try client.send(server.request("HEAD", "/2"))
    let last = try client.send(server.request("GET", "/3"))
    #expect(last.body == Array("b".utf8))
    #expect(
      server.requests.map(\.line) == ["POST /1 HTTP/1.1", "HEAD /2 HTTP/1.1", "GET /3 HTTP/1.1"])
    #expect(server.requests.last?.headers == ["Host: 127.0.0.1:\(server.port)"])
    #expect(server.connections == 1)
  }

  @Test("a connection that the server has closed in between is replaced")
  func closedBetween() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(plain(200))
    }
    let client = client()
    for _ in 0..<3 {
      #expect(try client.send(server.request("POST")).status == 200)
      server.waitUntilClosed()
    }
    #expect(server.connections == 3)
    #expect(server.requests.count == 3)
  }

  @Test("a request that is lost on a kept connection is not repeated", arguments: ["GET", "POST"])
  func lost(_ method: String) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(plain(200))
      // The next one is read, may have its effect, and gets no answer.
      _ = connection.readRequest()
    }
    let client = client()
    _ = try client.send(server.request(method, "/first"))
    let error = #expect(throws: TransferError.self) {
      try client.send(
        server.request(method, "/second", body: method == "GET" ? .none : .bytes([1])))
    }
    #expect(error?.stage == .answer)
    #expect(error?.message == "the server closed the connection before it answered")
    #expect(server.requests.map(\.target) == ["/first", "/second"])
    // And the client is as good as before.
    #expect(try client.send(server.request(method, "/third")).status == 200)
  }

  @Test(
    "after an error the next request is served",
    arguments: ["", "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\na"])
  func afterError(_ broken: String) throws {
    let server = try LoopbackServer { connection in
      guard let request = connection.readRequest() else { return }
      connection.write(request.target == "/broken" ? broken : plain(200))
    }
    let client = client()
    #expect(throws: TransferError.self) { try client.send(server.request("GET", "/broken")) }
    #expect(try client.send(server.request("GET", "/fine")).status == 200)
  }

  @Test("single requests and many at once share the connections")
  func shared() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    let client = client()
    _ = try client.send(server.request())
    let requests = Array(repeating: server.request(), count: 3)
    #expect(client.results(of: requests, parallel: 1).map(\.result.status) == [200, 200, 200])
    _ = try client.send(server.request())
    #expect(server.connections == 1)
  }
}
