import Cryptography
import Testing

@Suite("Digests are those of the standards")
struct DigestTests {
  private static let ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  @Test(
    "SHA-256 has FIPS 180's values",
    arguments: [
      ("", Self.ofNothing),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func sha256(text: String, hex: String) {
    #expect(Hex.encode(Digest.sha256(text)) == hex)
    #expect(Hex.encode(Digest.sha256(Array(text.utf8))) == hex)
  }

  @Test("SHA-256 piece by piece is the same, however the bytes are cut")
  func pieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let whole = Digest.sha256(bytes)
    for size in [1, 63, 64, 65, 999, 1000] {
      var digest = SHA256Digest()
      for start in stride(from: 0, to: bytes.count, by: size) {
        digest.update(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(digest.finalize() == whole)
    }
    var inPlace = SHA256Digest()
    let span = bytes.span
    inPlace.update(span)
    inPlace.update([])
    #expect(inPlace.finalize() == whole)
    #expect(Hex.encode(SHA256Digest().finalize()) == Self.ofNothing)
  }

  @Test("SHA-1 has FIPS 180's value")
  func sha1() {
    #expect(
      Hex.encode(Digest.sha1(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  @Test(
    "HMAC-SHA-256 has RFC 4231's values",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ] as [([UInt8], [UInt8], String)])
  func hmac(key: [UInt8], message: [UInt8], hex: String) {
    #expect(Hex.encode(Digest.hmacSHA256(key: key, message: message)) == hex)
  }

  @Test(
    "MD5 of RFC 1321, in pieces",
    arguments: [
      ("", "d41d8cd98f00b204e9800998ecf8427e"),
      ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ])
  func md5(text: String, hex: String) throws {
    guard var digest = MD5Digest() else { return }
    for byte in text.utf8 { unsafe [byte].withUnsafeBytes { unsafe digest.update($0) } }
    #expect(Hex.encode(digest.finalize()) == hex)
  }
}
