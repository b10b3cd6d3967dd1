import SigV4
import Testing

@Suite("Texts and bytes are encoded as AWS defines")
struct EncodingTests {
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

  @Test("hexadecimal digits go both ways")
  func hex() {
    let all = (0...255).map { UInt8($0) }
    #expect(Hex.decode(Hex.encode(all)) == all)
    #expect(Hex.encode([0, 9, 10, 255]) == "00090aff")
    #expect(Hex.decode("00090AfF") == [0, 9, 10, 255])
    #expect(Hex.decode("") == [])
    for bad in ["0", "0g", "g0", " 00", "0x00", "００"] { #expect(Hex.decode(bad) == nil) }
  }

  @Test(
    "base 64 goes both ways, with the examples of RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    let bytes = Array(text.utf8)
    #expect(Base64.encode(bytes) == encoded)
    #expect(Base64.decode(encoded) == bytes)
    let unpadded = encoded.filter { $0 != "=" }
    #expect(Base64.encode(bytes, as: .urlSafe) == unpadded)
    #expect(Base64.decode(unpadded, as: .urlSafe) == bytes)
  }

  @Test("base 64 has two letters that differ in URLs")
  func base64Letters() {
    #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
    #expect(Base64.encode([0xFB, 0xFF, 0xFE], as: .urlSafe) == "-__-")
    let all = (0...255).map { UInt8($0) }
    #expect(Base64.decode(Base64.encode(all)) == all)
    #expect(Base64.decode(Base64.encode(all, as: .urlSafe), as: .urlSafe) == all)
  }

  @Test(
    "base 64 that is not well-formed is refused",
    arguments: [
      "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "=", "Z===", "Zm9v\n", "Zm 9v", "-__-",
    ])
  func badBase64(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
