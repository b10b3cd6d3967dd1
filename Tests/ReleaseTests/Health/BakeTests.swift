import AWS
import Release
import TestSupport
import Testing

@Suite("A bake lasts as long as it says, and ends with the first alarm")
struct BakeTests {
  private let script = WorldScript()

  /// Alarms that are read from a list, the last of which stays.
  private func alarms(_ states: [String], read: @escaping () -> Void = {}) -> AlarmWatch {
    var states = states
    return AlarmWatch(["a"], strict: false) { _ in
      read()
      return [
        AlarmState(name: "a", value: states.count > 1 ? states.removeFirst() : states[0])
      ]
    }
  }

  private func bake(
    _ seconds: Double, _ alarms: inout AlarmWatch, step: Double = Bake.interval,
    _ world: World? = nil
  ) throws -> (reason: String?, seconds: Double, lines: [String]) {
    let start = script.clock.now.seconds
    var lines: [String] = []
    let reason = try Bake(seconds: seconds, step: step).wait(
      &alarms, in: world ?? .scripted(script)
    ) { lines.append($0) }
    return (reason, script.clock.now.seconds - start, lines)
  }

  @Test("without alarms it sleeps to its end, and says what is left")
  func plain() throws {
    var none = AlarmWatch([], strict: false) { _ in [] }
    let done = try bake(75, &none)
    #expect(done.reason == nil && done.seconds == 75)
    #expect(script.sleeps == [30, 30, 15])
    #expect(done.lines == ["1 min 15 s left", "45 s left", "15 s left"])
    #expect(try bake(0, &none).lines == [])
    #expect(try bake(3, &none, step: 1).lines == ["3 s left", "2 s left", "1 s left"])
  }

  @Test("a sleep that returns early does not shorten it")
  func early() throws {
    var none = AlarmWatch([], strict: false) { _ in [] }
    var world = World.scripted(script)
    world.sleep = { script.clock.advance(by: $0 / 3) }
    #expect(try bake(60, &none, world).seconds >= 60)
  }

  @Test("alarms are looked at at the start and every 30 s, whatever the step")
  func looks() throws {
    var moments: [Double] = []
    let start = script.clock.now.seconds
    var alarms = alarms(["OK"]) { moments.append(script.clock.now.seconds - start) }
    #expect(try bake(100, &alarms, step: 1).reason == nil)
    #expect(moments == [0, 30, 60, 90])
  }

  @Test("an alarm that goes off ends it at once; one that was firing does not")
  func goesOff() throws {
    var new = alarms(["OK", "OK", "ALARM"])
    let ended = try bake(600, &new)
    #expect(ended.reason == "alarm a is in ALARM" && ended.seconds == 60)
    var old = alarms(["ALARM"])
    #expect(try bake(600, &old).reason == nil)
    // The watch that follows goes on with the start of the bake.
    #expect(try old.look { _ in } == nil)
  }

  @Test("CloudWatch may fail for a while; a refusal, and ten failures in a row, end it")
  func failures() throws {
    func failing(_ status: Int, _ times: Int) -> AlarmWatch {
      var left = times
      return AlarmWatch(["a"], strict: false) { _ throws(ServiceError) in
        guard left > 0 else { return [AlarmState(name: "a", value: "OK")] }
        left -= 1
        throw .fault(
          ServiceFault(operation: "DescribeAlarms", status: status, code: "X", message: ""))
      }
    }
    var short = failing(503, 9)
    #expect(try bake(600, &short).reason == nil)
    #expect(script.lines.count == 9)
    var long = failing(503, 10)
    #expect(throws: ReleaseFailure.self) { try bake(600, &long) }
    var refused = failing(403, 1)
    #expect(throws: ReleaseFailure.self) { try bake(600, &refused) }
  }
}
