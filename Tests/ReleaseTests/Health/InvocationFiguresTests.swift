import AWS
import Release
import Testing

@Suite("Lambda's own figures of a version come with every check")
struct InvocationFiguresTests {
  private static func log(_ milliseconds: Int, memory: Int, cold: Bool) -> String {
    "REPORT RequestId: r-1\tDuration: \(milliseconds - 1).50 ms\tBilled Duration: \(milliseconds) ms"
      + "\tMemory Size: 128 MB\tMax Memory Used: \(memory) MB\t"
      + (cold ? "Init Duration: 210.10 ms\t\n" : "\n")
  }

  private static func report(memory: Int) throws -> HealthReport {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: .reply(log: log(number < 10 ? 30 : 20, memory: memory, cold: number == 0)))
    }
    return try ProbeCheckTests.check(target, rule: .all(of: 100))
  }

  @Test("billed duration, initialisation and memory, for people and in the record")
  func figures() throws {
    let report = try Self.report(memory: 64)
    #expect(
      report.details.contains(
        "billed p50 20 ms, p95 30 ms; init 210 ms (1 cold start); memory 64 of 128 MB"))
    #expect(!report.details.contains { $0.hasPrefix("warning") })
    #expect(
      report.evidence["Figures"]
        == [
          "Reports": 100, "ColdStarts": 1,
          "DurationMilliseconds": ["P50": .number("19.5"), "P95": .number("29.5")],
          "BilledMilliseconds": ["P50": 20, "P95": 30],
          "InitMilliseconds": ["P50": .number("210.1"), "P95": .number("210.1")],
          "MemorySize": 128, "MaxMemoryUsed": 64,
        ])
  }

  @Test("a warning from 90% of the memory on")
  func warning() throws {
    #expect(try Self.report(memory: 115).details.allSatisfy { !$0.hasPrefix("warning") })
    #expect(
      try Self.report(memory: 116).details.contains("warning: memory 116 of 128 MB: 90% used"))
  }

  @Test("without REPORT lines there are none")
  func none() throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .good) }
    let report = try ProbeCheckTests.check(target, rule: .all(of: 3))
    #expect(report.evidence["Figures"] == nil)
    #expect(report.details.count == 2)
  }
}
