import AWS
@testable import Release
import TestSupport
import Testing

@Suite("The story of a release")
struct ReleaseStoryTests {
  /// A release that was taken back, over midnight, as History holds it.
  private static let bad = #"""
    [{"At":"2026-11-23T23:58:40Z","Command":"upload","Changed":true,"S3Key":"x","Seconds":1.2},
     {"At":"2026-11-23T23:58:58Z","Command":"publish","Version":"8","Weight":0,"Changed":true,"Seconds":17.4},
     {"At":"2026-11-23T23:59:16Z","Command":"healthcheck","Version":"8","Weight":0,"Verdict":"healthy",
      "Reason":"score +112 reached","Source":"probe","Evidence":{"Probes":112,"Failed":0,"Unjudged":1,
      "P50Milliseconds":31,"P95Milliseconds":44,"P99Milliseconds":120,"Seconds":17.9}},
     {"At":"2026-11-23T23:59:18Z","Command":"shift-weight","Version":"8","Weight":0.1,"Changed":true,
      "To":{"FunctionVersion":"7"},"Seconds":0.7},
     {"At":"2026-11-24T00:01:18Z","Command":"healthcheck","Version":"8","Weight":0.1,"Verdict":"unhealthy",
      "Reason":"score -30 reached: 12 of 30 probes failed, the first with FunctionError Unhandled",
      "Source":"probe","Evidence":{"Probes":30,"Failed":12,"P50Milliseconds":1420,"P95Milliseconds":2900},
      "Seconds":118.2},
     {"At":"2026-11-24T00:01:19Z","Command":"rollback","Version":"8","Weight":0,"Changed":true,
      "From":"8","To":"7","Seconds":0.8}]
    """#

  private func story(_ acts: String) throws -> ReleaseStory {
    ReleaseStory(acts: try #require(try JSONValue.parse(acts).array))
  }

  @Test("80 columns hold every column; a reason stands below its act")
  func terminal() throws {
    #expect(
      try story(Self.bad).table(width: 80) == [
        "time UTC after ver share          act             probes failed   p50  p95  took",
        "2026-11-23",
        "23:58:40    0s                    uploaded                                  1.2s",
        "23:58:58   18s   8    0%          published                                  17s",
        "23:59:16   36s   8    0%          healthy            112      0  31ms 44ms   18s",
        "                                  score +112 reached",
        "23:59:18   38s   8   10% ▊        shifted                                   0.7s",
        "2026-11-24",
        "00:01:18 2m38s   8   10% ▊        unhealthy           30     12 1.42s 2.9s 1m58s",
        "                                  score -30 reached: 12 of 30 probes failed,",
        "                                  the first with FunctionError Unhandled",
        "00:01:19 2m39s   8    0%          rollback 8 -> 7                           0.8s",
      ])
  }

  @Test("40 columns keep time, share, act and failures")
  func narrow() throws {
    #expect(
      try story(Self.bad).table(width: 40).prefix(8) == [
        "time UTC share act             failed",
        "2026-11-23",
        "23:58:40       uploaded",
        "23:58:58    0% published",
        "23:59:16    0% healthy              0",
        "  score +112 reached",
        "23:59:18   10% shifted",
        "2026-11-24",
      ])
  }

  @Test("a wide terminal gets longer bars")
  func wide() throws {
    let line = try story(Self.bad).table(width: 200)[6]
    #expect(line.hasPrefix("23:59:18   38s   8   10% ██                   shifted"))
  }

  @Test("Markdown has a table, and charts of the share and of the failures")
  func markdown() throws {
    #expect(
      try story(Self.bad).markdown(title: "canary of f: unhealthy") == [
        "### canary of f: unhealthy", "",
        "| time (UTC) | after | version | share | act | probes | failed | p50 | p95 | took |",
        "| --- | --: | --: | --- | --- | --: | --: | --: | --: | --: |",
        "| 2026-11-23 23:58:40 | 0s |  |  | uploaded |  |  |  |  | 1.2s |",
        "| 2026-11-23 23:58:58 | 18s | 8 | ░░░░░░░░░░ 0% | published |  |  |  |  | 17s |",
        "| 2026-11-23 23:59:16 | 36s | 8 | ░░░░░░░░░░ 0% | healthy: score +112 reached | 112 | 0 | 31ms | 44ms | 18s |",
        "| 2026-11-23 23:59:18 | 38s | 8 | █░░░░░░░░░ 10% | shifted |  |  |  |  | 0.7s |",
        "| 2026-11-24 00:01:18 | 2m38s | 8 | █░░░░░░░░░ 10% | unhealthy: score -30 reached: 12 of 30 probes failed, the first with FunctionError Unhandled | 30 | 12 | 1.42s | 2.9s | 1m58s |",
        "| 2026-11-24 00:01:19 | 2m39s | 8 | ░░░░░░░░░░ 0% | rollback 8 -> 7 |  |  |  |  | 0.8s |",
        "", "```mermaid", "xychart-beta", #"  title "share of the traffic""#,
        #"  x-axis "time since the start" ["18s", "36s", "38s", "2m38s", "2m39s"]"#,
        #"  y-axis "percent" 0 --> 100"#, "  bar [0, 0, 10, 10, 0]", "```",
        "", "```mermaid", "xychart-beta", #"  title "failed requests""#,
        #"  x-axis "time since the start" ["36s", "2m38s"]"#,
        #"  y-axis "percent" 0 --> 40"#, "  bar [0, 40]", "```",
      ])
  }

  @Test("acts that say little, or nothing that is known, are shown as far as they can be")
  func unknown() throws {
    #expect(
      try story(
        #"""
        [{"Command":"publish","Version":"8"},{"Command":"of-2031","Weight":[1.5],"At":"1999"},7,null,
         {"Command":"healthcheck","Version":"8","Verdict":"paced","Evidence":{"Candidate":
          {"Invocations":100,"Errors":3}}},
         {"Command":"healthcheck","Verdict":"healthy","Evidence":{"Probes":-1,"Failed":1e300,"Seconds":1e99}},
         {"Command":"shift-weight","Version":"8","Status":75},
         {"Command":"rollback","Changed":false,"To":"7"}]
        """#
      ).table(width: 60) == [
        "ver act               calls failed", "  8 published", "    of-2031", "    unknown act",
        "    unknown act", "  8 paced               100      3", "    healthy",
        "  8 failed, status 75", "    shift-weight", "    nothing to undo",
      ])
    #expect(try story("[]").table(width: 80) == ["no acts are recorded"])
    #expect(try story("[]").markdown() == ["no acts are recorded"])
    #expect(try story("[]").table(width: 6) == ["no ac…"])
  }

  @Test("several functions are told apart; an act without an alias is about the next one named")
  func several() throws {
    let acts = #"""
      [{"Command":"publish","FunctionName":"a","Region":"r","Version":"3"},
       {"Command":"publish","FunctionName":"b","Region":"r","Version":"4"},
       {"Command":"shift-weight","FunctionName":"a","Region":"r","Alias":"live","Version":"3","Weight":0.1,
        "Shifting":true,"Process":7},
       {"Command":"shift-weight","FunctionName":"b","Region":"r","Alias":"live","Version":"4","Weight":0.1,
        "Shifting":true,"Process":8},
       {"Command":"shift-weight","FunctionName":"a","Region":"r","Alias":"live","Version":"3","Weight":0.1,
        "Changed":true,"Process":7},
       {"Command":"healthcheck","FunctionName":"a","Region":"r","Alias":"live","Version":"3","Weight":0.1,
        "Found":true,"Process":9},
       {"Command":"healthcheck","FunctionName":"a","Region":"r","Version":"3","Weight":0.1,
        "Verdict":"healthy"},
       {"Command":"shift-weight","FunctionName":"a","Region":"s","Alias":"live","Version":"1","Weight":1,
        "Changed":true}]
      """#
    #expect(
      try story(acts).table(width: 40) == [
        "live of a (r)", "ver share                      act",
        "  3                            published",
        "  3   10% ██                   shifted",
        "  3   10% ██                   healthy", "", "live of b",
        "ver share                      act",
        "  4                            published",
        "  4   10% ██                   no answer", "", "live of a (s)",
        "ver share                      act",
        "  1  100% ████████████████████ promoted",
      ])
    #expect(try story(acts).markdown().contains("**live of a (r)**"))
  }

  @Test("a share that stood in the record before is told once, at the start")
  func found() throws {
    let found =
      #"{"Command":"with-rollback","FunctionName":"a","Region":"r","Alias":"live","Version":"3","Weight":0.1,"Found":true}"#
    #expect(
      try story("[\(found),\(found)]").table(width: 25) == [
        "ver share       act", "  3   10% ▌     in flight",
      ])
  }
}
