import AWS
import Testing

@Suite("The REPORT line tells what Lambda measured of an invocation")
struct InvocationReportTests {
  private static func report(_ log: String, id: String = "r-1") -> InvocationReport? {
    InvocationReport(logTail: Array(log.utf8), requestID: id)
  }

  private static let text =
    "REPORT RequestId: r-1\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB"
    + "\tMax Memory Used: 64 MB\t"
  private static let warm = InvocationReport(
    duration: 12.34, billedDuration: 13, memorySize: 128, memoryUsed: 64)

  @Test(
    "text, whatever follows it",
    arguments: [
      "", "\n", "\nXRAY TraceId: 1-5759e988\tSegmentId: 3f\tSampled: true\t\n",
      "\nEXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n",
      "Status: timeout\n", "Status: error\tError Type: Runtime.ExitError\n", "\r\n",
    ])
  func text(_ end: String) {
    let start = "START RequestId: r-1 Version: 8\nhello\nEND RequestId: r-1\n"
    #expect(Self.report(start + Self.text + end) == Self.warm)
  }

  @Test("spaces where tabs were")
  func spaces() {
    let text = String(Self.text.map { $0 == "\t" ? " " : $0 })
    #expect(Self.report(text + "Init Duration: 210.1 ms")?.initDuration == 210.1)
    #expect(Self.report(text)?.billedDuration == 13)
  }

  @Test("a cold start, and one from a snapshot")
  func cold() {
    let cold = Self.report(Self.text + "Init Duration: 210.10 ms\t\n")
    #expect(cold?.initDuration == 210.1)
    #expect(cold?.duration == 12.34)
    #expect(cold?.isCold == true)
    let restored = Self.report(
      Self.text + "Restore Duration: 412.35 ms\tBilled Restore Duration: 75 ms\t\n")
    #expect(restored?.restoreDuration == 412.35)
    #expect(restored?.isCold == true)
    #expect(restored?.billedDuration == 13)
  }

  @Test("JSON, with members that are not known")
  func json() {
    let log = """
      {"time":"2026-11-28T10:12:00.000Z","type":"platform.start","record":{"requestId":"r-1"}}
      {"timestamp":"2026","level":"INFO","message":"\\"platform.report\\"","requestId":"r-1"}
      {"time":"2026-11-28T10:12:00.000Z","type":"platform.report","record":{"requestId":"r-1",\
      "metrics":{"durationMs":12.34,"billedDurationMs":13,"memorySizeMB":128,"maxMemoryUsedMB":64,\
      "initDurationMs":210.1,"restoreDurationMs":9},"tracing":{"spanId":"x"},"status":"success"}}

      """
    var expected = Self.warm
    expected.initDuration = 210.1
    expected.restoreDuration = 9
    #expect(Self.report(log) == expected)
  }

  @Test("what the function logs itself does not count, before or of another request")
  func imitation() {
    let lie = "REPORT RequestId: r-1\tDuration: 1.00 ms\tBilled Duration: 1 ms\n"
    let other = "REPORT RequestId: r-2\tDuration: 2.00 ms\tBilled Duration: 2 ms\n"
    #expect(Self.report(lie + Self.text + "\n" + other) == Self.warm)
    let json =
      #"{"type":"platform.report","record":{"requestId":"r-1","metrics":{"durationMs":1}}}"# + "\n"
    #expect(Self.report(json + Self.text + "\n") == Self.warm)
    #expect(Self.report("said REPORT RequestId: r-1\tDuration: 1.00 ms\n") == nil)
    #expect(Self.report("REPORT RequestId: r-12\tDuration: 1.00 ms\n") == nil)
    #expect(Self.report(other) == nil)
  }

  @Test(
    "a line that is cut tells nothing, and no earlier one takes its place",
    arguments: [
      "REPORT RequestId: r-1", "REPORT RequestId: r-", "REPORT RequestId: r-1\tDurat",
      "REPORT RequestId: r-1\tDuration: 12",
      "REPORT RequestId: r-1\tDuration: many ms", "REPORT RequestId: r-1\tDuration: -3 ms",
      "REPORT RequestId: r-1\tDuration: 1e400 ms", "REPORT RequestId: r-1\tDuration: nan ms",
      #"{"type":"platform.report","record":{"requestId":"r-1","metrics":{"durationMs":12"#,
    ])
  func cut(_ end: String) {
    #expect(Self.report("REPORT RequestId: r-1\tDuration: 1.00 ms\n" + end) == nil)
  }

  @Test("the tail of a log begins anywhere, in a character too")
  func beginning() {
    let tail = Array("é said\n".utf8).dropFirst() + Array((Self.text + "\n").utf8)
    #expect(InvocationReport(logTail: Array(tail), requestID: "r-1") == Self.warm)
    #expect(Self.report("ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\n") == nil)
    #expect(Self.report("", id: "") == nil)
  }
}
