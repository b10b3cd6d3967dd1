@testable import AWS
import Release
import TestSupport
import Testing

@Suite("What an alias serves, in words, in JSON and in Markdown") struct AliasStatusTests {
  private static func version(
    _ version: FunctionVersion, code: String = "c1", settings: JSONValue = [:],
    description: String = "", size: Int? = 48_211
  ) -> FunctionConfiguration {
    FunctionConfiguration(
      functionName: "f", functionArn: "arn", version: version, codeSha256: code, codeSize: size,
      lastModified: Timestamp(iso8601: "2026-11-27T10:11:30Z"), description: description,
      settings: FunctionSettings(settings))
  }

  private static func status(
    _ live: FunctionVersion, _ weights: [FunctionVersion: String] = [:],
    _ description: String? = "",
    _ versions: [FunctionConfiguration] = [], deleted: Set<FunctionVersion> = [],
    denied: [String] = []
  ) -> AliasStatus {
    AliasStatus(
      functionName: "f", region: "r",
      alias: AliasConfiguration(
        name: "live", functionVersion: live, additionalVersionWeights: weights,
        description: description, revisionId: "t"),
      configurations: versions, deleted: deleted, notPermitted: denied)
  }

  private static let promoted = status(
    "8", [:], "mine [8 since 2026-11-27T10:12Z, before 7]",
    [version("8", description: "faster search"), version("7", code: "c0")])
  private static let shared = status(
    "8", ["9": "0.1"],
    "[8 since 2026-11-27T10:12Z, before 7; run k3f9x2ab since 2026-11-28T09:30Z]",
    [
      version("8", settings: ["MemorySize": 128, "Timeout": 3]),
      version("9", settings: ["MemorySize": 256, "Timeout": 3], size: 1_234_567),
    ])

