import Testing

@testable import CommandSupport

@Suite("Completion reads the words of an unfinished command line")
struct CompletionsTests {
  @Test(
    "an option's value is the word after it or after its =, without quotes",
    arguments: [
      (["rollback", "--function", "f"], "f"), (["rollback", "--function=f", "--alias"], "f"),
      (["rollback", "--function", "'f'"], "f"), (["rollback", "--function", "\"f\""], "f"),
      (["rollback", "--function", "\"f"], "f"),
    ] as [([String], String)])
  func value(words: [String], value: String) {
    #expect(Completions.value(of: "--function", in: words) == value)
  }

  @Test(
    "what a shell would still have to expand, or what is missing, is no value",
    arguments: [
      ["rollback"], ["rollback", "--function"], ["rollback", "--function", "--alias"],
      ["rollback", "--function", "$NAME"], ["rollback", "--function", "a\\ b"],
      ["rollback", "--function="], ["rollback", "--function", "`id`"],
    ])
  func none(words: [String]) {
    #expect(Completions.value(of: "--function", in: words) == nil)
  }
}
