import AWS
@testable import CommandSupport
@testable import Release
import Testing

@Suite("What a guard reports at its end")
struct GuardStoryTests {
  private static let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f"

  private func entry(
    _ kind: JournalEntry.Kind, arn: String? = nil, alias: String? = "live", profile: String? = nil,
    reason: String? = nil
  ) -> JournalEntry {
    JournalEntry(
      kind, command: "healthcheck",
      place: JournalEntry.Place(
        functionName: "f", functionArn: arn, region: "eu-central-1", alias: alias,
        profile: profile),
      at: Timestamp(milliseconds: 0), version: .published(8), weight: Weight(percent: 10),
      reason: reason)
  }

  private func verdict(_ entries: [JournalEntry], status: Int32 = 1) -> String? {
    let decision = RollbackDecision(
      entries, ending: .exited(status), policy: RollbackDecision.Policy())
    return GuardStory(entries, decision, [], status: status, seconds: 1, record: nil)
      .complaints.first?.message.description
  }

  @Test("a check belongs to the share of its alias, however the function and the caller are named")
  func samePlace() {
    for check in [
      entry(.verdict(.unhealthy), arn: Self.arn), entry(.verdict(.unhealthy), profile: "ci"),
      entry(.verdict(.unhealthy), alias: nil), entry(.verdict(.unhealthy)),
    ] {
      #expect(verdict([entry(.shifted(changed: true)), check]) == "step 1: version 8 is unhealthy")
      #expect(
        verdict([entry(.found(nil), profile: "x"), check]) == "step 1: version 8 is unhealthy")
    }
  }

  @Test("a check of another alias is none of the share's")
  func otherAlias() {
    let check = entry(.verdict(.unhealthy), alias: "beta")
    #expect(
      verdict([entry(.shifted(changed: true)), check]) == "before traffic: version 8 is unhealthy")
  }

  @Test("the line of the verdict gives its reason")
  func reason() {
    #expect(
      verdict([entry(.verdict(.unhealthy), reason: "3 of 3 probes failed")])
        == "before traffic: version 8 is unhealthy: 3 of 3 probes failed")
    #expect(
      verdict([entry(.verdict(.inconclusive), reason: "90 probes")], status: 2)
        == "before traffic: not enough evidence about version 8: 90 probes")
  }

  @Test("the job summary has what was measured, and the guard's own rollback with its time")
  func summary() throws {
    var check = entry(.verdict(.unhealthy), reason: "3 of 3 probes failed")
    check.figures = ActFigures(evidence: ["Probes": 3, "Failed": 3, "P50Milliseconds": 31])
    check.seconds = 0.4
    check.at = Timestamp(milliseconds: 5000)
    var shift = entry(.shifted(changed: true))
    shift.command = "shift-weight"
    let entries = [shift, check]
    let decision = RollbackDecision(
      entries, ending: .exited(1), policy: RollbackDecision.Policy())
    let end = (at: Timestamp(milliseconds: 65_000), seconds: 0.5)
    func row(_ outcome: RollbackDecision.Outcome) -> Substring? {
      let story = GuardStory(
        entries, decision, [outcome], ends: [end], status: 1, seconds: 66, record: nil)
      let lines = story.summary(flow: "canary").split(separator: "\n")
      #expect(lines.first == "### canary of f: unhealthy")
      #expect(
        lines.contains {
          $0.hasSuffix(
            "| 8 | █░░░░░░░░░ 10% | unhealthy: 3 of 3 probes failed | 3 | 3 | 31ms |  | 0.4s |")
        })
      #expect(lines.contains("xychart-beta"))
      return lines.last { $0.hasPrefix("|") }
    }
    let back = Rollback.RolledBack(
      alias: AliasConfiguration(name: "live", functionVersion: .published(7), revisionId: "r"),
      from: .published(8))
    #expect(
      row(.rolledBack(back))
        == "| 1970-01-01 00:01:05 | 1m5s | 8 | ░░░░░░░░░░ 0% | rollback 8 -> 7 |  |  |  |  | 0.5s |"
    )
    #expect(row(.promoted)?.contains("| left alone: the promotion had already happened |") == true)
    #expect(
      row(.leftAlone(.conflict("live: another run")))?.contains("| left alone: live: another run |")
        == true)
    #expect(
      row(.failed(.timedOut("a|b")))?.contains("| failed, status 3: rollback: not") == true)
  }
}
