import AWS
@testable import CommandSupport
import Release
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
    return GuardStory(entries, decision, [], status: status, seconds: 1).complaints.first?.message
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
}