  @Test("After a promotion it says since when, and where previous goes")
  func promotion() {
    #expect(
      Self.promoted.text(onTerminal: true) == [
        "f:live in r",
        "  version 8       100%  ████████████████████",
        "    live since    2026-11-27T10:12Z, promoted over version 7",
        "    modified      2026-11-27T10:11Z, 48.2 kB",
        "    description   faster search",
        "  previous      version 7",
        "    modified      2026-11-27T10:11Z, 48.2 kB",
        "    against 8     other code, same configuration",
      ])
    #expect(Self.promoted.text(onTerminal: false)[1] == "  version 8       100%")
    #expect(Self.promoted.traffic == .steady)
  }

  @Test("A share in flight has its run, and previous takes it away")
  func share() {
    #expect(
      Self.shared.text(onTerminal: true) == [
        "f:live in r",
        "  version 8        90%  ██████████████████",
        "    live since    2026-11-27T10:12Z, promoted over version 7",
        "    modified      2026-11-27T10:11Z, 48.2 kB",
        "  version 9        10%  ██",
        "    in flight     run k3f9x2ab since 2026-11-28T09:30Z",
        "    modified      2026-11-27T10:11Z, 1.2 MB",
        "    against 8     same code, another configuration (MemorySize)",
        "  previous      removes the share of version 9: version 8 gets all traffic",
      ])
    #expect(Self.shared.traffic == .inFlight)
  }

  @Test(
    "Each state has its words",
    arguments: [
      (status("8"), "no note"), (status("8", [:], "mine"), "no note"),
      (
        status("8", [:], "[8]"), "previous      unknown: no note names the version before version 8"
      ),
      (status("$LATEST"), "unpublished   each update of the code is live at once"),
      (status("$LATEST"), "previous      unknown: no version was live before"),
      (
        status("9", [:], "[8 since 2026-11-27T10:12Z, before 7]"),
        "stale note    it is about version 8"
      ),
      (status("7", [:], "[7 since 2026-11-28T10:02Z, not 8]"), "2026-11-28T10:02Z, by a rollback"),
      (status("7", [:], "[7 since 2026-11-28T10:02Z, not 8]"), "rolled back   version 8"),
      (
        status("7", [:], "[7 since 2026-11-28T10:02Z, not 8]"),
        "previous      nothing to do: rolled back from version 8 already"
      ),
      (
        status("8", ["7": "0.5"], "[8 since 2026-11-27T10:12Z, before 7]"),
        "settling      AWS's own weight until provisioned concurrency is ready"
      ),
      (
        status("8", ["7": "0.5"], "[8 since 2026-11-27T10:12Z, before 7]"),
        "previous      version 7"
      ),
      (status("8", ["7": "0.5"]), "in flight     no run is noted; or AWS's own weight"),
      (status("8", ["9": "0.5"]), "in flight     no run is noted"),
      (
        status("8", [:], "[8; run k3f9x2ab since 2026-11-28T09:30Z]"),
        "no share      something else has removed that of run k3f9x2ab"
      ),
      (
        status("8", [:], "[8 since 2026-11-27T10:12Z, before 7]", deleted: ["7"]),
        "deleted       this version does not exist any more"
      ),
      (
        status("8", [:], nil, denied: ["lambda:GetAlias"]),
        "not visible   weights, note and previous: lambda:GetAlias shows them"
      ),
    ])
  func states(_ status: AliasStatus, _ words: String) {
    let lines = status.text(onTerminal: false)
    #expect(lines.contains { $0.contains(words) }, "\(lines)")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(status.markdown.allSatisfy { !$0.contains("\n") })
  }

  @Test("What is not visible is not guessed")
  func unseen() {
    let status = Self.status(
      "8", [:], nil, [Self.version("8")], denied: ["lambda:GetAlias"])
    let text = status.text(onTerminal: true).joined(separator: "\n")
    for word in ["%", "█", "no note", "stale", "previous  "] {
      #expect(!text.contains(word), "\(text)")
    }
    #expect(status.traffic == .unseen)
    for name in ["InFlight", "Note", "Previous"] { #expect(status.json[name] == nil) }
    #expect(status.json["Alias"] == ["Name": "live", "FunctionVersion": "8", "RevisionId": "t"])
    #expect(status.json["Versions"]?.array?.first?["Weight"] == nil)
    #expect(status.json["NotPermitted"] == ["lambda:GetAlias"])
  }

  @Test("JSON has AWS's names, the weights whenever they are visible, and the differences")
  func json() {
    #expect(
      Self.shared.json.serialized
        == #"{"FunctionName":"f","Region":"r","Alias":{"Name":"live","FunctionVersion":"8","Description":"[8 since 2026-11-27T10:12Z, before 7; run k3f9x2ab since 2026-11-28T09:30Z]","RoutingConfig":{"AdditionalVersionWeights":{"9":0.1}},"RevisionId":"t"},"Traffic":"in-flight","InFlight":{"Version":"9","Weight":0.1,"Run":"k3f9x2ab","Since":"2026-11-28T09:30Z"},"Note":{"Version":"8","Since":"2026-11-27T10:12Z","Before":"7","Run":{"Name":"k3f9x2ab","Since":"2026-11-28T09:30Z"}},"Previous":{"Act":"remove","From":"9","To":"8"},"Versions":[{"Version":"8","Weight":0.9,"Description":"","CodeSize":48211,"CodeSha256":"c1","LastModified":"2026-11-27T10:11:30Z"},{"Version":"9","Weight":0.1,"Description":"","CodeSize":1234567,"CodeSha256":"c1","LastModified":"2026-11-27T10:11:30Z","Differences":["MemorySize"]}],"NotPermitted":[]}"#
    )
    let steady = Self.promoted.json
    #expect(steady["Alias"]?["RoutingConfig"] == ["AdditionalVersionWeights": [:]])
    #expect(steady["InFlight"] == nil)
    #expect(steady["Previous"] == ["Act": "move", "From": "8", "To": "7"])
    #expect(steady["Versions"]?.array?.map { $0["Weight"]?.numeral } == ["1", "0"])
    #expect(steady["Versions"]?.array?.last?["Differences"] == ["CodeSha256"])
    let stale = Self.status("9", [:], "[8 since 2026-11-27T10:12Z]").json
    #expect(stale["Note"] == nil)
    #expect(stale["StaleNote"] == ["Version": "8", "Since": "2026-11-27T10:12Z"])
    #expect(stale["Previous"] == ["Act": "refuse"])
  }

  @Test("Markdown is a table, in which no text from outside means anything")
  func markdown() {
    let evil = "a|b `c` <img> @team #12\n| x | ::error:: www.evil.test \u{1B}[31m \u{202E} $x$"
    let status = Self.status("8", [:], "", [Self.version("8", description: evil)])
    let lines = status.markdown
    #expect(
      lines.prefix(4) == [
        "### live of f in r", "",
        "| Version | Share | State | Modified | Size | Description |",
        "| ---: | ---: | --- | --- | ---: | --- |",
      ])
    let row = lines[4]
    #expect(
      row.hasPrefix(
        "| 8 | 100% | no note: since when it is live is not known | 2026-11-27T10:11Z | 48.2 kB | a"
      ))
    for meant in ["`", "<", "@team", " #12", "::", "www.", "[", "\\", "$x"] {
      #expect(!row.contains(meant), "\(meant) in \(row)")
    }
    #expect(row.filter { $0 == "|" }.count == 7)
    #expect(row.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    #expect(
      lines.dropFirst(5) == [
        "",
        "- `rollback --to-version previous`: unknown: no note names the version before version 8",
      ])
  }

  @Test("The story of a record ends with the shift whose answer is not known")
  func unanswered() throws {
    let record = try ReleaseRecord(
      Array(
        #"""
        {"History":[{"At":"2026-11-28T09:00:00Z","Command":"publish","Version":"9","Changed":true},
        {"At":"2026-11-28T09:01:01Z","Command":"shift-weight","Version":"9","Status":69,"Reason":"x"}],
        "Shifting":{"Alias":"live","Version":"9","Weight":0.5,"At":"2026-11-28T09:01:00Z"}}
        """#.utf8))
    let lines = ReleaseStory(of: record).table(width: 80)
    #expect(lines.last?.contains("no answer") == true, "\(lines)")
    #expect(lines.last?.contains("50%") == true)
    #expect(lines.contains { $0.contains("failed, status 69") })
    #expect(ReleaseStory(of: ReleaseRecord()).table(width: 80) == ["no acts are recorded"])
  }

  @Test("A long Description goes on below itself, whatever is in it")
  func wrapping() {
    for text in [
      String(repeating: "word ", count: 50), String(repeating: "x", count: 250),
      String(repeating: "漢字", count: 60), "\n\u{1B}[2J\r::error::", " ", "👨‍👩‍👧‍👦 e\u{301}",
    ] {
      let lines = Self.status("8", [:], "", [Self.version("8", description: text)])
        .text(onTerminal: true)
      #expect(lines.allSatisfy { TextColumnsWidth.cells($0) <= 80 }, "\(lines)")
      #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
    }
  }
}

/// The cells that a line takes at most: East Asian characters and pictures take two.
private enum TextColumnsWidth {
  static func cells(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) {
      $0 + ($1.value >= 0x1100 && !(0x2580...0x259F).contains($1.value) ? 2 : 1)
    }
  }
}
