import Cryptography
import TestSupport
import Testing

@Suite("A P-256 key signs as ES256")
struct P256PrivateKeyTests {
  // Made by OpenSSL for these tests alone.
  private static let pem = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIDAgYB9S3HOOJ7pTyP5VzS8Hcm1NIW93xpH2Iy7hP4kWoAoGCCqGSM49
    AwEHoUQDQgAEjTzadC7qQ2mR7Gecd/4ZSZCRa1i2Za2m1S+0padCG8PXTtxqMuOs
    roZzaU8m3Z5Slt457foBVk5fctalRZUsKA==
    -----END EC PRIVATE KEY-----
    """
  private static let pkcs8 = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMCBgH1Lcc44nulPI
    /lXNLwdybU0hb3fGkfYjLuE/iRahRANCAASNPNp0LupDaZHsZ5x3/hlJkJFrWLZl
    rabVL7Slp0Ibw9dO3Goy46yuhnNpTybdnlKW3jnt+gFWTl9y1qVFlSwo
    -----END PRIVATE KEY-----
    """
  private static let encrypted = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgsQAuXi/C/EgICCAAw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEB+pvWgBfyBWZcRETG2+REoEgZDg
    L8DbuPf2USJAY59Pn5ehJWDTZyEvr3xjGgKuYb6rk7ixpnysGeJ68VOc3oGXs69P
    A6cVSrwxfutUyiWYq9FJKRyByAV3O1ODmI7MCEXxVYRvTeWKQ6QdAGhKqAuFpNoz
    EUpbFcwNc96Zpyy5i3PflV+5UKQ/0rGpYEkpRvH+xHdFsCtjZvmgpeo1JsIHJQ8=
    -----END ENCRYPTED PRIVATE KEY-----
    """
  private static let p384 = """
    -----BEGIN EC PRIVATE KEY-----
    MIGkAgEBBDAHOGKdQPwVBt1mhITeODeztpUk9BkgRsXxV9Uh62Uq3S3fkL0qELXG
    +9LId2hhLmCgBwYFK4EEACKhZANiAARs1E3kGCbsxADvgwIf6QEn2sX4DXAIN4ZM
    JSAg+zapJlfRDB0yCFAeNoA4yALBaJQ6Y3VL9XTOK8XryYmZK1ZZQy5p/1pReFIq
    G+gp2gAW5VAdqynxMsGVAwNagoYvkow=
    -----END EC PRIVATE KEY-----
    """

  @Test("the coordinates of its public key are the ones that the openssl command shows")
  func coordinates() throws {
    for pem in [Self.pem, Self.pkcs8] {
      let key = try #require(P256PrivateKey(pem: pem))
      let (x, y) = key.publicCoordinates
      #expect(Hex.encode(x) == "8d3cda742eea436991ec679c77fe194990916b58b665ada6d52fb4a5a7421bc3")
      #expect(Hex.encode(y) == "d74edc6a32e3acae8673694f26dd9e5296de39edfa01564e5f72d6a545952c28")
    }
  }

  @Test("its signature is valid, 64 bytes long, and for these bytes alone")
  func signature() throws {
    let key = try #require(P256PrivateKey(pem: Self.pem))
    let abc = Array("abc".utf8)
    let signature = key.signature(of: abc)
    #expect(try ES256.accepts(signature, of: abc, by: Self.pem))
    #expect(try !ES256.accepts(signature, of: abc + [0], by: Self.pem))
    #expect(signature != key.signature(of: abc))
    // Now and then r or s is short and needs a zero before it, none behind it.
    for number in 0..<600 {
      let bytes = Array("header.payload\(number)".utf8)
      let signature = key.signature(of: bytes)
      try #require(signature.count == 64)
      if [0, 31, 32, 63].contains(where: { signature[$0] == 0 }) {
        #expect(try ES256.accepts(signature, of: bytes, by: Self.pem))
      }
    }
  }

  @Test("what is no such key is refused, and a passphrase is not asked for")
  func refused() {
    for pem in ["", "no key", Self.encrypted, Self.p384, String(Self.pem.dropLast(80))] {
      #expect(P256PrivateKey(pem: pem) == nil)
    }
  }

  @Test("it does not show itself")
  func secrecy() throws {
    let key = try #require(P256PrivateKey(pem: Self.pem))
    var dumped = ""
    dump(key, to: &dumped)
    #expect("\(key) \(String(reflecting: key))" == "P256PrivateKey P256PrivateKey")
    #expect(!dumped.contains("key"))
  }
}
