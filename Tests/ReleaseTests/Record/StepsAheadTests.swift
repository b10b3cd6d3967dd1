import Release
import Testing

@Suite("Which steps are ahead of a record")
struct StepsAheadTests {
  private static let alias7 = #""Alias":{"Name":"live","FunctionVersion":"7"}"#

  private static func at(_ weight: String, _ rest: String = "") -> String {
    #"{"Version":"8","Alias":{"Name":"live","FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"8":\#(weight)}}}\#(rest)}"#
  }

  private static func health(_ verdict: String, _ version: String = "8") -> String {
    #","Health":{"Verdict":"\#(verdict)","Version":"\#(version)"}"#
  }

  private static func shifting(_ weight: String, _ version: String = "8") -> String {
    #","Shifting":{"Alias":"live","Version":"\#(version)","Weight":\#(weight),"At":"2026-11-27T10:00:00Z"}"#
  }

  private static func judged(at time: String) -> String {
    health("healthy")
      + #","History":[{"At":"\#(time)","Command":"healthcheck","Verdict":"healthy"}]"#
  }

  private static let before = "2026-11-27T09:59:00Z"
  private static let after = "2026-11-27T10:01:00Z"
  private static let all = "10%:60s 50%:60s"

  private static let table: [(String, String, String)] = [
    ("an empty record", "{}", all),
    ("an upload", #"{"FunctionName":"f"}"#, all),
    ("published", #"{"Version":"8",\#(alias7)}"#, all),
    ("checked before traffic", #"{"Version":"8",\#(alias7)\#(health("healthy"))}"#, all),
    ("live already", #"{"Version":"8","Alias":{"Name":"live","FunctionVersion":"8"}}"#, ""),
    ("first share, not checked", at("0.1"), all),
    ("first share, healthy", at("0.1", health("healthy")), "50%:60s"),
    ("first share, unhealthy", at("0.1", health("unhealthy")), all),
    ("first share, held", at("0.1", health("inconclusive")), all),
    ("a verdict about another version", at("0.1", health("healthy", "7")), all),
    ("last share, not checked", at("0.5"), "50%:60s"),
    ("last share, healthy", at("0.5", health("healthy")), ""),
    ("a share beside the schedule", at("0.25"), "25%:60s 50%:60s"),
    ("a checked share beside it", at("0.25", health("healthy")), "50%:60s"),
    ("a share above it", at("0.7"), "70%:60s"),
    ("a checked share above it", at("0.7", health("healthy")), ""),
    (
      "another version's share",
      #"{"Version":"9","Alias":{"Name":"live","FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"8":0.5}}}}"#,
      all
    ),
    ("a first share without answer", #"{"Version":"8",\#(alias7)\#(shifting("0.1"))}"#, all),
    (
      "a raise without answer, the verdict from before it",
      at("0.1", shifting("0.5") + judged(at: before)), "50%:60s"
    ),
    ("a raise without answer, judged since", at("0.1", shifting("0.5") + judged(at: after)), ""),
    (
      "a raise without answer, verdict without a time",
      at("0.1", shifting("0.5") + health("healthy")), "50%:60s"
    ),
    ("a removal without answer", at("0.5", shifting("0")), all),
    ("a promotion without answer", at("0.5", shifting("1") + judged(at: before)), ""),
    ("a forced promotion without answer", at("0.1", shifting("1")), all),
    ("a shift of another version", at("0.1", shifting("0.5", "6")), all),
    ("rolled back", #"{"Version":"8",\#(alias7),"RolledBack":{"From":"8","To":"7"}}"#, all),
    ("a dry run before its first share", #"{"DryRun":true,"Version":"8",\#(alias7)}"#, all),
    (
      "a dry run at a share", #"{"DryRun":true,"Version":"8",\#(alias7)\#(shifting("0.1"))}"#,
      "50%:60s"
    ),
    (
      "a dry run without a version", #"{"DryRun":true,"Shifting":{"Alias":"live","Weight":0.5}}"#,
      ""
    ),
    ("a dry run that goes on", at("0.1", #","DryRun":true"#), all),
    ("an alias to be made", #"{"Version":"8","Alias":{"Name":"live","New":true}}"#, ""),
    ("an alias that only has a name", #"{"Version":"8","Alias":{"Name":"live"}}"#, all),
  ]

  @Test("of 10%,50%", arguments: table)
  func ahead(what: String, record: String, steps: String) throws {
    let schedule = try Schedule(argument: "10%,50%")
    let ahead = try schedule.ahead(of: ReleaseRecord(Array(record.utf8)))
    #expect(ahead.map(\.text).joined(separator: " ") == steps, "\(what)")
  }

  private static let pace =
    #","Pace":{"First":0.01,"Cap":0.5,"Tolerate":0.01,"Reject":0.05,"Risk":0.01,"Clump":1,"#
    + #""GiveUpSeconds":3600,"LagSeconds":180,"Step":4,"Headroom":10,"BakeMinutes":3,"#
    + #""Version":"8","Baseline":"7","Start":"2026-11-27T10:00:00Z","Weight":0.1,"RevisionId":"r"}"#

  private static func paced(_ verdict: String, _ weight: String, _ version: String = "8") -> String
  {
    #","Health":{"Verdict":"\#(verdict)","Version":"\#(version)","Weight":\#(weight)}"#
  }

  private static let pacedTable: [(String, String, String)] = [
    ("an empty record", "{}", "1%"),
    ("published", #"{"Version":"8",\#(alias7)}"#, "1%"),
    ("checked before traffic", #"{"Version":"8",\#(alias7)\#(health("healthy"))}"#, "1%"),
    ("live already", #"{"Version":"8","Alias":{"Name":"live","FunctionVersion":"8"}}"#, ""),
    ("an alias to be made", #"{"Version":"8","Alias":{"Name":"live","New":true}}"#, ""),
    ("a share without a look", at("0.1", pace), "10%"),
    ("a look that allows more", at("0.1", pace + paced("paced", "0.337")), "33.7%"),
    ("one that allows less", at("0.1", pace + paced("paced", "0.01")), "1%"),
    ("all traffic", at("0.1", pace + paced("paced", "1")), "99.9999999%"),
    ("the promotion is due", at("0.5", pace + paced("healthy", "1")), ""),
    ("healthy by probes", at("0.1", pace + health("healthy")), "10%"),
    ("a look about another version", at("0.1", pace + paced("paced", "0.337", "7")), "10%"),
    ("unhealthy", at("0.1", pace + health("unhealthy")), "1%"),
    ("held", at("0.1", health("inconclusive")), "1%"),
    ("a share of fixed weights", at("0.1", health("healthy")), "1%"),
    ("a share of another first", at("0.1", pace.replacing("0.01,\"Cap", "0.02,\"Cap")), "1%"),
    ("a broken Pace", at("0.1", #","Pace":{}"#), "1%"),
    ("a raise without answer", at("0.1", pace + shifting("0.5") + paced("paced", "0.5")), "1%"),
    ("a promotion without answer", at("0.5", pace + shifting("1") + paced("healthy", "1")), ""),
    ("a forced promotion without answer", at("0.5", pace + shifting("1")), "1%"),
    ("rolled back", #"{"Version":"8",\#(alias7),"RolledBack":{"From":"8","To":"7"}}"#, "1%"),
    ("a dry run before its first share", #"{"DryRun":true,"Version":"8",\#(alias7)}"#, "1%"),
    (
      "a dry run at a share", #"{"DryRun":true,"Version":"8",\#(alias7)\#(shifting("0.01"))}"#, ""
    ),
  ]

  @Test("of pace=1%", arguments: pacedTable)
  func paced(what: String, record: String, steps: String) throws {
    let schedule = try Schedule(argument: "pace=1%")
    let ahead = try schedule.ahead(of: ReleaseRecord(Array(record.utf8)))
    #expect(ahead.map(\.text).joined(separator: " ") == steps, "\(what)")
  }

  @Test(
    "what no pace can be made of", arguments: ["pace=", "pace=0%", "pace=51%", "pace=1", "pace=x"])
  func noPace(text: String) {
    #expect(throws: Schedule.SyntaxError.self) { try Schedule(argument: text) }
  }

  @Test("a pace has no bake and no pause")
  func noBake() throws {
    #expect(throws: Schedule.SyntaxError.self) {
      try Schedule(argument: "pace=1%", bake: Seconds(60))
    }
    #expect(throws: Schedule.SyntaxError.self) {
      try Schedule(argument: "pace=1%", pauseAt: Weight(argument: "1%"))
    }
  }

  @Test("a share that is out unchecked is ahead of an empty schedule too")
  func allAtOnce() throws {
    let schedule = try Schedule(argument: "AllAtOnce")
    let record = try ReleaseRecord(Array(Self.at("0.1").utf8))
    #expect(try schedule.ahead(of: record).map(\.text) == ["10%:0s"])
    #expect(try schedule.ahead(of: ReleaseRecord()).isEmpty)
  }

  @Test("a release does not pause twice at one share")
  func paused() throws {
    let schedule = try Schedule(argument: "10%:5s:pause,50%:7s")
    func ahead(_ record: String) throws -> [String] {
      try schedule.ahead(of: ReleaseRecord(Array(record.utf8))).map(\.text)
    }
    #expect(try ahead(Self.at("0.1")) == ["10%:5s:pause", "50%:7s"])
    #expect(try ahead(Self.at("0.1", Self.health("healthy"))) == ["50%:7s"])
    #expect(try ahead(Self.at("0.2")) == ["20%:7s", "50%:7s"])
  }

  @Test("an alias that is to be made has no share to pause at; a broken verdict decides nothing")
  func refused() throws {
    let schedule = try Schedule(argument: "10%:5s:pause")
    let new = #"{"Version":"8","Alias":{"Name":"live","New":true}}"#
    for record in [new, Self.at("0.1", #","Health":{"Verdict":"fine"}"#)] {
      #expect(throws: ReleaseFailure.self) {
        try schedule.ahead(of: ReleaseRecord(Array(record.utf8)))
      }
    }
  }

  @Test("what is ahead grows, and is ahead of an empty record too, but for the share that is out")
  func subset() throws {
    let schedule = try Schedule(argument: "10%,50%")
    for (_, text, _) in Self.table {
      let record = try ReleaseRecord(Array(text.utf8))
      let weights = try schedule.ahead(of: record).map(\.weight)
      #expect(weights == weights.sorted())
      #expect(
        weights.dropFirst().allSatisfy { weight in schedule.steps.contains { $0.weight == weight } }
      )
    }
  }
}

extension String {
  /// The text with one part replaced.
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    guard let range = firstRange(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + self[range.upperBound...]
  }
}
