import Testing

@testable import CommandSupport

@Suite("A command goes by the name that it was started under")
struct ProgramNameTests {
  @Test(
    "a prefix of the installation stays, any other name does not count",
    arguments: [
      ("upload", "upload"), ("/opt/lambda-release/bin/upload", "upload"),
      ("lambda-upload", "lambda-upload"), ("./lambda-upload", "lambda-upload"),
      ("/usr/bin/swift-testing", "upload"), ("upload2", "upload"), ("", "upload"), ("/", "upload"),
    ])
  func name(word: String, name: String) {
    #expect(ProgramName.of("upload", startedAs: word) == name)
  }
}
