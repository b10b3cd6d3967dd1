import AWS
import ArgumentParser
import Release
import TestSupport
import Testing

@testable import CommandSupport

@Suite("A wait shows how far it is: a live line on a terminal, a line a minute in a log")
struct ProgressTests {
  private let script = WorldScript()

  private func progress(
    _ words: [String] = [], share: Weight? = Weight(percent: 10), terminal: Bool = true,
    environment: [String: String] = ["TERM": "xterm"], write: @escaping (String) -> Void = { _ in }
  ) throws -> Progress {
    let world = World.scripted(script, environment: environment)
    let given = GivenOptions(try CallOptions.parse(words), environment: environment)
    let progress = Progress(world, given, onTerminal: terminal) { write($0.description) }
    progress.begin(share: share)
    return progress
  }

  @Test("a log gets a line a minute, with the time and the share, and none for a short wait")
  func log() throws {
    let progress = try progress(terminal: false)
    for second in 0..<150 {
      progress.show("bake", "\(150 - second) s left")
      script.clock.advance(by: 1)
    }
    progress.picture(.healthy)
    #expect(
      script.lines == [
        "12:37:00Z 10% bake: 90 s left", "12:38:00Z 10% bake: 30 s left",
      ])
    let unknown = try self.progress(share: nil, terminal: false)
    script.clock.advance(by: 60)
    unknown.show("probe", "3 probes")
    #expect(script.lines.last == "12:39:30Z probe: 3 probes")
  }

  @Test("a wait of any layer is shown the same way, and a message takes the live line away")
  func waits() throws {
    let world = try progress(share: nil, terminal: false).world
    for _ in 0..<100 {
      world.waiting("function f is still being updated", "giving up in 5 min")
      script.clock.advance(by: 2)
    }
    #expect(
      script.lines
        == ["12:37:00Z", "12:38:00Z", "12:39:00Z"].map {
          "\($0) function f is still being updated: giving up in 5 min"
        })
    var shown = ""
    let live = try progress(share: nil) { shown += $0 }.world
    live.waiting("alias live", "no answer yet")
    live.say("done")
    #expect(shown.hasSuffix("alias live: no answer yet\u{1B}[0m\u{1B}[?7h\r\u{1B}[K"))
  }

  @Test(
    "the time since the run began stands beside the time of day, where it is known",
    arguments: [
      ("1440938155", "12:36:00Z +0:05"), ("1440934498", "12:36:00Z +1:01:02"),
      ("1440938161", "12:36:00Z"), ("", "12:36:00Z"), ("x", "12:36:00Z"), ("1", "12:36:00Z"),
    ])
  func runClock(start: String, clock: String) throws {
    let environment = ["LAMBDA_RELEASE_STARTED": start, "TERM": "xterm"]
    #expect(World.scripted(script, environment: environment).runClock == clock)
    #expect(
      try progress(terminal: false, environment: environment).stamp.description == clock + " ")
    #expect(try progress(environment: environment).stamp.isEmpty)
  }

  @Test("the first guard of a run marks its start, and a guard below it goes on with that")
  func start() {
    var world = World.scripted(script)
    world.startRun()
    #expect(world.environment["LAMBDA_RELEASE_STARTED"] == "1440938160")
    script.clock.advance(by: 60)
    world.startRun()
    #expect(world.runClock == "12:37:00Z +1:00")
  }

  @Test("a terminal gets one line, then the step's picture")
  func terminal() throws {
    var shown = ""
    let progress = try progress { shown += $0 }
    progress.show("bake", "2 s left")
    progress.show("bake", "too early")
    script.clock.advance(by: 5)
    progress.world.say("a message")
    progress.picture(.healthy)
    #expect(
      shown
        == "\r\u{1B}[K\u{1B}[?7l\u{1B}[36mbake ##.................. 10%: 2 s left\u{1B}[0m\u{1B}[?7h"
        + "\r\u{1B}[K  10%   \u{1B}[32m##..................\u{1B}[0m  0:05  \u{1B}[32mhealthy\u{1B}[0m\n"
    )
    #expect(script.lines == ["a message"])
  }

  @Test("NO_COLOR leaves the colours out; TERM=dumb, --quiet and --debug have no live line")
  func plain() throws {
    var shown = ""
    let plain = try progress(environment: ["TERM": "xterm", "NO_COLOR": "1"]) { shown += $0 }
    script.clock.advance(by: 65)
    plain.picture(.unhealthy)
    #expect(shown == "  10%   ##..................  1:05  unhealthy\n")
    #expect(try !progress(environment: ["TERM": "dumb"]).isLive)
    #expect(try !progress(environment: [:]).isLive)
    #expect(try !progress(["--quiet"]).isLive)
    #expect(try !progress(["--debug"]).isLive)
    #expect(try !progress(terminal: false).isLive)
  }

  @Test(
    "a bar has 20 cells, the first of which any share fills",
    arguments: [(0, 0), (1, 1), (10, 2), (12, 2), (13, 3), (50, 10), (99, 20), (100, 20)])
  func bars(percent: Int, cells: Int) throws {
    let bar = try #require(Weight(percent: percent)).bar
    #expect(bar.utf8.count == 20)
    #expect(bar.filter { $0 == "#" }.count == cells)
  }
}
