import AWS
import HTTP
import TestSupport
import Testing

@Suite("A deadline ends every exchange")
struct DeadlineTests {
  private let clock = ScriptedClock()

  private func request(total: Double? = 30) -> HTTPRequest {
    HTTPRequest(
      method: "GET", scheme: .http, host: "localhost", target: "/",
      timeouts: HTTPTimeouts(total: total))
  }

  /// A client that answers after `seconds`, with a deadline `left` seconds from now.
  private func client(_ http: ScriptedHTTP, left: Double) -> DeadlineHTTPClient {
    http.clock = clock
    let (clock, end) = (clock, clock.now.seconds + left)
    return DeadlineHTTPClient(http) { end - clock.now.seconds }
  }

  private func failure(_ client: DeadlineHTTPClient) -> TransferError? {
    do throws(TransferError) {
      _ = try client.send(request())
      return nil
    } catch {
      return error
    }
  }

  @Test("an answer in time is the answer, and the limits are no longer than the time that is left")
  func inTime() throws {
    let http = ScriptedHTTP([.answer(200, seconds: 1.5), .answer(200), .answer(200)])
    let deadline = client(http, left: 2)
    #expect(try deadline.send(request()).status == 200)
    #expect(try deadline.send(request(total: nil)).status == 200)
    #expect(try client(http, left: .infinity).send(request(total: nil)).status == 200)
    #expect(http.requests[0].timeouts == HTTPTimeouts(connect: 2, total: 2))
    #expect(http.requests[1].timeouts == HTTPTimeouts(connect: 0.5, total: 0.5))
    #expect(http.requests[2].timeouts == HTTPTimeouts(total: nil))
  }

  @Test("an answer that does not come is given up, and the request may have had its effect")
  func late() {
    let start = clock.now.seconds
    let deadline = client(ScriptedHTTP([.answer(200, seconds: 1000)]), left: 7.5)
    #expect(failure(deadline)?.stage == .timeout)
    #expect((7.5...9).contains(clock.now.seconds - start))
  }

  @Test("a time that is shortened meanwhile counts")
  func shortened() {
    let (clock, start) = (clock, clock.now.seconds)
    let http = ScriptedHTTP([.answer(200, seconds: 1000)])
    http.clock = clock
    // After 3 s a signal leaves 5 more.
    let deadline = DeadlineHTTPClient(http) {
      let passed = clock.now.seconds - start
      return (passed < 3 ? 900 : 8) - passed
    }
    #expect(failure(deadline)?.stage == .timeout)
    #expect((8...9.5).contains(clock.now.seconds - start))
  }

  @Test("without time nothing is sent")
  func none() {
    let http = ScriptedHTTP()
    #expect(failure(client(http, left: 0))?.stage == .connect)
    #expect(http.requests.isEmpty)
  }

  @Test("a world with a deadline neither pauses nor runs a program beyond it")
  func world() {
    let script = WorldScript(clock: clock)
    let start = clock.now.seconds
    let world = World.scripted(script).ending { start + 10 - script.clock.now.seconds }
    world.sleep(4)
    world.sleep(60)
    #expect(script.sleeps == [4, 6])
    script.program = { _ in ProgramResult(status: 0, output: []) }
    #expect(world.run(Program(["true"], seconds: 60)) == nil)
    #expect(script.programs.isEmpty)
    #expect(world.timeLeft() == 0)
  }

  @Test("an earlier deadline holds within a later one")
  func nested() {
    #expect(World.scripted().ending { 5 }.ending { 30 }.timeLeft() == 5)
  }
}
