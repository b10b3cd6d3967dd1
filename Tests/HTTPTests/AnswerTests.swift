import HTTP
import TestSupport
import Testing

@Suite("An answer is taken whole or not at all", .timeLimit(.minutes(10)))
struct AnswerTests {
  @Test(
    "any status is an answer", arguments: [200, 202, 204, 304, 301, 400, 404, 409, 429, 500, 599])
  func status(_ status: Int) throws {
    let server = try LoopbackServer { _, _ in "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n" }
    #expect(try client().send(server.request()).status == status)
  }

  @Test("a redirect is not followed", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) throws {
    let server = try LoopbackServer { _, _ in plain(status, headers: "Location: /other") }
    let response = try client().send(server.request())
    #expect(response.status == status)
    #expect(response.header("location") == "/other")
    #expect(server.requests.count == 1)
  }

  @Test("headers come in order, trimmed, repeats kept, and are found in any case")
  func headers() throws {
    let server = try LoopbackServer { _, _ in
      "HTTP/1.1 200 OK\r\nB: 1\r\na:  2 \t\r\nB: 3\r\nEmpty:\r\nFolded: x\r\n  y\r\n"
        + "Content-Length: 0\r\n\r\n"
    }
    let response = try client().send(server.request())
    #expect(
      response.headers == [
        HTTPHeader("B", "1"), HTTPHeader("a", "2"), HTTPHeader("B", "3"), HTTPHeader("Empty", ""),
        HTTPHeader("Folded", "x y"), HTTPHeader("Content-Length", "0"),
      ])
    #expect(response.header("b") == "1")
    #expect(response.header("EMPTY") == "")
    #expect(response.header("none") == nil)
  }

  @Test("a field's name is the same in either case, and only letters have cases")
  func names() {
    #expect(HTTPHeader("X-Amz-Date", "").isNamed("x-amz-DATE"))
    for (name, other) in [
      ("a@b", "a`b"), ("a[b", "a{b"), ("ab", "a"), ("a", "ab"), ("a", "á"), ("", "a"),
    ] {
      #expect(!HTTPHeader(name, "").isNamed(other))
      #expect(!HTTPHeader(other, "").isNamed(name))
    }
  }

  @Test("a header line that is too long for libcurl is named", arguments: [200, 100])
  func longLine(status: Int) throws {
    let long = String(repeating: "x", count: 110_000)
    let server = try LoopbackServer { _, _ in
      "HTTP/1.1 \(status) X\r\nX-Long: \(long)\r\n\r\n" + plain(200)
    }
    let error = #expect(throws: TransferError.self) { try client().send(server.request("PUT")) }
    #expect(error?.stage == .answer)
    #expect(error?.message.contains("headers is longer than libcurl takes") == true)
  }

  @Test("interim answers leave nothing behind")
  func interim() throws {
    let server = try LoopbackServer { _, _ in
      "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\n"
        + plain(200, "ok", headers: "X-Late: 2")
    }
    let response = try client().send(server.request())
    #expect(response.status == 200)
    #expect(response.headers.map(\.name) == ["X-Late", "Content-Length"])
    #expect(response.body == Array("ok".utf8))
  }

  @Test("a chunked body is put together, and its trailers are no headers")
  func chunked() throws {
    let server = try LoopbackServer { _, _ in
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"
    }
    let response = try client().send(server.request())
    #expect(response.body == Array("abcde".utf8))
    #expect(response.headers.map(\.name) == ["Transfer-Encoding"])
  }

  @Test("a body without a length ends with the connection")
  func noLength() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\n\r\nabc")
    }
    #expect(try client().send(server.request()).body == Array("abc".utf8))
  }

  @Test("the answer to HEAD has headers and no body")
  func head() throws {
    let server = try LoopbackServer { _, _ in
      "HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\nx-amz-checksum-sha256: a=\r\n\r\n"
    }
    let response = try client().send(server.request("HEAD"))
    #expect(response.body == [])
    #expect(response.header("content-length") == "50000000")
    #expect(server.requests.map(\.line) == ["HEAD / HTTP/1.1"])
  }

  @Test("the time that it took is told")
  func seconds() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.idle(seconds: 0.2)
      connection.write(plain(200))
    }
    let limits = HTTPTimeouts(connect: .infinity, total: .infinity)
    let seconds = try client().send(server.request(timeouts: limits)).seconds
    #expect(seconds >= 0.2)
    #expect(seconds < 60)
  }

  @Test(
    "what breaks after the request is not known to have had no effect",
    arguments: [
      "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ])
  func broken(_ answer: String) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(answer)
    }
    let error = #expect(throws: TransferError.self) { try client().send(server.request("POST")) }
    #expect(error?.stage == .answer)
    #expect(error?.message.isEmpty == false)
    #expect(server.requests.count == 1)
  }

  @Test("a reset is an answer that did not come", arguments: ["", "HTTP/1.1 200 OK\r\n"])
  func reset(_ answer: String) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(answer)
      connection.reset()
    }
    let error = #expect(throws: TransferError.self) { try client().send(server.request("POST")) }
    #expect(error?.stage == .answer)
    #expect(server.requests.count == 1)
  }

  @Test("a body of the longest length is taken, one byte more is not", arguments: [0, 1])
  func limit(_ more: Int) throws {
    let bytes = [UInt8](repeating: 0x61, count: HTTPResponse.bodyLimit + more)
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\n\r\n")
      connection.write(bytes)
    }
    if more == 0 {
      #expect(try client().send(server.request()).body.count == HTTPResponse.bodyLimit)
    } else {
      let error = #expect(throws: TransferError.self) { try client().send(server.request()) }
      #expect(error?.stage == .answer)
      #expect(error?.message == "the answer's body is longer than 16777216 bytes")
    }
  }

  @Test("headers without end are given up", arguments: ["HTTP/1.1 200 OK\r\n", ""])
  func endless(_ start: String) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(start)
      let line = start.isEmpty ? "HTTP/1.1 100 Continue\r\n\r\n" : "X-Filler: 0123456789\r\n"
      while connection.write(String(repeating: line, count: 1000)) {}
    }
    let error = #expect(throws: TransferError.self) { try client().send(server.request()) }
    #expect(error?.stage == .answer)
  }
}
