import AWS
import CommandSupport
import Release
import TestSupport
import Testing

@Suite("Function, region and alias come from options and record, which must agree")
struct TargetTests {
  private static let arn = "arn:aws:lambda:eu-central-1:123456789012:function:f"

  private func session(
    function: String? = nil, region: String? = nil, environment: [String: String] = [:]
  ) -> Session {
    var options = CommonOptions.none
    options.function = function
    options.calls.region = region
    return Session(
      command: "test", options: options,
      world: .scripted(
        environment: ["HOME": "/home/ci", "AWS_EC2_METADATA_DISABLED": "true"].merging(environment)
        { _, new in new }))
  }

  private func record(_ text: String = "{}") throws -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8))
  }

  /// The failure's status and words.
  private func failure<T>(_ body: () throws(ReleaseFailure) -> T) -> (Int32, String)? {
    do throws(ReleaseFailure) {
      _ = try body()
      return nil
    } catch {
      return (ExitStatus(error).rawValue, Diagnostics(error).message.description)
    }
  }

  @Test("a function by name needs a region from elsewhere")
  func name() throws {
    let found = try session(function: "f", region: "us-east-1").target(record())
    #expect(found.name == "f" && found.function == "f" && found.region == "us-east-1")
    let empty = try record()
    let none = failure { () throws(ReleaseFailure) in try session(function: "f").target(empty) }
    #expect(none?.0 == 78 && none?.1.contains("region") == true)
  }

  @Test("an ARN says the region, and may say the alias")
  func arn() throws {
    let found = try session(function: Self.arn + ":live").target(record())
    #expect(found.region == "eu-central-1" && found.qualifier == "live")
    #expect(found.function == Self.arn)
  }

  @Test("the record's function is used, with its region")
  func recorded() throws {
    let found = try session().target(record(#"{"FunctionName":"f","Region":"eu-west-1"}"#))
    #expect(found.name == "f" && found.region == "eu-west-1")
    let byArn = try session().target(record(#"{"FunctionArn":"\#(Self.arn):8"}"#))
    #expect(byArn.function == Self.arn && byArn.region == "eu-central-1")
  }

  @Test("what aws lambda get-alias prints tells function, region and alias")
  func printedAlias() throws {
    let printed = try record(#"{"AliasArn":"\#(Self.arn):live","Name":"live"}"#)
    let target = try session().target(printed)
    #expect(target.function == Self.arn && target.region == "eu-central-1")
    #expect(try session().alias(nil, target, printed) == "live")
    #expect(try session(function: "f").target(printed).function == Self.arn)
    let other = failure { () throws(ReleaseFailure) in try session(function: "g").target(printed) }
    #expect(other?.0 == 64)
    let elsewhere = failure { () throws(ReleaseFailure) in
      try session(region: "us-east-1").target(printed)
    }
    #expect(elsewhere?.0 == 64)
    let staging = failure { () throws(ReleaseFailure) in
      try session().alias("staging", target, printed)
    }
    #expect(staging?.0 == 64)
    let torn = try record(#"{"AliasArn":"\#(Self.arn):live","FunctionName":"g"}"#)
    #expect(failure { () throws(ReleaseFailure) in try session().target(torn) }?.0 == 65)
  }

  @Test("the environment's region does not move a record to another region")
  func recordedRegionWins() throws {
    let found = try session(environment: ["AWS_REGION": "us-east-1"])
      .target(record(#"{"FunctionName":"f","Region":"eu-west-1"}"#))
    #expect(found.region == "eu-west-1")
  }

  @Test("another function or region than the record's is a usage error")
  func contradictions() throws {
    let named = try record(#"{"FunctionName":"f","Region":"eu-west-1"}"#)
    let whole = try record(#"{"FunctionName":"f","FunctionArn":"\#(Self.arn)"}"#)
    #expect(
      failure { () throws(ReleaseFailure) in try session(function: "g").target(named) }?.0 == 64)
    #expect(
      failure { () throws(ReleaseFailure) in
        try session(region: "us-east-1").target(named)
      }?.0 == 64)
    let elsewhere = Self.arn.replacing("123456789012", with: "210987654321")
    #expect(
      failure { () throws(ReleaseFailure) in try session(function: elsewhere).target(whole) }?.0
        == 64)
    #expect(
      failure { () throws(ReleaseFailure) in
        try session(function: Self.arn, region: "us-east-1").target(whole)
      }?.0 == 64)
    #expect(try session(function: "f").target(whole).function == Self.arn)
  }

  @Test("a record that contradicts itself, or tells no function, is refused")
  func torn() throws {
    let torn = try record(#"{"FunctionName":"g","FunctionArn":"\#(Self.arn)"}"#)
    let refusal = failure { () throws(ReleaseFailure) in try session().target(torn) }
    #expect(refusal?.0 == 65 && refusal?.1.contains("contradict") == true)
    let empty = try record()
    #expect(failure { () throws(ReleaseFailure) in try session().target(empty) }?.0 == 65)
  }

  @Test(
    "what is no function's name is a usage error", arguments: ["", "a b", "arn:aws:s3:::b", "f:$"])
  func noFunction(text: String) throws {
    let empty = try record()
    #expect(
      failure { () throws(ReleaseFailure) in
        try session(function: text, region: "us-east-1").target(empty)
      }?.0 == 64)
  }

  @Test("the alias is the option's, the function's or the record's")
  func aliases() throws {
    let empty = try record()
    let recorded = try record(#"{"Alias":{"Name":"live","FunctionVersion":"1"}}"#)
    let session = session(function: "f", region: "us-east-1")
    let target = try session.target(empty)
    #expect(try session.alias("live", target, empty) == "live")
    #expect(try session.alias(nil, target, recorded) == "live")
    #expect(try session.alias(nil, target, empty) == nil)
    let qualified = self.session(function: "f:live", region: "us-east-1")
    #expect(try qualified.alias(nil, qualified.target(empty), empty) == "live")
    #expect(try qualified.alias("live", qualified.target(empty), recorded) == "live")
  }

  @Test("aliases that contradict each other are a usage error")
  func aliasContradictions() throws {
    let empty = try record()
    let recorded = try record(#"{"Alias":{"Name":"live","FunctionVersion":"1"}}"#)
    let session = session(function: "f:staging", region: "us-east-1")
    let target = try session.target(empty)
    #expect(
      failure { () throws(ReleaseFailure) in try session.alias("live", target, empty) }?.0 == 64)
    #expect(
      failure { () throws(ReleaseFailure) in try session.alias(nil, target, recorded) }?.0 == 64)
  }

  @Test("what is no alias is a usage error", arguments: ["12", "a b", "a/b", "é", "\u{1B}[m"])
  func noAlias(text: String) throws {
    let empty = try record()
    let session = session(function: "f", region: "us-east-1")
    let target = try session.target(empty)
    let refusal = failure { () throws(ReleaseFailure) in try session.alias(text, target, empty) }
    #expect(refusal?.0 == 64 && refusal?.1.contains("\u{1B}") == false)
  }
}
