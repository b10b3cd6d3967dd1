import AWS
import Testing

@Suite("The few elements of AWS's XML answers are found by name")
struct XMLElementsTests {
  @Test(
    "an element's text is found, entities decoded",
    arguments: [
      ("<A>text</A>", "text"), ("<X><A>text</A></X>", "text"), ("<A></A>", ""),
      ("<A x=\"1\">text</A>", "text"), ("<A\n x=\"1\">text</A>", "text"),
      ("<AB>no</AB><A>yes</A>", "yes"), ("<A>first</A><A>second</A>", "first"),
      ("<A>&lt;&gt;&amp;&quot;&apos;</A>", "<>&\"'"), ("<A>&#65;&#x42;&#x1F600;</A>", "AB😀"),
      ("<A>&amp;lt;</A>", "&lt;"), ("<A>a & b; c</A>", "a & b; c"),
      ("<A>&unknown;</A>", "&unknown;"),
      ("<A>&#xD800;</A>", "&#xD800;"), ("<A>&</A>", "&"), ("<A>é名</A>", "é名"),
    ])
  func found(document: String, text: String) {
    #expect(XMLElements.text(of: "A", in: Array(document.utf8)) == text)
  }

  @Test(
    "an element that is missing, empty by itself or without an end has no text",
    arguments: ["", "<A", "<A>", "<A>text", "<A/>", "<A />", "<B>text</B>", "A", "<<<A", "</A>"])
  func missing(document: String) {
    #expect(XMLElements.text(of: "A", in: Array(document.utf8)) == nil)
  }

  @Test("bytes that are not UTF-8 are repaired")
  func repaired() {
    #expect(
      XMLElements.text(of: "A", in: Array("<A>".utf8) + [0xFF] + Array("</A>".utf8)) == "\u{FFFD}")
  }

  @Test("a document that was cut at any byte gives the whole text or none")
  func truncated() {
    let document = Array("<Error><Code>SlowDown</Code><Message>a &amp; b</Message></Error>".utf8)
    for count in 0...document.count {
      let cut = Array(document[..<count])
      #expect([nil, "SlowDown"].contains(XMLElements.text(of: "Code", in: cut)))
      #expect([nil, "a & b"].contains(XMLElements.text(of: "Message", in: cut)))
    }
  }
}
