import AWS
import Testing

@Suite("Messages hold foreign text that nobody obeys")
struct MessageTests {
  private func shown(_ text: String) -> String { ("reason: \(text)" as Message).description }

  @Test(
    "what a terminal, a CI or an eye would be deceived by is made visible",
    arguments: [
      ("r\n::error::x", "r\\n::error::x"), ("a\r\nb", "a\\u{d}\\nb"),
      ("\u{1B}]0;pwn\u{7}", "\\u{1b}]0;pwn\\u{7}"), ("\u{9B}31m", "\\u{9b}31m"),
      ("\u{85}", "\\u{85}"), ("a\0b", "a\\u{0}b"), ("\u{7F}", "\\u{7f}"),
      ("\u{202E}x\u{2066}", "\\u{202e}x\\u{2066}"), ("\u{200B}\u{FEFF}", "\\u{200b}\\u{feff}"),
      ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{AD}\u{34F}", "\\u{ad}\\u{34f}"),
      ("\u{3164}\u{FE0F}", "\\u{3164}\\u{fe0f}"), ("\u{E0041}", "\\u{e0041}"),
      ("\u{E000}\u{FFFFE}", "\\u{e000}\\u{ffffe}"), ("##[error]x", "##\\u{5b}error]x"),
      ("###vso[", "###\\u{76}so["), ("##.. 10%", "##.. 10%"), ("#1 é 漢 😀", "#1 é 漢 😀"),
      (String(decoding: [0x61, 0xFF, 0xC2], as: UTF8.self), "a\u{FFFD}\u{FFFD}"),
    ])
  func escaped(text: String, shown: String) {
    #expect(self.shown(text) == "reason: " + shown)
    #expect(self.shown(shown) == "reason: " + shown, "escaping again changes nothing")
  }

  @Test("the literals of the sources stay, line feeds and colours too")
  func literals() {
    let message: Message = "\u{1B}[31m##\(1) \(2 as Int32)\n" + "::error::\("a\nb")\n"
    #expect(message.description == "\u{1B}[31m##1 2\n::error::a\\nb\n")
  }

  @Test("a message in a message is escaped once, an array is joined")
  func nested() {
    let inner: Message = "one \("\u{7}")\n"
    #expect(("\(inner)-" as Message).description == "one \\u{7}\n-")
    #expect([inner, "two"].joined(separator: "; ").description == "one \\u{7}\n; two")
  }

  @Test("messages are equal when they show the same")
  func equal() {
    let one: Message? = "a \("b")"
    #expect(one == "a b")
    #expect(one != "a c")
    #expect(Set([one, "a b"]).count == 1)
  }

  @Test("foreign text starts no line with a command", arguments: ["::error::x", " \t::warning::y"])
  func commands(text: String) {
    for message in ["\(text)", "a\n\(text)"] as [Message] {
      let lines = message.description.split(separator: "\n")
      #expect(!lines.contains { $0.drop { $0 == " " }.hasPrefix("::") })
    }
  }

  @Test("foreign text is cut, each alone and all together, and what follows stays")
  func cut() {
    let long = String(repeating: "x", count: 1 << 20)
    let text = ("a \(long), b \(long, limit: 10), end" as Message).description
    #expect(text == "a " + String(repeating: "x", count: 2000) + "…, b xxxxxxxxxx…, end")
    let many = (0..<50).map { _ in "\(long)" as Message }.joined(separator: " ")
    #expect(many.description.utf8.count < 9000)
  }
}
