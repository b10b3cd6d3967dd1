import AWS
@testable import Release
import TestSupport
import Testing

@Suite("History keeps every act, and makes room by details alone")
struct HistoryTests {
  private let time = Timestamp(milliseconds: 1_795_602_400_000)

  private func record(_ text: String) throws(ReleaseFailure) -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8), limit: ReleaseRecord.rollbackSizeLimit)
  }

  private let split = #"""
    {"Version":"8","Alias":{"Name":"live","FunctionVersion":"7",
      "RoutingConfig":{"AdditionalVersionWeights":{"8":0.1}}}}
    """#

  /// A verdict whose evidence has that many bytes more than its counts.
  private func verdict(_ bytes: Int) -> HealthReport {
    HealthReport(
      verdict: .healthy, reason: "score +112 reached", source: "probe", version: "8", rule: [:],
      evidence: [
        "Probes": 112, "Failed": 0, "Unjudged": 1, "P50Milliseconds": 31,
        "Failures": [
          ["Probe": 3, "RequestId": "r", "LogLine": .string(.init(repeating: "x", count: bytes))]
        ],
      ], details: [])
  }

  @Test("each act says when, which command, which version with which share, and the outcome")
  func acts() throws {
    let record = try record(split)
    func text(_ act: Act) -> String { act.json(command: "c", at: time).serialized }
    let start = #"{"At":"2026-11-25T10:26:40Z","Command":"c","#
    #expect(
      text(.published(record, changed: true))
        == start + #""Version":"8","Weight":0.1,"Changed":true}"#)
    #expect(
      text(.checked(verdict(1), record))
        == start + #""Version":"8","Weight":0.1,"Verdict":"healthy","Reason":"score +112 reached","#
        + #""Source":"probe","Evidence":{"Probes":112,"Failed":0,"Unjudged":1,"P50Milliseconds":31,"#
        + #""Failures":[{"Probe":3,"RequestId":"r","LogLine":"x"}]}}"#)
    let shifted = TrafficShift.Shifted(
      alias: AliasConfiguration(name: "live", functionVersion: "8", revisionId: "r"), version: "8",
      previousVersion: "7", before: record.alias.map { AliasState($0) }, changed: true)
    #expect(
      text(.shifted(shifted))
        == start + #""Version":"8","Weight":1,"Changed":true,"#
        + #""From":{"FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"8":0.1}}},"#
        + #""To":{"FunctionVersion":"8"}}"#)
    let back = AliasConfiguration(name: "live", functionVersion: "7", revisionId: "r")
    #expect(
      text(.rolledBack(Rollback.RolledBack(alias: back, from: "8"), record))
        == start + #""Version":"8","Weight":0,"Changed":true,"From":"8","To":"7"}"#)
    #expect(
      text(.rolledBack(Rollback.RolledBack(alias: back, from: nil), record))
        == start + #""Version":"8","Weight":0,"Changed":false,"To":"7"}"#)
    #expect(
      text(.failed(status: 75, reason: "no", record))
        == start + #""Version":"8","Weight":0.1,"Status":75,"Reason":"no"}"#)
    #expect(
      text(.failed(status: 77, reason: "no", ReleaseRecord())) == start
        + #""Status":77,"Reason":"no"}"#)
  }

  @Test("a failure's reason is cut")
  func longReason() throws {
    let act = Act.failed(status: 76, reason: String(repeating: "é", count: 9000), ReleaseRecord())
    let reason = act.json(command: "c", at: time)["Reason"]?.string
    #expect(reason?.count == 500 && reason?.hasSuffix("…") == true)
  }

  @Test("an act comes after those that are there, which stay to the byte")
  func appended() throws {
    let old = #"{"At":"1999","Command":"of-2031","Weight":[1.50],"New":{"a":null}}"#
    for acts in ["", old, old + "," + old + #","text",7,null"#] {
      var record = try record(#"{"A":1,"History":[\#(acts)],"B":2}"#)
      #expect(record.append(.published(record, changed: false), command: "publish", at: time) == 0)
      #expect(
        record.json.serialized
          == #"{"A":1,"History":[\#(acts)\#(acts == "" ? "" : ",")"#
          + #"{"At":"2026-11-25T10:26:40Z","Command":"publish","Changed":false}],"B":2}"#)
    }
    var fresh = ReleaseRecord()
    _ = fresh.append(.published(fresh, changed: true), command: "publish", at: time)
    #expect(fresh.history.count == 1)
  }

  @Test("a history that is not an array is refused by name")
  func noArray() {
    for value in ["{}", "1", "null", "\"x\""] {
      #expect(throws: ReleaseFailure.self) { try record(#"{"History":\#(value)}"#) }
    }
  }

  @Test("above the limit the oldest verdicts keep their counts, and no act goes", arguments: 1...8)
  func shortened(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var record = try record(split)
    var told = 0
    for number in 1...Int.random(in: 40...80, using: &random) {
      let before = record.history
      let act: Act =
        Bool.random(using: &random)
        ? .checked(verdict(Int.random(in: 0...600, using: &random)), record)
        : .failed(status: 69, reason: "no answer", record)
      #expect(record.append(act, command: "test", at: time) == 0)
      let count = record.shorten(to: 12_000)
      told += count
      #expect(record.history.count == number)
      #expect(record.json.serialized.utf8.count <= 12_000)
      // The acts that changed are `count` verdicts, and all verdicts before the last of them.
      let changed = before.indices.filter { record.history[$0] != before[$0] }
      #expect(changed.count == count)
      for place in 0...(changed.last ?? 0)
      where record.history[place]["Verdict"] != nil && count > 0 {
        #expect(record.history[place]["Reason"] == nil)
        #expect(
          record.history[place]["Evidence"]?.serialized
            == #"{"Probes":112,"Failed":0,"Unjudged":1}"#)
        #expect(record.history[place]["At"] == before[place]["At"])
      }
    }
    #expect(told == record.history.filter { $0["Verdict"] != nil && $0["Reason"] == nil }.count)
  }

  @Test("the limit is 768 KiB")
  func limit() throws {
    var record = try record(split)
    let half = Act.checked(verdict(380 << 10), record)
    #expect(record.append(half, command: "test", at: time) == 0)
    #expect(record.append(half, command: "test", at: time) == 0)
    #expect(record.append(.checked(verdict(8 << 10), record), command: "test", at: time) == 1)
    #expect(record.history.map { $0["Reason"] != nil } == [false, true, true])
  }

  @Test("an older act keeps of the user's commands which they were and how they ended")
  func runs() throws {
    var record = try record(split)
    var report = verdict(1)
    let evidence = JSONValue.object([JSONMember("a", .string(.init(repeating: "x", count: 900)))])
    _ = report.take(
      CommandFinding(
        command: "c", status: 0, verdict: .healthy, reason: "fine", evidence: evidence))
    _ = record.append(.checked(report, record), command: "healthcheck", at: time)
    #expect(record.history[0]["Runs"]?.array?.first?["Evidence"] == evidence)
    #expect(record.shorten(to: 600) == 1)
    #expect(
      record.history[0]["Runs"]?.serialized
        == #"[{"Command":"c","Status":0,"Verdict":"healthy","Reason":"fine"}]"#)
  }

  @Test("a record that is long by other members stays whole")
  func longByOthers() throws {
    let text = #"{"Note":"\#(String(repeating: "x", count: 1 << 20))","History":[{"Command":"c"}]}"#
    var record = try record(text)
    #expect(record.append(.published(record, changed: true), command: "publish", at: time) == 0)
    #expect(record.history.count == 2 && record.json.serialized.utf8.count > 1 << 20)
  }

  @Test("the share of a version is its own, the rest, all or none")
  func share() throws {
    let record = try record(split)
    #expect(record.share(of: "8")?.percent == "10%" && record.share(of: "7")?.percent == "90%")
    #expect(record.share(of: "6") == Weight.none && ReleaseRecord().share(of: "8") == nil)
  }
}
