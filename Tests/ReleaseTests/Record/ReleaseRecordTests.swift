import AWS
import Release
import TestSupport
import Testing

@Suite("The record keeps what it does not know, and refuses what it cannot be")
struct ReleaseRecordTests {
  private func record(_ text: String) throws(ReleaseFailure) -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8))
  }

  private func refusal(_ text: String) -> String? {
    do throws(ReleaseFailure) {
      _ = try record(text)
      return nil
    } catch {
      guard case .record(let words, _) = error else { return nil }
      return words.description
    }
  }

  @Test("members that are not its own stay, in their place and to the byte")
  func unknown() throws {
    let text = #"{"Note":1.50,"Version":"1","Big":12345678901234567890,"Deep":{"a":[null,1e400]}}"#
    var record = try record(text)
    #expect(record.json.serialized == text)
    record.set("Version", text: "2")
    record.set("Health", nil)
    #expect(record.json.serialized == text.replacing("\"1\"", with: "\"2\""))
  }

  @Test("an empty record is an empty object")
  func empty() {
    #expect(ReleaseRecord().json.serialized == "{}")
    #expect(ReleaseRecord().version == nil && ReleaseRecord().alias == nil)
  }

  @Test(
    "what is not one JSON object is refused",
    arguments: ["", "[]", "1", "\"x\"", "null", "{}{}", "{", #"{"A":1,"A":2}"#, "FunctionName=f"])
  func noObject(text: String) {
    #expect(refusal(text)?.hasPrefix("standard input: no release record") == true)
  }

  @Test("a record of more than 1 MiB is refused, one of 1 MiB is not")
  func size() {
    func padded(_ count: Int) -> String {
      #"{"A":""# + String(repeating: "x", count: count - 8) + "\"}"
    }
    #expect(refusal(padded(1 << 20)) == nil)
    #expect(refusal(padded(1 << 20 + 1))?.contains("1 MiB") == true)
  }

  @Test(
    "members of its own that have another type are refused by name",
    arguments: [
      "FunctionName", "FunctionArn", "AliasArn", "Region", "Version", "CodeSha256",
      "PreviousVersion",
    ],
    ["1", "null", "[]", "\"\"", "{}", "true"])
  func texts(name: String, value: String) {
    #expect(refusal("{\"\(name)\":\(value)}")?.contains(name) == true)
  }

  @Test(
    "objects of its own that are none are refused by name",
    arguments: ["Package", "Alias", "Health"],
    ["1", "null", "[]", "\"x\"", "true"])
  func objects(name: String, value: String) {
    #expect(refusal("{\"\(name)\":\(value)}")?.contains(name) == true)
  }

  @Test("the alias is read and written as AWS shapes it")
  func alias() throws {
    var record = try record(
      #"{"Alias":{"Name":"live","FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"8":0.10}},"RevisionId":"r"}}"#
    )
    let alias = try #require(record.alias)
    #expect(alias.name == "live" && alias.functionVersion == "7" && alias.revisionId == "r")
    #expect(AliasState(alias).words == "version 7 90%, version 8 10%")
    let text = record.json.serialized
    record.set(alias: alias)
    #expect(record.json.serialized == text)
    record.set(alias: AliasConfiguration(name: "live", functionVersion: "8", revisionId: ""))
    #expect(record.json.serialized == #"{"Alias":{"Name":"live","FunctionVersion":"8"}}"#)
  }

  @Test("what aws lambda get-alias prints names function and alias, and is kept")
  func printedAlias() throws {
    let text =
      #"{"AliasArn":"\#(Self.aliasArn)","Name":"live","FunctionVersion":"7","Description":"","RevisionId":"r"}"#
    let record = try record(text)
    #expect(record.aliasName == "live" && record.alias == nil && record.version == nil)
    #expect(record.json.serialized == text)
  }

  @Test(
    "an AliasArn that is none of an alias, or of another than the record names, is refused",
    arguments: [
      #"{"AliasArn":"live"}"#, #"{"AliasArn":"f:live"}"#,
      #"{"AliasArn":"arn:aws:lambda:eu-central-1:123456789012:function:f"}"#,
      #"{"AliasArn":"arn:aws:lambda:eu-central-1:123456789012:function:f:7"}"#,
      #"{"AliasArn":"arn:aws:s3:::f"}"#,
      #"{"AliasArn":"\#(aliasArn)","Name":"staging"}"#,
      #"{"AliasArn":"\#(aliasArn)","Alias":{"Name":"staging","FunctionVersion":"7"}}"#,
    ])
  func tornAlias(text: String) {
    #expect(refusal(text)?.hasPrefix("standard input: AliasArn") == true)
  }

  private static let aliasArn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live"

  @Test("the package is read and written as the Lambda API names it")
  func package() throws {
    var record = ReleaseRecord()
    #expect(record.package == nil)
    let package = RecordedPackage(
      bucket: "b", key: "k", objectVersion: nil, codeSha256: "c=", codeSize: 7)
    record.package = package
    #expect(
      record.json.serialized
        == #"{"Package":{"S3Bucket":"b","S3Key":"k","CodeSha256":"c=","CodeSize":7}}"#)
    #expect(record.package == package)
    #expect(record.codeSha256 == "c=")
    record.set("CodeSha256", text: "published=")
    #expect(record.codeSha256 == "published=")
    record.package = nil
    #expect(record.json.serialized == #"{"CodeSha256":"published="}"#)
  }

  @Test("a verdict is one of three words about one version")
  func health() throws {
    #expect(try record("{}").health() == nil)
    for verdict in ["healthy", "unhealthy", "inconclusive"] {
      let health = try record(#"{"Health":{"Verdict":"\#(verdict)","Version":"8"}}"#).health()
      #expect(health?.verdict.rawValue == verdict && health?.version == "8")
    }
    for bad in [
      "{}", #"{"Verdict":"healthy"}"#, #"{"Verdict":"fine","Version":"8"}"#,
      #"{"Verdict":1,"Version":"8"}"#,
    ] {
      #expect(throws: ReleaseFailure.self) { try record(#"{"Health":\#(bad)}"#).health() }
    }
  }
}
