import HTTP
import Synchronization
import TestSupport
import Testing

@Suite("Many requests are in flight at the same time", .timeLimit(.minutes(10)))
struct ManyRequestsTests {
  @Test("each answer belongs to its request", arguments: [1, 3, 10])
  func pairs(_ parallel: Int) throws {
    let server = try LoopbackServer { request, _ in plain(200, request.target) }
    let requests = (0..<50).map { server.request("POST", "/\($0)", body: .bytes([1])) }
    var answers: [Int: String] = [:]
    for (number, result) in client().results(of: requests, parallel: parallel) {
      #expect(answers[number] == nil)
      answers[number] = result.body
    }
    #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "/\($0)") }))
    #expect(server.connections <= parallel)
    #expect(server.requests.count == 50)
  }

  @Test("all that were started are in flight at the same time")
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
    let batch = client().batch(parallel: 3)
    for _ in 0..<3 { batch.start(server.request()) }
    for answered in 0..<3 {
      #expect(batch.pending == 3 - answered)
      #expect(batch.next(within: .infinity)?.result.status == 200)
    }
    #expect(batch.pending == 0)
    #expect(server.connections == 3)
  }

  @Test("answers are returned in the order in which they arrive")
  func order() throws {
    // The first is answered some time after the others have been.
    let answered = Mutex(0)
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/0" {
          while answered.withLock({ $0 < 2 }) { connection.idle(seconds: 0.005) }
          connection.idle(seconds: 0.4)
        }
        connection.write(plain(200))
        answered.withLock { $0 += 1 }
      }
    }
    let requests = (0..<3).map { server.request("GET", "/\($0)") }
    #expect(client().results(of: requests, parallel: 2).map(\.number) == [1, 2, 0])
  }

  @Test("what is in flight is abandoned, also when the batch goes", arguments: [false, true])
  func abandon(byItself: Bool) throws {
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
    var batch: (any HTTPBatch)? = client.batch(parallel: 4)
    for number in 0..<4 { batch?.start(server.request("GET", "/\(number)")) }
    #expect(batch?.next(within: .infinity)?.number == 0)
    #expect(batch?.pending == 3)
    if byItself {
      batch = nil
    } else {
      batch?.abandon()
      #expect(batch?.pending == 0)
      #expect(batch?.next(within: 0) == nil)
    }
    // The connections that were abandoned are closed, not used again.
    #expect(server.waitForNotes(3))
    #expect(try client.send(server.request("GET", "/last")).body == Array("/last".utf8))
  }

  @Test("one failure among many is returned as such, and the others go on")
  func failure() throws {
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/2" { return connection.reset() }
        connection.write(plain(200))
      }
    }
    var requests = (0..<6).map { server.request("GET", "/\($0)") }
    requests[4].host = "no host"
    let results = client().results(of: requests, parallel: 2)
    #expect(results.filter { $0.result.status == nil }.map(\.number).sorted() == [2, 4])
    #expect(Set(results.filter { $0.result.status != nil }.map(\.number)) == [0, 1, 3, 5])
  }

  @Test("a wait is over when its time is, with nothing in flight")
  func waitAlone() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    let batch = client().batch(parallel: 2)
    let start = ContinuousClock.now
    #expect(batch.next(within: 0.05) == nil)
    #expect(start.duration(to: .now) >= .milliseconds(50))
    batch.start(server.request())
    #expect(batch.next(within: .infinity)?.result.status == 200)
    #expect(batch.next(within: 0) == nil)
    #expect(batch.pending == 0)
  }

  @Test("a wait is over when its time is, and the answer comes in a later one")
  func waitInFlight() throws {
    let isWanted = Mutex(false)
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      while isWanted.withLock({ !$0 }) { connection.idle(seconds: 0.005) }
      connection.write(plain(200))
    }
    let batch = client().batch(parallel: 1)
    batch.start(server.request())
    #expect(batch.next(within: 0.01) == nil)
    #expect(batch.pending == 1)
    isWanted.withLock { $0 = true }
    #expect(batch.next(within: .infinity)?.result.status == 200)
  }

  @Test("an answer ends a wait")
  func waitForAnswer() throws {
    let server = try LoopbackServer { _, _ in plain(200) }
    let batch = client().batch(parallel: 2)
    batch.start(server.request())
    // Longer than the suite may take: only the answer can end it.
    #expect(batch.next(within: .infinity)?.number == 0)
  }

  @Test("a request sent in between, as for new credentials, gets its own answer")
  func between() throws {
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/between" { connection.idle(seconds: 0.2) }
        connection.write(plain(200, request.target))
      }
    }
    let client = client()
    let batch = client.batch(parallel: 2)
    for number in 0..<2 { batch.start(server.request("GET", "/\(number)")) }
    #expect(try client.send(server.request("GET", "/between")).body == Array("/between".utf8))
    let bodies = (0..<2).map { _ in batch.next(within: 10)?.result.body }
    #expect(Set(bodies) == ["/0", "/1"])
    #expect(batch.pending == 0)
  }
}
