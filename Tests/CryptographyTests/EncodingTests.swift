import Cryptography
import Testing

@Suite("Bytes are written as text and read back")
struct EncodingTests {
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
