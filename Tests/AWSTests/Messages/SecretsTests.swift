import AWS
import Cryptography
import SigV4
import Testing

@Suite("Secrets are blanked in whatever comes along")
struct SecretsTests {
  private static let key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  private static let token =
    "IQoJb3JpZ2luX2VjEHoaCXVzLWVhc3QtMSJHMEUCIQDx7/R2t9mV+0sGk3ZQwYb1uLh8n5pA4cTj6vXe2s=="

  private func shown(_ text: String, limit: Int = Message.foreignLimit) -> String {
    let secrets = Secrets()
    secrets.add(Self.key)
    secrets.add(Self.token)
    return ("\(text, limit: limit)" as Message).shown(without: secrets)
  }

  private static func percent(_ text: String, all: Bool = false) -> String {
    text.utf8.map { byte in
      let isPlain = !all && Character(Unicode.Scalar(byte)).isLetter
      return isPlain ? String(Character(Unicode.Scalar(byte))) : "%" + Hex.encode([byte])
    }.joined()
  }

  private static func replaced(_ text: String, _ pairs: [Character: String]) -> String {
    text.map { pairs[$0] ?? String($0) }.joined()
  }

  private static let forms: [@Sendable (String) -> String] = [
    { $0 }, { percent($0) }, { percent($0, all: true) }, { percent($0, all: true).uppercased() },
    { percent(percent($0)) },
    { replaced($0, ["/": "\\/", "+": "\\u002b", "=": "\\u003D"]) },
    { replaced($0, ["/": "&#x2F;", "+": "&#43;", "=": "&equals;"]) },
    { replaced($0, ["/": "&amp;sol;", "+": "&plus;"]) },
    { replaced($0, ["/": "\\\\\\/", "+": "\\\\u002b"]) },
    { String($0.prefix(20)) + "\n" + $0.dropFirst(20) },
    { String($0.prefix(20)) + "\r\n  " + $0.dropFirst(20) },
    { String($0.prefix(20)) + "\\n" + $0.dropFirst(20) },
    { Base64.encode(Array($0.utf8)) }, { Base64.encode(Array(":\($0)".utf8)) },
    { Base64.encode(Array("AB\($0)!".utf8), as: .urlSafe) },
    { Base64.encode(Array("user:\($0)".utf8)) }, { String($0.dropFirst(7).dropLast(5)) },
    { $0 + $0 },
  ]

  @Test("in each form that a server may echo it in", arguments: forms.indices)
  func echoed(form: Int) {
    for secret in [Self.key, Self.token] {
      let text = Self.forms[form](secret)
      let shown = shown("before \(text) after")
      #expect(shown.contains("(not shown)"), "\(text): \(shown)")
      #expect(shown.hasPrefix("before ") && shown.hasSuffix(" after"))
      #expect(shown.utf8.count < 70, "\(shown)")
    }
  }

  @Test("before it is cut: no beginning of it is shown at the end")
  func cut() {
    for limit in 0..<60 {
      let shown = shown("abcdefghij \(Self.key) klm", limit: limit)
      #expect(!shown.contains(Self.key.prefix(4)), "\(shown)")
    }
    for count in 4..<Self.token.utf8.count {
      let shown = shown("an answer: \(Self.token.prefix(count))…")
      #expect(shown.hasPrefix("an answer: (not shown)") && shown.utf8.count < 30, "\(shown)")
    }
    let long = String(repeating: "x ", count: 1 << 19)
    #expect(!shown(Self.token + long).contains("IQoJ"))
    #expect(!shown(String(repeating: Self.token, count: 1 << 14)).contains("IQoJ"))
  }

  @Test("other text stays as it is")
  func others() {
    for text in ["the version 7", "wJalrXUtn", "100%", "a & b", "%zz &#; \\u{", "…", "EXAMPLE"] {
      #expect(shown(text) == text)
    }
    let secrets = Secrets()
    for short in ["", "test", "a-b-c-d-e", "------------"] { secrets.add(short) }
    #expect(secrets.blanked("test a-b-c-d-e ------------") == "test a-b-c-d-e ------------")
    secrets.add("password")
    #expect(secrets.blanked("password, pass word; passwor") == "(not shown), (not shown); passwor")
  }

  @Test("of a document, by the names of its members")
  func document() throws {
    let secrets = Secrets()
    secrets.add(
      in: try JSONValue.parse(
        #"{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"1234567890","a":[{"refreshToken":"abcdefghij"}],"#
          + #""clientSecret":"qwertyuiop","clientId":"client-1234"}"#))
    #expect(
      secrets.blanked("AKIDEXAMPLE 1234567890 abcdefghij qwertyuiop client-1234")
        == "AKIDEXAMPLE (not shown) (not shown) (not shown) client-1234")
  }

  @Test("in a record too, whose other values stay")
  func record() throws {
    let secrets = Secrets()
    secrets.add(Self.key)
    let json = try JSONValue.parse(#"{"Version":"7","a":["x \#(Self.key) y"],"n":1.50}"#)
    #expect(
      json.serialized(without: secrets) == #"{"Version":"7","a":["x (not shown) y"],"n":1.50}"#)
    #expect(json.serialized(without: Secrets()) == json.serialized)
  }
}
