import HTTP
import TestSupport
import Testing

@Suite("An error says how far the request can have come", .timeLimit(.minutes(10)))
struct TimeoutTests {
  @Test("a closed port is no connection")
  func refused() throws {
    var request: HTTPRequest
    do {
      let server = try LoopbackServer { _, _ in plain(200) }
      request = server.request()
    }
    request.timeouts.connect = 2
    let error = #expect(throws: TransferError.self) { try client().send(request) }
    #expect(error?.stage == .connect)
  }

  @Test("a name that does not exist is no connection")
  func unknownHost() {
    let request = HTTPRequest(
      method: "GET", scheme: .http, host: "does-not-exist.invalid", target: "/")
    let error = #expect(throws: TransferError.self) { try client().send(request) }
    #expect(error?.stage == .connect)
    #expect(error?.code == 6)
  }

  @Test("no answer within the total time is a timeout after sending")
  func total() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.idle(seconds: 20)
    }
    let limits = HTTPTimeouts(connect: 5, total: 2)
    let error = #expect(throws: TransferError.self) {
      try client().send(server.request("POST", timeouts: limits))
    }
    #expect(error?.stage == .timeout)
    #expect(server.requests.count == 1)
  }

  @Test("half an answer within the total time is a timeout too")
  func half() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")
      connection.idle(seconds: 20)
    }
    let limits = HTTPTimeouts(connect: 5, total: 2)
    let error = #expect(throws: TransferError.self) {
      try client().send(server.request(timeouts: limits))
    }
    #expect(error?.stage == .timeout)
  }

  @Test("without a total time the stall guard ends a transfer that does not move")
  func stalled() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.idle(seconds: 20)
    }
    let limits = HTTPTimeouts(connect: 5, total: nil, stall: 1)
    let error = #expect(throws: TransferError.self) {
      try client().send(server.request(timeouts: limits))
    }
    #expect(error?.stage == .timeout)
  }

  @Test("the answer to an upload is given up when it trickles", arguments: [false, true])
  func trickles(inHeaders: Bool) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\n\(inHeaders ? "" : "Content-Length: 250\r\n\r\n")")
      while connection.write(inHeaders ? "X: y\r\n" : "x") { connection.idle(seconds: 0.05) }
    }
    let limits = HTTPTimeouts(connect: 5, total: nil, stall: 60, answer: 0.5)
    let error = #expect(throws: TransferError.self) {
      try client().send(
        server.request("PUT", body: .bytes(Array(repeating: 1, count: 100)), timeouts: limits))
    }
    #expect(error?.stage == .timeout)
    #expect(error?.message.hasPrefix("timed out after 0.5 s") == true)
  }

  @Test("without a total time a slow transfer that moves goes on")
  func slow() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 250\r\n\r\n")
      for _ in 0..<25 {
        connection.write("0123456789")
        connection.idle(seconds: 0.2)
      }
    }
    let limits = HTTPTimeouts(connect: 5, total: nil, stall: 3)
    #expect(try client().send(server.request(timeouts: limits)).body.count == 250)
  }

  @Test(
    "a server that speaks no TLS is a handshake that failed", arguments: ["", "HTTP/1.1 400 X"])
  func noTLS(_ answer: String) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readBody(1)
      connection.write(answer)
    }
    var request = server.request()
    request.scheme = .https
    let error = #expect(throws: TransferError.self) { try client().send(request) }
    #expect(error?.stage == .handshake)
  }

  @Test("a server that never starts TLS is no connection within the time for one")
  func silentTLS() throws {
    let server = try LoopbackServer { connection in connection.idle(seconds: 20) }
    var request = server.request(timeouts: HTTPTimeouts(connect: 0.4, total: 20))
    request.scheme = .https
    let error = #expect(throws: TransferError.self) { try client().send(request) }
    #expect(error?.stage == .connect)
    #expect(error?.code == 28)
  }
}
