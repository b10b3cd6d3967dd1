import AWS
@testable import CommandSupport
import Testing

@Suite("An error as GitHub's workflow command")
struct AnnotationTests {
  @Test(
    "is one line, whatever the text is",
    arguments: [
      ("gone", "gone"), ("50% of a\nb\r\nc", "50%25 of a\\nb\\u{d}\\nc"), ("a: b, c", "a: b, c"),
      ("%0A", "%250A"), ("", ""),
    ])
  func data(_ text: String, _ expected: String) {
    #expect(StandardStreams.annotation("upload", "\(text)").text == expected)
  }

  @Test("its title ends where it should")
  func title() {
    #expect(StandardStreams.annotation("a,file=b::c\n%", "x").title == "a%2Cfile=b%3A%3Ac%0A%25")
  }
}
