import SigV4
import Testing

@Suite("Texts are percent-encoded as AWS defines")
struct URIEncodingTests {
  @Test("every byte but the unreserved ones is percent-encoded in upper case")
  func everyByte() {
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    for byte in 0...127 as ClosedRange<UInt8> {
      let text = String(Unicode.Scalar(byte))
      let escaped = "%" + Hex.encode([byte]).uppercased()
      #expect(URIEncoding.encode(text) == (unreserved.contains(byte) ? text : escaped))
    }
  }

  @Test(
    "a text is encoded by its UTF-8, and a slash stays when asked",
    arguments: [
      ("", "", ""), ("a/b", "a%2Fb", "a/b"),
      ("é☃𝄞", "%C3%A9%E2%98%83%F0%9D%84%9E", "%C3%A9%E2%98%83%F0%9D%84%9E"),
      ("a b+c", "a%20b%2Bc", "a%20b%2Bc"), ("e\u{301}", "e%CC%81", "e%CC%81"),
      ("\r\n", "%0D%0A", "%0D%0A"),
    ])
  func text(text: String, encoded: String, keepingSlash: String) {
    #expect(URIEncoding.encode(text) == encoded)
    #expect(URIEncoding.encode(text, keepingSlash: true) == keepingSlash)
  }

  @Test("a query has no literal plus and no blank")
  func query() {
    #expect(URIEncoding.query([("a b", "1+1"), ("c", ""), ("&", "=")]) == "a%20b=1%2B1&c=&%26=%3D")
    #expect(URIEncoding.query([]) == "")
  }

  @Test("decoding takes escapes of either case, keeps a plus, and refuses half an escape")
  func decode() {
    #expect(URIEncoding.decode(Array("a%2f%2Fé+%00".utf8)) == Array("a//é+\0".utf8))
    for half in ["%", "%2", "a%", "%g0", "%0g", "%%41"] {
      #expect(URIEncoding.decode(Array(half.utf8)) == nil)
    }
  }
}
