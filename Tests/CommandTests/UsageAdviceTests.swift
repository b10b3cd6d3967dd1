import Testing

@testable import CommandSupport

@Suite("A refused command line is answered with the word at fault, and the one that was meant")
struct UsageAdviceTests {
  private static func option(_ kind: String, _ names: [String], value: String) -> String {
    let spelled = names.map { name in
      #"{"kind":"\#(name.count > 1 ? "long" : "short")","name":"\#(name)"}"#
    }
    let list = spelled.joined(separator: ",")
    return #"{"kind":"\#(kind)","valueName":"\#(value)","names":[\#(list)]}"#
  }

  private func advice(arguments: Int = 0) -> UsageAdvice {
    let all =
      [
        Self.option("option", ["bucket"], value: "bucket"),
        Self.option("option", ["timeout"], value: "duration"),
        Self.option("option", ["weight"], value: "share"),
        Self.option("option", ["to-version"], value: "version"),
        Self.option("option", ["zip-file"], value: "file"),
        Self.option("option", ["probes"], value: "number"),
        Self.option("flag", ["q", "quiet"], value: "quiet"),
        Self.option("flag", ["n", "no-input"], value: "no-input"),
      ] + Array(repeating: #"{"kind":"positional","valueName":"package"}"#, count: arguments)
    return UsageAdvice(
      dump: #"{"command":{"arguments":[\#(all.joined(separator: ","))]}}"#)
  }

  @Test(
    "an unknown option is the fault, whatever the parser complains of",
    arguments: [
      (["--buckt", "b"], "unknown option '--buckt': did you mean '--bucket'?"),
      (["--bukcet=b"], "unknown option '--bukcet': did you mean '--bucket'?"),
      (["-q", "--Bucket", "b"], "unknown option '--Bucket': did you mean '--bucket'?"),
      (["--bucket-name", "b"], "unknown option '--bucket-name': did you mean '--bucket'?"),
      (["-b", "b"], "unknown option '-b': did you mean '--bucket'?"),
      (["-weight", "10%"], "unknown option '-weight': did you mean '--weight'?"),
      (["\u{2014}bucket"], "unknown option '\u{2014}bucket': did you mean '--bucket'?"),
      (["--routing-config", "x"], "unknown option '--routing-config': did you mean '--weight'?"),
      (["--qualifier", "x"], "unknown option '--qualifier': did you mean '--to-version'?"),
      (["--frobnicate"], "unknown option '--frobnicate'"),
    ])
  func unknown(words: [String], text: String) {
    #expect(
      advice().message(words, refusedAs: "Missing expected argument '--bucket <bucket>'") == text)
  }

  @Test("known words, what stands after --, and the values of options are not unknown")
  func known() {
    let text = "Give --weight"
    for words in [["-qn"], ["--", "--buckt"], ["--bucket", "buckt"], ["--quiet", "x"], []] {
      #expect(advice().message(words, refusedAs: text) == "give --weight")
    }
  }

  @Test("a value of two words is put together")
  func twoWords() {
    let refused = "Unexpected argument 'minutes'"
    #expect(
      advice().message(["--timeout", "5", "minutes"], refusedAs: refused)
        == "unexpected argument 'minutes': did you mean --timeout 5m?")
    #expect(
      advice().message(["--weight", "10%,", "50%"], refusedAs: "Unexpected argument '50%'")
        == "unexpected argument '50%': did you mean --weight 10%,50%, in one word?")
    #expect(
      advice().message(["good.zip"], refusedAs: "Unexpected argument 'good.zip'")
        == "unexpected argument 'good.zip': did you mean --zip-file good.zip?")
    #expect(
      advice(arguments: 1).message(["a.zip", "b.zip"], refusedAs: "Unexpected argument 'b.zip'")
        == "unexpected argument 'b.zip': one is enough")
  }

  @Test("a value that is missing, or looks like an option")
  func missing() {
    let refused = "Missing value for '--timeout <duration>'"
    #expect(
      advice().message(["--timeout"], refusedAs: refused) == "--timeout: its value is missing")
    #expect(
      advice().message(["--timeout", "--quiet"], refusedAs: refused)
        == "--timeout: its value is missing")
    #expect(
      advice().message(["--timeout", "-5m"], refusedAs: refused)
        == "--timeout: invalid value '-5m': it must not be negative")
    #expect(
      advice().message(["--bucket", "-x"], refusedAs: "Missing value for '--bucket <bucket>'")
        == "--bucket: its value is missing; one that begins with - is written --bucket=-x")
  }

  @Test("an invalid value says what is wanted, and nothing twice")
  func invalid() {
    func message(_ value: String, _ option: String, reason: String = "") -> String {
      advice().message([], refusedAs: "The value '\(value)' is invalid for '\(option)'\(reason)")
    }
    #expect(
      message("5mins", "--timeout <duration>")
        == "--timeout: invalid value '5mins': did you mean 5m?")
    #expect(
      message("soon", "--timeout <duration>")
        == "--timeout: invalid value 'soon': use 90, 90s, 10m or 1h, at most a week")
    #expect(
      message("3.5", "--probes <number>") == "--probes: invalid value '3.5': use a whole number")
    #expect(
      message("10", "--weight <share>", reason: ": did you mean 10%?")
        == "--weight: did you mean 10%?")
  }
}
