import HTTP
import LibC
import Testing
import TestSupport

@Suite("A file is sent from its descriptor", .timeLimit(.minutes(10)))
struct FileBodyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func file(_ count: Int) throws -> (bytes: [UInt8], file: OpenFile) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    return (bytes, try OpenFile(try folder.write("package.zip", bytes)))
  }

  @Test("every byte arrives, with its length", arguments: [0, 1, 65_536, 1_048_576, 5_000_001])
  func whole(_ count: Int) throws {
    let (bytes, file) = try file(count)
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      if head.header("Expect") != nil { connection.write("HTTP/1.1 100 Continue\r\n\r\n") }
      let same = connection.readBody(count) == bytes
      connection.write(plain(same ? 200 : 400))
    }
    let body = HTTPRequest.Body.file(descriptor: file.descriptor, length: count)
    let response = try client().send(server.request("PUT", body: body))
    #expect(response.status == 200)
    let head = try #require(server.requests.first)
    #expect(head.header("Content-Length") == "\(count)")
    #expect(head.header("Transfer-Encoding") == nil)
    #expect(head.header("Expect") == (count > 1 << 20 ? "100-continue" : nil))
  }

  @Test("only the first bytes are sent when the length says so, and the file's place is not used")
  func part() throws {
    let (bytes, file) = try file(1000)
    _ = lseek(file.descriptor, 500, SEEK_SET)
    let server = try LoopbackServer { _, _ in plain(200) }
    let body = HTTPRequest.Body.file(descriptor: file.descriptor, length: 10)
    _ = try client().send(server.request("PUT", body: body))
    _ = try client().send(server.request("PUT", body: body))
    #expect(server.requests.map(\.body) == [Array(bytes[..<10]), Array(bytes[..<10])])
    #expect(lseek(file.descriptor, 0, SEEK_CUR) == 500)
  }

  @Test("a file that is shorter than it was said to be is an error that says so")
  func shorter() throws {
    let (_, file) = try file(70_000)
    let server = try LoopbackServer { connection in _ = connection.drain() }
    let body = HTTPRequest.Body.file(descriptor: file.descriptor, length: 70_001)
    let error = #expect(throws: TransferError.self) {
      try client().send(server.request("PUT", body: body))
    }
    #expect(error?.stage == .request)
    #expect(error?.message.contains("70000 of 70001 bytes") == true)
  }

  @Test("a descriptor that cannot be read is an error in the system's words")
  func unreadable() throws {
    let server = try LoopbackServer { connection in _ = connection.drain() }
    let body = HTTPRequest.Body.file(descriptor: -1, length: 5)
    let error = #expect(throws: TransferError.self) {
      try client().send(server.request("PUT", body: body))
    }
    #expect(error?.stage == .request)
    #expect(error?.message.contains("Bad file descriptor") == true)
  }

  @Test("an answer before the body stops it", arguments: [307, 403])
  func early(_ status: Int) throws {
    let (_, file) = try file(2_000_000)
    let server = try LoopbackServer { connection in
      guard connection.readHead() != nil else { return }
      connection.write(plain(status, "no", headers: "Location: http://elsewhere.invalid/"))
      // Whatever is sent in spite of the answer is told to the test.
      let count = connection.drain()
      if count > 0 { connection.note("\(count) bytes came") }
    }
    let body = HTTPRequest.Body.file(descriptor: file.descriptor, length: 2_000_000)
    let response = try client().send(server.request("PUT", body: body))
    #expect(response.status == status)
    #expect(response.body == Array("no".utf8))
    #expect(server.notes == [])
  }

  @Test("a server that does not know 100-continue gets the body after a second at most")
  func silent() throws {
    let (bytes, file) = try file(1_500_000)
    let server = try LoopbackServer { _, _ in plain(201) }
    let body = HTTPRequest.Body.file(descriptor: file.descriptor, length: bytes.count)
    let response = try client().send(server.request("PUT", body: body))
    #expect(response.status == 201)
    #expect(server.requests.map { $0.body == bytes } == [true])
  }

  @Test("a server that refuses to be asked (417) gets the body without the question")
  func refusesToBeAsked() throws {
    let (bytes, file) = try file(1_500_000)
    let server = try LoopbackServer { connection in
      guard let head = connection.readHead() else { return }
      if head.header("Expect") != nil { return _ = connection.write(plain(417)) }
      connection.write(plain(connection.readBody(bytes.count) == bytes ? 200 : 400))
    }
    let body = HTTPRequest.Body.file(descriptor: file.descriptor, length: bytes.count)
    let response = try client().send(server.request("PUT", body: body))
    #expect(response.status == 200)
    #expect(server.requests.count == 2)
  }
}
