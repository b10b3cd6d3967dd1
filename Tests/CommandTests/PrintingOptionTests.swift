import Testing

@testable import CommandSupport

@Suite("What prints and does nothing else is not taken beside other words")
struct PrintingOptionTests {
  private func refusal(_ words: [String], versionOption: String? = "--to-version") -> String? {
    do throws(PrintingOption.Refusal) {
      _ = try PrintingOption.alone(in: words, versionOption: versionOption)
      return nil
    } catch {
      return error.text
    }
  }

  @Test("alone it is taken")
  func alone() throws {
    #expect(try PrintingOption.alone(in: ["--version"], versionOption: nil) == .version)
    #expect(try PrintingOption.alone(in: ["--schema"], versionOption: nil) == .schema)
    #expect(try PrintingOption.alone(in: ["--experimental-dump-help"], versionOption: nil) == .help)
  }

  @Test(
    "completions are printed for one shell",
    arguments: [
      ["--generate-completion-script"], ["--generate-completion-script", "zsh"],
      ["--generate-completion-script=zsh"],
    ])
  func completions(words: [String]) throws {
    #expect(try PrintingOption.alone(in: words, versionOption: nil) == .completions)
  }

  @Test(
    "beside other words they are refused",
    arguments: [
      ["--generate-completion-script", "zsh", "x"], ["--generate-completion-script=zsh", "x"],
      ["x", "--generate-completion-script"], ["--debug", "--generate-completion-script=zsh"],
    ])
  func completionsBesideWords(words: [String]) {
    #expect(refusal(words) == "--generate-completion-script cannot be combined with other words")
  }

  @Test(
    "words without it, an operand and another option are nothing to it",
    arguments: [
      [], ["-n", "--function", "f"], ["--", "--version"], ["-n", "--", "--version=3"], ["--help"],
      ["--to-version", "3"], ["--versions"], ["--object-version=--version"],
    ] as [[String]])
  func others(words: [String]) throws {
    #expect(try PrintingOption.alone(in: words, versionOption: "--to-version") == nil)
  }

  @Test(
    "a version after it was meant for --to-version",
    arguments: [
      ["-n", "--function", "f", "--alias", "live", "--version", "3"], ["--version", "3"],
      ["--version=3"], ["-n", "--version=3", "--alias", "live"], ["--version", "3", "--help"],
    ])
  func meant(words: [String]) {
    #expect(refusal(words)?.hasSuffix(": did you mean --to-version 3?") == true)
  }

  @Test("so was previous, and what is not a version is not repeated")
  func noVersion() {
    #expect(refusal(["--version", "previous"])?.hasSuffix("--to-version previous?") == true)
    #expect(refusal(["-n", "--version"])?.hasSuffix("did you mean --to-version?") == true)
    #expect(refusal(["--version=\u{1B}[2J"])?.hasSuffix("did you mean --to-version?") == true)
    #expect(refusal(["--version", "-n"])?.hasSuffix("did you mean --to-version?") == true)
    #expect(refusal(["--version", "--", "3"])?.hasSuffix("did you mean --to-version?") == true)
  }

  @Test("a command without such an option offers none, and --schema is refused likewise")
  func noOption() {
    let version = "--version cannot be combined with other words"
    #expect(refusal(["--version", "3"], versionOption: nil) == version)
    let schema = "--schema cannot be combined with other words"
    #expect(refusal(["--function", "f", "--schema"]) == schema)
    #expect(refusal(["--schema=3"]) == schema)
  }
}
