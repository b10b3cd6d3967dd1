import AWS
@testable import Release
import TestSupport
import Testing

@Suite("A guard's journal is read as it was written, and no further")
struct JournalEntryTests {
  private static let at = Timestamp(milliseconds: 1_795_602_400_000)
  private static let place = JournalEntry.Place(
    functionName: "f", functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:f",
    region: "eu-central-1", alias: "live", profile: "ci", endpointURL: "http://127.0.0.1:4566")
  private static let kinds: [JournalEntry.Kind] = [
    .announced(isNew: false), .announced(isNew: true), .found(nil), .found(.healthy),
    .shifted(changed: true), .shifted(changed: false), .rolledBack(from: "8", to: "7"),
    .rolledBack(from: nil, to: "7"), .verdict(.unhealthy), .failed(status: 75), .other,
  ]

  private static func entry(_ kind: JournalEntry.Kind, _ reason: String? = nil) -> JournalEntry {
    JournalEntry(
      kind, command: "shift-weight", place: place, at: at, version: "8",
      weight: Weight(percent: 10), codeSha256: "P+4=", previousVersion: "7", run: "k3x9",
      writesNote: false, reason: reason, process: 4711)
  }

  @Test("every kind of line comes back whole", arguments: kinds)
  func codec(_ kind: JournalEntry.Kind) throws {
    let entry = Self.entry(kind, "10% of\nlive")
    let line = try #require(entry.line)
    #expect(line.first == 0x0A && line.last == 0x0A)
    #expect(line.dropFirst().dropLast().contains(0x0A) == false)
    #expect(JournalEntry.lines(line + line) == [entry, entry])
  }

  @Test("what was measured comes back, and fits beside the longest reason")
  func figures() throws {
    for evidence: JSONValue in [
      [
        "Probes": 112, "Failed": 3, "Unjudged": 1, "P50Milliseconds": 31, "P95Milliseconds": 44,
        "P99Milliseconds": 120, "Seconds": .number("17.9"), "Failures": [["LogLine": "x"]],
      ],
      ["Candidate": ["Version": "8", "Invocations": 900, "Errors": 2], "Minutes": 3],
    ] {
      var entry = Self.entry(.verdict(.healthy), String(repeating: "\u{1}", count: 500))
      entry.figures = ActFigures(evidence: evidence)
      #expect(entry.figures != nil)
      entry.seconds = 18.5
      #expect(JournalEntry.lines(try #require(entry.line)) == [entry])
    }
    var published = Self.entry(.other)
    published.command = "publish"
    published.changed = false
    #expect(JournalEntry.lines(try #require(published.line)) == [published])
  }

  @Test("what is not known stays absent")
  func bare() throws {
    let entry = JournalEntry(
      .failed(status: 69), command: "publish",
      place: JournalEntry.Place(functionName: "f", region: "r"), at: Self.at)
    #expect(JournalEntry.lines(try #require(entry.line)) == [entry])
    #expect(
      entry.json.serialized
        == #"{"At":"2026-11-25T10:26:40Z","Command":"publish","FunctionName":"f","Region":"r","Status":69}"#
    )
  }

  @Test("a torn line spoils neither the one before nor the one after")
  func torn() throws {
    let line = try #require(Self.entry(.announced(isNew: false)).line)
    for length in 1..<(line.count - 2) {
      let read = JournalEntry.lines(line + line.prefix(length) + line)
      #expect(read.count == 2, "cut at \(length)")
    }
  }

  @Test(
    "foreign lines are skipped",
    arguments: [
      "", "hello", "[1]", "7", "null", "{}", #"{"Command":"x"}"#, #"{"FunctionName":"f"}"#,
      #"{"Command":"","FunctionName":"f","Region":"r"}"#, #"{"Command":1,"FunctionName":"f"}"#,
      "{\"Command\":\"x\",\"FunctionName\":\"\u{0}\",\"Region\":\"r\"}",
    ])
  func foreign(_ line: String) {
    #expect(JournalEntry.lines(Array("\n\(line)\n".utf8)).isEmpty)
  }

  @Test("bytes that are no UTF-8 are skipped")
  func bytes() throws {
    let line = try #require(Self.entry(.other).line)
    #expect(JournalEntry.lines([0x0A, 0xFF, 0xFE, 0x0A] + line).count == 1)
  }

  @Test("the acts of History are read: a shift's state, a rollback's versions, evidence and all")
  func acts() throws {
    func read(_ members: String) throws -> JournalEntry {
      try #require(
        JournalEntry.lines(
          Array(#"{"At":"x","FunctionName":"f","Region":"r","Alias":"live",\#(members)}"#.utf8)
        ).first)
    }
    let shift = try read(
      #""Command":"shift-weight","Version":"8","Weight":0.1,"Changed":true,"To":{"FunctionVersion":"7"}"#
    )
    #expect(shift.kind == .shifted(changed: true))
    #expect(shift.weight == Weight(percent: 10))
    let back = try read(#""Command":"with-rollback","Changed":true,"From":"8","To":"7""#)
    #expect(back.kind == .rolledBack(from: "8", to: "7"))
    let verdict = try read(
      #""Command":"healthcheck","Version":"8","Verdict":"healthy","Reason":"ok","Evidence":{"Probes":9}"#
    )
    #expect(verdict.kind == .verdict(.healthy))
    let published = try read(#""Command":"publish","Version":"8","Changed":true"#)
    #expect(published.kind == .other)
  }

  @Test("a share that cannot be read counts as all, and a verdict that is not known as none")
  func worst() throws {
    func read(_ members: String) throws -> JournalEntry {
      try #require(
        JournalEntry.lines(
          Array(#"{"Command":"c","FunctionName":"f","Region":"r",\#(members)}"#.utf8)
        ).first)
    }
    #expect(try read(#""Shifting":true,"Version":"8","Weight":"?""#).weight == .all)
    #expect(try read(#""Shifting":true"#).weight == nil)
    #expect(try read(#""Verdict":"splendid""#).kind == .verdict(.inconclusive))
    #expect(try read(#""Verdict":7"#).kind == .verdict(.inconclusive))
  }

  @Test("a long reason is cut, and a line that is too long all the same is none")
  func long() throws {
    let long = String(repeating: "\u{1}", count: 100_000)
    let line = try #require(Self.entry(.failed(status: 69), long).line)
    #expect(line.count < JournalEntry.lineLimit)
    var entry = Self.entry(.other)
    entry.place.endpointURL = long
    #expect(entry.line == nil)
  }
}
