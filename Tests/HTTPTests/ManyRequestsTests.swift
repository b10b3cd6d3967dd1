import HTTP
import Synchronization
import TestSupport
import Testing

@Suite("Many requests go out at once", .timeLimit(.minutes(1)))
struct ManyRequestsTests {
  @Test("each answer belongs to its request", arguments: [1, 3, 10])
  func pairs(_ parallel: Int) throws {
    let server = try LoopbackServer { request, _ in plain(200, request.target) }
    var sent = 0
    var answers: [Int: String] = [:]
    client().sendAll(parallel: parallel) {
      if sent == 50 { return .finished }
      defer { sent += 1 }
      return .send(server.request("POST", "/\(sent)", body: .bytes([1])))
    } received: { number, result in
      #expect(answers[number] == nil)
      answers[number] = (try? result.get()).map { String(decoding: $0.body, as: UTF8.self) }
      return true
    }
    #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "/\($0)") }))
    #expect(server.connections <= parallel)
    #expect(server.requests.count == 50)
  }

  @Test("as many as allowed are under way, never more")
  func width() throws {
    // Each of three is answered only when all three have come.
    let arrived = Mutex(0)
    let server = try LoopbackServer { connection in
      while connection.readRequest() != nil {
        arrived.withLock { $0 += 1 }
        while arrived.withLock({ $0 % 3 != 0 }) { connection.idle(seconds: 0.005) }
        connection.idle(seconds: 0.05)
        connection.write(plain(200))
      }
    }
    var sent = 0
    var answered = 0
    client().sendAll(parallel: 3) {
      #expect(sent - answered < 3)
      if sent == 3 { return .finished }
      sent += 1
      return .send(server.request())
    } received: { _, result in
      answered += 1
      #expect((try? result.get())?.status == 200)
      return true
    }
    #expect(answered == 3)
    #expect(server.connections == 3)
  }

  @Test("answers are told in the order in which they arrive")
  func order() throws {
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/0" { connection.idle(seconds: 0.4) }
        connection.write(plain(200))
      }
    }
    var sent = 0
    var order: [Int] = []
    client().sendAll(parallel: 2) {
      if sent == 3 { return .finished }
      defer { sent += 1 }
      return .send(server.request("GET", "/\(sent)"))
    } received: { number, _ in
      order.append(number)
      return true
    }
    #expect(order == [1, 2, 0])
  }

  @Test("a refusal to hear more abandons what is under way")
  func abandon() throws {
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        guard ["/0", "/last"].contains(request.target) else {
          connection.idle(seconds: 1000)
          return connection.note("gone")
        }
        connection.write(plain(200, request.target))
      }
    }
    let client = client()
    var sent = 0
    var heard = 0
    client.sendAll(parallel: 4) {
      defer { sent += 1 }
      return .send(server.request("GET", "/\(sent)"))
    } received: { _, _ in
      heard += 1
      return false
    }
    #expect(heard == 1)
    #expect(sent == 4)
    // The connections that were abandoned are closed, not used again.
    #expect(server.waitForNotes(3))
    #expect(try client.send(server.request("GET", "/last")).body == Array("/last".utf8))
  }

  @Test("one failure among many is told as such, and the others go on")
  func failure() throws {
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/2" { return connection.reset() }
        connection.write(plain(200))
      }
    }
    var sent = 0
    var failed: [Int] = []
    var fine: Set<Int> = []
    client().sendAll(parallel: 2) {
      if sent == 6 { return .finished }
      defer { sent += 1 }
      var request = server.request("GET", "/\(sent)")
      if sent == 4 { request.host = "no host" }
      return .send(request)
    } received: { number, result in
      if case .failure = result { failed.append(number) } else { fine.insert(number) }
      return true
    }
    #expect(failed.sorted() == [2, 4])
    #expect(fine == [0, 1, 3, 5])
  }

  @Test("a wait is over when its time is, with nothing under way")
  func waitAlone() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    var steps: [NextRequest] = [
      .wait(seconds: 0.05), .send(server.request()), .wait(seconds: 0), .finished,
    ].reversed()
    var heard = 0
    client().sendAll(parallel: 2) {
      steps.popLast() ?? .finished
    } received: { _, _ in
      heard += 1
      return true
    }
    #expect(heard == 1)
    #expect(steps.isEmpty)
  }

  @Test("an answer ends a wait")
  func waitForAnswer() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    var asked = 0
    var heard = 0
    client().sendAll(parallel: 2) {
      asked += 1
      if asked == 1 { return .send(server.request()) }
      // Longer than the suite may take: only the answer can end it.
      return heard == 0 ? .wait(seconds: .infinity) : .finished
    } received: { _, _ in
      heard += 1
      return true
    }
    #expect(heard == 1)
    #expect(asked == 3)
  }

  @Test("nothing to send is nothing done")
  func nothing() {
    client().sendAll(parallel: 3) {
      .finished
    } received: { _, _ in
      Issue.record("there was no request")
      return true
    }
  }
}
