import AWS
@testable import Release
import TestSupport
import Testing

@Suite("After a crash the record tells what may be exposed")
struct ShiftingTests {
  private let time = Timestamp(milliseconds: 1_795_602_400_000)

  private func record(_ text: String) throws(ReleaseFailure) -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8))
  }

  private func shifting(to state: AliasState, weight: Weight) -> (FunctionVersion, Weight) {
    let shifting = Shifting(to: state, alias: "live", version: "8", weight: weight, at: time)
    return (shifting.version, shifting.weight)
  }

  @Test("a share, a promotion, a removal, and each of an adopted version")
  func states() throws {
    let tenth = try #require(Weight(percent: 10))
    func share(_ version: FunctionVersion) -> AliasState {
      AliasState(primary: "7", second: AliasState.Share(version: version, weight: tenth))
    }
    #expect(shifting(to: share("8"), weight: tenth) == ("8", tenth))
    #expect(shifting(to: share("6"), weight: tenth) == ("6", tenth))
    #expect(shifting(to: AliasState(primary: "8"), weight: .all) == ("8", .all))
    #expect(shifting(to: AliasState(primary: "6"), weight: .all) == ("6", .all))
    #expect(shifting(to: AliasState(primary: "7"), weight: .none) == ("8", .none))
    // An alias that is made gives the version everything, whatever share was asked for.
    #expect(shifting(to: AliasState(primary: "8"), weight: tenth) == ("8", .all))
  }

  @Test("it is read as it was written, run and all")
  func codec() throws {
    var record = ReleaseRecord()
    for run in [nil, "k3x9"] {
      let shifting = Shifting(
        alias: "live", version: "8", weight: try #require(Weight(percent: 10)), at: time, run: run)
      record.shifting = shifting
      #expect(record.shifting == shifting)
      #expect(
        record.json.serialized
          == #"{"Shifting":{"Alias":"live","Version":"8","Weight":0.1,"At":"2026-11-25T10:26:40Z""#
          + (run.map { #","Run":"\#($0)""# } ?? "") + "}}")
      #expect(record.aliasName == "live")
    }
    record.shifting = nil
    #expect(record == ReleaseRecord())
  }

  @Test(
    "which version a rollback takes traffic from, and where a promotion came from",
    arguments: [
      // record, exposed, promoted from
      (#"{}"#, nil, nil),
      (#"{"Version":"8","PreviousVersion":"7"}"#, "8", nil),
      (
        #"{"Version":"8","PreviousVersion":"7","Alias":{"Name":"a","FunctionVersion":"7"}}"#, "8",
        nil
      ),
      (
        #"{"Version":"8","PreviousVersion":"7","Alias":{"Name":"a","FunctionVersion":"8"}}"#, "8",
        "7"
      ),
      // Live when it was published: where to go back to is not known.
      (#"{"Version":"8","Alias":{"Name":"a","FunctionVersion":"8"}}"#, "8", nil),
      // A record of 0.1.0 that says it was its own predecessor.
      (
        #"{"Version":"8","PreviousVersion":"8","Alias":{"Name":"a","FunctionVersion":"8"}}"#, "8",
        nil
      ),
      // A shift without an answer: of a share, of everything, of nothing.
      (#"{"Version":"8","PreviousVersion":"7","Shifting":{"Version":"8","Weight":0.1}}"#, "8", nil),
      (#"{"Version":"8","PreviousVersion":"7","Shifting":{"Version":"8","Weight":1}}"#, "8", "7"),
      (#"{"Version":"8","PreviousVersion":"7","Shifting":{"Version":"8","Weight":1.0}}"#, "8", "7"),
      (#"{"Version":"8","PreviousVersion":"7","Shifting":{"Version":"8","Weight":0}}"#, "8", nil),
      // Of an adopted version; of one that is known by the shift alone.
      (#"{"Version":"8","PreviousVersion":"6","Shifting":{"Version":"7","Weight":1}}"#, "7", "6"),
      (#"{"Shifting":{"Version":"8","Weight":0.5}}"#, "8", nil),
      (#"{"Version":"9","PreviousVersion":"8","Shifting":{"Version":"8","Weight":1}}"#, "8", nil),
      // From a newer toolbox: a share that cannot be read is the worst, no version is none.
      (#"{"Version":"8","PreviousVersion":"7","Shifting":{"Version":"8","Weight":"x"}}"#, "8", "7"),
      (#"{"Version":"8","PreviousVersion":"7","Shifting":{"Target":"8"}}"#, "8", nil),
    ] as [(String, FunctionVersion?, FunctionVersion?)])
  func reading(text: String, exposed: FunctionVersion?, from: FunctionVersion?) throws {
    let record = try record(text)
    #expect(record.exposedVersion == exposed)
    #expect(record.promotedFrom == from)
  }

  @Test(
    "a verdict from before the shift permits that shift again, and nothing beyond it",
    arguments: [
      // verdict, its time, permits 10%, 50%, 100% after a shift to 50%
      ("healthy", "2026-11-25T10:26:39Z", [true, true, false]),
      ("healthy", "2026-11-25T10:26:40Z", [true, true, false]),
      ("healthy", "2026-11-25T10:26:41Z", [true, true, true]),
      ("healthy", "some time", [true, true, false]),
      ("unhealthy", "2026-11-25T10:26:39Z", [true, true, true]),
    ])
  func outdated(verdict: String, at: String, isThere: [Bool]) throws {
    var record = try record(
      #"{"Health":{"Verdict":"\#(verdict)","Version":"8"},"History":[{"Command":"healthcheck","At":"#
        + #""\#(at)","Verdict":"\#(verdict)"},{"At":"2030-01-01T00:00:00Z","Status":69},"text"]}"#)
    let weights = [10, 50, 100].compactMap { Weight(percent: $0) }
    #expect(try weights.allSatisfy { try record.health(for: $0) != nil })
    #expect(!record.isVerdictOutdated)
    record.shifting = Shifting(alias: "live", version: "8", weight: weights[1], at: time)
    #expect(try weights.map { try record.health(for: $0) != nil } == isThere)
  }

  @Test("a confirmed shift and a confirmed rollback remove it")
  func confirmed() throws {
    let alias = AliasConfiguration(name: "live", functionVersion: "8", revisionId: "r")
    let text = #"{"Version":"8","PreviousVersion":"7","Shifting":{"Version":"8","Weight":1}}"#
    var shifted = try record(text)
    shifted.set(
      TrafficShift.Shifted(alias: alias, version: "8", previousVersion: nil, changed: false))
    #expect(shifted.shifting == nil && shifted.promotedFrom == "7")
    var rolledBack = try record(text)
    rolledBack.set(Rollback.RolledBack(alias: alias, from: nil))
    #expect(rolledBack.shifting == nil)
  }

  @Test("a shifting that is not an object is refused by name")
  func noObject() {
    #expect(throws: ReleaseFailure.self) { try record(#"{"Shifting":"8"}"#) }
  }
}
