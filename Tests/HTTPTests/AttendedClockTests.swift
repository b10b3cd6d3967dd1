import HTTP
import Synchronization
import TestSupport
import Testing

@Suite("A time that nobody watched is no time", .timeLimit(.minutes(10)))
struct AttendedClockTests {
  /// Seconds of a clock that only a test moves.
  private final class Elapsed: Sendable {
    private let added = Mutex(0.0)

    var seconds: Double { added.withLock { $0 } }

    /// Lets time pass, in which the machine sleeps when it is long.
    func pass(_ seconds: Double) { added.withLock { $0 += seconds } }
  }

  private let elapsed = Elapsed()

  private func client() -> CurlClient {
    let elapsed = elapsed
    return CurlClient(trust: .builtIn, clock: AttendedClock { elapsed.seconds })
  }

  /// A server that reads a request, lets the machine sleep for 1000 s, and then does something.
  private func server(_ body: @escaping @Sendable (LoopbackConnection) -> Void) throws
    -> LoopbackServer
  {
    let elapsed = elapsed
    return try LoopbackServer { connection in
      guard connection.readRequest() != nil else { return }
      elapsed.pass(1000)
      body(connection)
    }
  }

  @Test("a wait that lasts much longer than it was to is left out from there on")
  func waits() {
    var now = 5.0
    let clock = AttendedClock { now }
    clock.wait(10) { now += 11.5 }
    #expect(clock.now == 16.5 && clock.jumps == 0)
    clock.wait(10) { now += 100 }
    #expect(clock.now == 26.5 && clock.jumps == 1 && clock.missed == 90)
    now += 7
    #expect(clock.now == 33.5)
    clock.wait(-1) { now += 50 }
    #expect(clock.now == 33.5)
  }

  @Test("an answer that came meanwhile is read, and its time is the time that was watched")
  func answered() throws {
    let server = try server { $0.write(plain(200, "late")) }
    let response = try client().send(
      server.request(timeouts: HTTPTimeouts(connect: 5, total: 5)))
    #expect(response.body == Array("late".utf8))
    #expect(response.seconds < 5)
  }

  @Test("an answer that comes after it is still waited for")
  func later() throws {
    let server = try server { connection in
      connection.idle(seconds: 0.3)
      connection.write(plain(200, "later"))
    }
    let limits = HTTPTimeouts(connect: 5, total: 20)
    #expect(try client().send(server.request(timeouts: limits)).body == Array("later".utf8))
  }

  @Test("a connection that was lost meanwhile, and a time-out after it, say so")
  func lost() throws {
    let limits = HTTPTimeouts(connect: 5, total: 1.5)
    let closing = try server { _ in }
    let closed = #expect(throws: TransferError.self) {
      try client().send(closing.request("POST", timeouts: limits))
    }
    #expect(closed?.isUnwatched == true && closed?.stage == .answer)
    // What arrives wakes the client, so that it sees each step of the clock.
    let interim = "HTTP/1.1 103 Early Hints\r\n\r\n"
    let elapsed = elapsed
    let silent = try server { connection in
      while connection.write(interim) {
        elapsed.pass(0.9)
        connection.idle(seconds: 0.02)
      }
    }
    let expired = #expect(throws: TransferError.self) {
      try client().send(silent.request("POST", timeouts: limits))
    }
    #expect(expired?.isUnwatched == true && expired?.stage == .timeout)
    let watched = try LoopbackServer { connection in
      _ = connection.readRequest()
      for _ in 0..<2 { elapsed.pass(0.9) }
      connection.idle(seconds: 20)
    }
    let usual = #expect(throws: TransferError.self) {
      try client().send(watched.request("POST", timeouts: limits))
    }
    #expect(usual?.isUnwatched == false && usual?.message == "timed out after 1.5 s")
  }
}
