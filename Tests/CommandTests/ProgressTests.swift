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
    let session = Session(
      command: "healthcheck", options: try CommonOptions.parse(words),
      world: .scripted(script, environment: environment))
    return Progress(session, share: share, onTerminal: terminal, write: write)
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
