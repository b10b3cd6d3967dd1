import AWS
import Release
import TestSupport
import Testing

@Suite("Which minutes of a paced run have which weight")
struct PaceMinutesTests {
  private let start = 1_800_000_060

  private func pace() throws -> Pace {
    Pace(
      try PaceVectorTests.rule(), version: "8", baseline: "7",
      weight: try Weight(argument: "1%"), revisionId: "r", at: 1_800_000_000)
  }

  private func marks(_ pace: Pace, minutes: Int = 8) -> String {
    var history = TrafficHistory()
    for minute in 0..<minutes {
      history.minutes[start + 60 * minute] = .init(candidate: nil, baseline: nil)
    }
    return pace.minutes(history, incidents: []).sorted { $0.start < $1.start }
      .map { $0.isMixed ? "m" : $0.isAtCap ? "c" : "." }.joined()
  }

  private func at(_ minute: Int, _ second: Int) -> Double { Double(start + 60 * minute + second) }

  @Test(
    "a write until second 10 makes its minute one of the new weight, a later one a mixed minute")
  func writes() throws {
    let half = try Weight(argument: "50%")
    let one = try Weight(argument: "1%")
    var pace = try pace()
    pace.note(half, from: at(2, 1), to: at(2, 10))
    #expect(marks(pace) == "..cccccc")
    pace.note(one, from: at(5, 1), to: at(5, 2))
    #expect(marks(pace) == "..ccc...")
    pace.note(half, from: at(6, 5), to: at(6, 11))
    #expect(marks(pace) == "..ccc.mc")
    #expect(pace.completeMinutesAtCap(at: at(11, 0)) == 1)
    pace.note(one, from: at(7, 58), to: at(8, 3))
    // It crossed the end of the minute.
    #expect(marks(pace, minutes: 9) == "..ccc.mm.")
    #expect(pace.completeMinutesAtCap(at: at(12, 0)) == 0)
  }

  @Test("minutes from before the start do not count")
  func early() throws {
    let pace = try pace()
    let history = TrafficHistory([
      start - 60: .init(candidate: nil, baseline: nil), start: .init(candidate: nil, baseline: nil),
    ])
    #expect(pace.minutes(history, incidents: []).map(\.start) == [start])
  }
}
