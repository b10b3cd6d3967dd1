import AWS
@testable import Release
import TestSupport
import Testing

@Suite("publish begins a release, and leaves one that goes on as it is")
struct PublishedRecordTests {
  private func record(_ text: String) throws(ReleaseFailure) -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8))
  }

  private func published(_ version: FunctionVersion, live: FunctionVersion?, changed: Bool = false)
    -> Publication.Published
  {
    Publication.Published(
      functionName: "f", functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:f",
      version: version, codeSha256: "c=", changed: changed, liveVersion: live)
  }

  private let paused = #"""
    {"FunctionName":"f","Version":"8","Changed":true,"PreviousVersion":"7","Alias":{"Name":"live",
    "FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"8":0.1}},"RevisionId":"r"},
    "Health":{"Verdict":"healthy","Version":"8"},"RolledBack":{"From":"6","To":"5"}}
    """#

  @Test("the record's own version goes on: alias, verdict and previous version stay")
  func again() throws {
    let before = try record(paused)
    var after = before
    after.set(published("8", live: "7"), region: "eu-central-1", alias: "live")
    for name in ["Alias", "Health", "PreviousVersion", "RolledBack"] {
      #expect(after.json[name] == before.json[name])
    }
    #expect(after.json["Changed"] == false)
  }

  @Test("an alias that is missing is marked so, until it is there or the version has its share")
  func missing() throws {
    var record = ReleaseRecord()
    record.set(published("8", live: nil), region: "eu-central-1", alias: "live")
    #expect(record.missingAlias == "live" && record.aliasName == "live" && record.alias == nil)
    #expect(record.previousVersion == nil && !record.isLive)
    var made = record
    made.set(published("8", live: "7"), region: "eu-central-1", alias: "live")
    #expect(made.missingAlias == nil && made.alias?.functionVersion == "7")
    #expect(made.previousVersion == "7")
    record.set(alias: AliasConfiguration(name: "live", functionVersion: "8", revisionId: "r"))
    #expect(record.missingAlias == nil && record.isLive)
    // A new version does not go on with the alias of the release before it.
    var paused = try self.record(paused)
    paused.set(published("9", live: nil), region: "eu-central-1", alias: "live")
    #expect(paused.missingAlias == "live")
    let named = try self.record(#"{"Alias":{"Name":"live"}}"#)
    #expect(named.missingAlias == nil)
  }

  @Test("another version begins anew")
  func another() throws {
    var record = try record(paused)
    record.set(published("9", live: "7", changed: true), region: "eu-central-1", alias: "live")
    #expect(record.json["Health"] == nil && record.json["RolledBack"] == nil)
    #expect(record.alias?.additionalVersionWeights == [:] && record.alias?.revisionId == "")
    #expect(record.previousVersion == "7" && record.version == "9")
  }

  @Test("a version is never its own predecessor, and a finished release keeps the one it had")
  func finished() throws {
    var fresh = ReleaseRecord()
    fresh.set(published("8", live: "8"), region: "eu-central-1", alias: "live")
    #expect(fresh.previousVersion == nil && fresh.isLive)
    let alias = AliasConfiguration(name: "live", functionVersion: "8", revisionId: "r")
    fresh.set(
      TrafficShift.Shifted(alias: alias, version: "8", previousVersion: nil, changed: false))
    #expect(fresh.previousVersion == nil && fresh.promotedFrom == nil)

    var finished = try record(#"{"Version":"8","PreviousVersion":"7"}"#)
    finished.set(alias: alias)
    for _ in 0..<3 {
      finished.set(published("8", live: "8"), region: "eu-central-1", alias: "live")
      finished.set(
        TrafficShift.Shifted(alias: alias, version: "8", previousVersion: "8", changed: false))
      #expect(finished.previousVersion == "7" && finished.promotedFrom == "7")
    }
    // What 0.1.0 wrote is mended.
    var old = try record(#"{"Version":"8","PreviousVersion":"8"}"#)
    old.set(published("8", live: "8"), region: "eu-central-1", alias: "live")
    #expect(old.previousVersion == nil)
    // The release before this one had another version live.
    var other = try record(#"{"Version":"7","PreviousVersion":"6"}"#)
    other.set(published("8", live: "8"), region: "eu-central-1", alias: "live")
    #expect(other.previousVersion == nil)
  }

  @Test("whatever is published and shifted, the released version is not its own predecessor")
  func neverItself() throws {
    var random = SeededGenerator(seed: 7)
    let versions: [FunctionVersion] = ["1", "2", "3"]
    var record = ReleaseRecord()
    for _ in 0..<500 {
      let one = versions.randomElement(using: &random) ?? "1"
      let two = versions.randomElement(using: &random) ?? "1"
      if Bool.random(using: &random) {
        record.set(published(one, live: two), region: "eu-central-1", alias: "live")
      } else {
        let alias = AliasConfiguration(name: "live", functionVersion: one, revisionId: "r")
        record.set(
          TrafficShift.Shifted(
            alias: alias, version: record.version ?? one, previousVersion: two, changed: true))
      }
      #expect(record.previousVersion != record.version)
    }
  }

  @Test("a version without a package is confirmed by what a read shows")
  func confirmed() throws {
    let found = FunctionConfiguration(
      functionName: "f", functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:f:8",
      version: "8", codeSha256: "c=")
    var own = try record(#"{"Version":"8"}"#)
    try own.confirm(found, region: "eu-central-1", alias: "live")
    #expect(
      own.json.serialized
        == #"{"Version":"8","FunctionName":"f","Region":"eu-central-1","CodeSha256":"c=","Changed":false,"Alias":{"Name":"live"}}"#
    )
    var going = try record(paused)
    try going.confirm(found, region: "eu-central-1", alias: "live")
    #expect(going.alias == (try record(paused).alias) && going.previousVersion == "7")
    var torn = try record(#"{"Version":"8","CodeSha256":"d="}"#)
    #expect(throws: ReleaseFailure.self) {
      try torn.confirm(found, region: "eu-central-1", alias: nil)
    }
  }
}
