import AWS
@testable import Release
import TestSupport
import Testing

@Suite("The record of a dry run") struct DryRunRecordTests {
  private func record(_ text: String) throws(ReleaseFailure) -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8))
  }

  @Test("only true marks a record, and any other mark is none", arguments: ["false", "1", "null"])
  func mark(_ value: String) throws {
    #expect(try record(#"{"DryRun":true}"#).isDryRun)
    #expect(try !record("{}").isDryRun)
    #expect(throws: ReleaseFailure.self) { try record(#"{"DryRun":\#(value)}"#) }
  }

  @Test("nothing that a command writes takes the mark away")
  func stays() throws {
    var marked = try record(#"{"Version":"8","DryRun":true}"#)
    let alias = AliasConfiguration(name: "live", functionVersion: "7", revisionId: "r")
    marked.set(
      TrafficShift.Shifted(alias: alias, version: "8", previousVersion: "7", changed: true))
    marked.set(Rollback.RolledBack(alias: alias, from: nil))
    marked.planVersion(alias: "live")
    #expect(marked.isDryRun)
  }

  @Test("a package that is yet to be uploaded is known as such until another is named")
  func package() throws {
    var planned = try record(#"{"Package":{"S3Bucket":"b","S3Key":"k","DryRun":true}}"#)
    #expect(planned.plannedCode == .s3(bucket: "b", key: "k", version: nil))
    planned.package = RecordedPackage(
      bucket: "b", key: "k", objectVersion: "v", codeSha256: nil, codeSize: nil)
    #expect(planned.plannedCode == nil)
  }

  @Test("a version to come leaves nothing of the version before")
  func version() throws {
    var planned = try record(
      #"""
      {"FunctionName":"f","Version":"8","CodeSha256":"old","PreviousVersion":"7","Run":"a",
       "Health":{"Verdict":"healthy","Version":"8"},"Alias":{"Name":"live","FunctionVersion":"8"},
       "Package":{"S3Bucket":"b","S3Key":"k","CodeSha256":"new"},"Note":1}
      """#)
    planned.planVersion(alias: "live")
    #expect(planned.version == nil && planned.run == nil && planned.aliasName == "live")
    #expect(planned.codeSha256 == "new" && planned.json["Note"] != nil)
    #expect(planned.json["Health"] == nil && !planned.isLive)
  }

  @Test("a share to come stands where a shift without an answer does, without a verdict")
  func share() throws {
    var planned = try record(#"{"Version":"8","Health":{"Verdict":"healthy","Version":"8"}}"#)
    let time = Timestamp(milliseconds: 0)
    let half = try #require(Weight(percent: 50))
    planned.plan(half, of: "8", alias: "live", at: time)
    #expect(planned.shifting == Shifting(alias: "live", version: "8", weight: half, at: time))
    #expect(planned.json["Health"] == nil)
    planned.plan(.all, of: nil, alias: "live", at: time)
    #expect(planned.shifting == nil && planned.version == nil)
    #expect(planned.json["Shifting"]?["Weight"]?.numeral == "1")
  }
}
