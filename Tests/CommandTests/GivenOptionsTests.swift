import AWS
import CommandSupport
import Release
import TestSupport
import Testing

@Suite("Common options come from the command line, else from the guard's variables")
struct GivenOptionsTests {
  private func given(_ options: CommonOptions = .none, _ environment: [String: String])
    -> GivenOptions
  {
    GivenOptions(options.calls, environment: environment)
  }

  @Test("without either there are none")
  func nothing() {
    let given = given(.none, [:])
    #expect(given.configuration == ConfigurationOptions())
    #expect(!given.quiet && !given.debug && !given.dryRun && given.flowRecord == nil)
  }

  @Test("a variable counts as the option, and an error names it")
  func variables() {
    let given = given(
      .none,
      [
        "LAMBDA_RELEASE_REGION": "eu-west-1", "LAMBDA_RELEASE_PROFILE": "ci",
        "LAMBDA_RELEASE_ENDPOINT_URL": "http://127.0.0.1:1", "LAMBDA_RELEASE_RECORD": "/r.json",
      ])
    let options = given.configuration
    #expect(options.region == "eu-west-1" && options.names.region == "LAMBDA_RELEASE_REGION")
    #expect(options.profile == "ci" && options.names.profile == "LAMBDA_RELEASE_PROFILE")
    #expect(options.endpointURL == "http://127.0.0.1:1")
    #expect(options.names.endpointURL == "LAMBDA_RELEASE_ENDPOINT_URL")
    #expect(given.flowRecord == "/r.json")
  }

  @Test("in a flow an error names the option that the flow was given")
  func flow() {
    let environment = ["LAMBDA_RELEASE_FLOW": "canary", "LAMBDA_RELEASE_REGION": "eu-west-1"]
    #expect(given(.none, environment).configuration.names.region == "--region")
  }

  @Test("the command's own option wins")
  func own() {
    var options = CommonOptions.none
    options.calls.region = "us-east-1"
    options.calls.profile = "me"
    let given = given(
      options,
      ["LAMBDA_RELEASE_REGION": "eu-west-1", "LAMBDA_RELEASE_PROFILE": "ci"])
    #expect(given.configuration == ConfigurationOptions(profile: "me", region: "us-east-1"))
  }

  @Test(
    "any value but 0 and an empty one sets a flag",
    arguments: [("", false), (" ", false), ("0", false), ("1", true), ("maybe", true)])
  func flags(value: String, isSet: Bool) {
    let variables = ["QUIET", "DEBUG", "DRY_RUN"].map { ("LAMBDA_RELEASE_" + $0, value) }
    let given = given(.none, Dictionary(uniqueKeysWithValues: variables))
    #expect(given.quiet == isSet && given.debug == isSet && given.dryRun == isSet)
    #expect(given.isUnderDryRun == isSet)
  }

  @Test("an option sets a flag whatever the variable says")
  func option() {
    var options = CommonOptions.none
    (options.calls.dryRun, options.calls.quiet, options.calls.debug) = (true, true, true)
    let given = given(options, ["LAMBDA_RELEASE_DRY_RUN": "0"])
    #expect(given.dryRun && given.quiet && given.debug && !given.isUnderDryRun)
  }

  @Test(
    "what is wrong with a variable is said of the variable",
    arguments: [
      ("REGION", "us-east-1", "LAMBDA_RELEASE_REGION us-east-1: f is in eu-central-1"),
      ("PROFILE", "nobody", "LAMBDA_RELEASE_PROFILE=nobody: no such profile"),
      ("ENDPOINT_URL", "nowhere", "LAMBDA_RELEASE_ENDPOINT_URL is 'nowhere'"),
    ])
  func words(name: String, value: String, expected: String) throws {
    let session = Session(
      command: "test", options: .none,
      world: .scripted(environment: ["HOME": "/home/ci", "LAMBDA_RELEASE_" + name: value]))
    let record = try ReleaseRecord(
      Array(#"{"FunctionArn":"arn:aws:lambda:eu-central-1:123456789012:function:f"}"#.utf8))
    var message = ""
    do throws(ReleaseFailure) {
      _ = try session.target(record)
    } catch {
      message = Diagnostics(error).message.description
    }
    #expect(message.hasPrefix(expected))
  }
}
