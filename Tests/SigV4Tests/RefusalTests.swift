import SigV4
import Testing

@Suite("What must not be sent is refused")
struct RefusalTests {
  @Test(
    "a control character in the credentials or the scope",
    arguments: [0x00, 0x0A, 0x0D, 0x09, 0x7F] as [UInt8])
  func controlInSigner(byte: UInt8) {
    let bad = "a" + String(Unicode.Scalar(byte)) + "b"
    func expect(
      _ part: SigningError.Part, key: String = "A", secret: String = "s", token: String? = nil,
      region: String = "r", service: String = "s"
    ) {
      #expect(throws: SigningError.forbiddenByte(byte, in: part)) {
        try Signer(
          credentials: Credentials(
            accessKeyId: key, secretAccessKey: secret, sessionToken: token),
          region: region, service: service)
      }
    }
    expect(.accessKeyId, key: bad)
    expect(.secretAccessKey, secret: bad)
    expect(.sessionToken, token: bad)
    expect(.region, region: bad)
    expect(.service, service: bad)
  }

  @Test("a key id that would leave its place in the header", arguments: ["/", ",", " ", "é"])
  func separatorInKeyId(text: String) throws {
    let credentials = Credentials(accessKeyId: "A" + text, secretAccessKey: "s")
    let byte = try #require(text.utf8.first)
    #expect(throws: SigningError.forbiddenByte(byte, in: .accessKeyId)) {
      try Example.signer("service", credentials)
    }
  }

  @Test("a region or service that would be another scope", arguments: ["/", " ", ",", ":", "é"])
  func separatorInScope(text: String) throws {
    let byte = try #require(text.utf8.first)
    #expect(throws: SigningError.forbiddenByte(byte, in: .region)) {
      try Signer(credentials: Example.credentials, region: "us" + text, service: "s3")
    }
    #expect(throws: SigningError.forbiddenByte(byte, in: .service)) {
      try Signer(credentials: Example.credentials, region: "us", service: "s3" + text)
    }
  }

  @Test("nothing where something must be")
  func empty() {
    func expect(
      _ part: SigningError.Part, key: String = "A", secret: String = "s", region: String = "r",
      service: String = "s"
    ) {
      #expect(throws: SigningError.empty(part)) {
        try Signer(
          credentials: Credentials(accessKeyId: key, secretAccessKey: secret), region: region,
          service: service)
      }
    }
    expect(.accessKeyId, key: "")
    expect(.secretAccessKey, secret: "")
    expect(.region, region: "")
    expect(.service, service: "")
  }

  @Test(
    "a control character in a header's value",
    arguments: [0x00, 0x01, 0x0A, 0x0D, 0x1F, 0x7F] as [UInt8])
  func controlInHeader(byte: UInt8) {
    let value = "a" + String(Unicode.Scalar(byte))
    expect(.forbiddenByte(byte, in: .headerValue(name: "X-A")), headers: [("X-A", value)])
  }

  @Test(
    "a header's name that is no name",
    arguments: [
      ("", nil), ("a b", 0x20), ("a:", 0x3A), ("a\n", 0x0A), ("a\r\nb", 0x0D), ("é", 0xC3),
    ]
      as [(String, UInt8?)])
  func headerName(name: String, byte: UInt8?) {
    let part = SigningError.Part.headerName(index: 1)
    expect(byte.map { .forbiddenByte($0, in: part) } ?? .empty(part), headers: [(name, "v")])
  }

  @Test(
    "a header that the signer adds, in any case",
    arguments: ["Authorization", "x-amz-date", "X-AMZ-CONTENT-SHA256", "X-Amz-Security-Token"])
  func signedHeader(name: String) {
    expect(.alreadySigned(name: name), headers: [(name, "v")])
  }

  @Test(
    "a query parameter that a signature adds, in any case and encoding",
    arguments: [
      ("X-Amz-Algorithm=a", "X-Amz-Algorithm"), ("X-Amz-Credential=a", "X-Amz-Credential"),
      ("x-amz-date=a", "x-amz-date"), ("X-Amz-Expires=1", "X-Amz-Expires"),
      ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders"), ("X-Amz-Signature", "X-Amz-Signature"),
      ("X-Amz-Security-Token=t", "X-Amz-Security-Token"),
      ("X%2DAmz-Signature=a", "X-Amz-Signature"),
    ])
  func signedParameter(query: String, name: String) {
    expect(.alreadySigned(name: name), target: "/?a=b&" + query)
  }

  @Test(
    "a target that cannot be sent as it is",
    arguments: [
      ("", .empty(.target)), ("a", .targetNotAbsolute), ("*", .targetNotAbsolute),
      ("?a", .targetNotAbsolute), ("https://h/", .targetNotAbsolute),
      ("/a b", .forbiddenByte(0x20, in: .target)), ("/a\n", .forbiddenByte(0x0A, in: .target)),
      ("/a\r\nb", .forbiddenByte(0x0D, in: .target)), ("/\0", .forbiddenByte(0, in: .target)),
      ("/é", .forbiddenByte(0xC3, in: .target)), ("/a#b", .forbiddenByte(0x23, in: .target)),
      ("/?a=\t", .forbiddenByte(0x09, in: .target)), ("/%", .malformedEscape),
      ("/%2", .malformedEscape), ("/%zz", .malformedEscape), ("/?a=%2x", .malformedEscape),
      ("/?a=1+1", .plusInQuery), ("/?+", .plusInQuery),
    ] as [(String, SigningError)])
  func target(target: String, error: SigningError) {
    expect(error, target: target)
  }

  @Test("a method that is no method", arguments: ["", "GET ", "G\nET", "GÉT"])
  func method(method: String) {
    #expect(throws: SigningError.self) {
      try Example.signer().sign(Example.request(method), at: Example.date)
    }
  }

  @Test("no host, two hosts or an empty host")
  func host() throws {
    let signer = try Example.signer()
    for hosts in [[], ["a", "b"], ["a", "a"], [""], [" "]] {
      let request = SignableRequest(
        method: "GET", target: "/", headers: hosts.map { .init("hOst", $0) })
      #expect(throws: SigningError.hostMissingOrRepeated) {
        try signer.sign(request, at: Example.date)
      }
    }
  }

  @Test(
    "a payload hash that is none",
    arguments: ["", "UNSIGNED-PAYLOAD", Example.emptyHash.uppercased(), Example.emptyHash + "0"])
  func payloadHash(hex: String) {
    #expect(throws: SigningError.malformedPayloadHash) {
      try Example.signer().sign(
        Example.request(payload: .sha256(hex: hex)), at: Example.date)
    }
  }

  @Test(
    "a date without four digits for its year",
    arguments: [Int64.min, -62_167_219_201, 253_402_300_800, .max])
  func date(seconds: Int64) {
    #expect(throws: SigningError.dateOutOfRange) {
      try Example.signer().sign(
        Example.request(), at: SignatureDate(secondsSince1970: seconds))
    }
    #expect(throws: SigningError.dateOutOfRange) {
      try Example.signer().presign(
        Example.request(), at: SignatureDate(secondsSince1970: seconds), expires: 1)
    }
  }

  @Test("a presigned URL for ever or for no time", arguments: [Int.min, -1, 0, 604_801, .max])
  func expiry(seconds: Int) {
    #expect(throws: SigningError.expiryOutOfRange(seconds: seconds)) {
      try Example.signer().presign(Example.request(), at: Example.date, expires: seconds)
    }
  }

  @Test(
    "with words that name the input and the way out",
    arguments: [
      (
        .forbiddenByte(10, in: .accessKeyId),
        "the access key id must not hold a line feed: check where the credentials come from, "
          + "such as the end of a line in a file"
      ),
      (.forbiddenByte(0x20, in: .target), "the target must not hold a blank: percent-encode it"),
      (
        .forbiddenByte(0x3A, in: .headerName(index: 0)),
        "the name of header 1 must not hold \":\": leave it out"
      ),
      (
        .forbiddenByte(0xC3, in: .headerValue(name: "X-A")),
        "the value of header X-A must not hold the byte 0xc3: leave it out"
      ),
      (.empty(.region), "the region is empty: give one"),
      (.plusInQuery, "the query holds a literal +: write %20 for a blank or %2B for a plus sign"),
      (
        .expiryOutOfRange(seconds: 0),
        "a presigned URL cannot live 0 seconds: give 1 to 604800 (7 days)"
      ),
    ] as [(SigningError, String)])
  func words(error: SigningError, text: String) {
    #expect(error.description == text)
  }

  private func expect(
    _ error: SigningError, target: String = "/", headers: [(String, String)] = []
  ) {
    #expect(throws: error) {
      try Example.signer().sign(Example.request("GET", target, headers), at: Example.date)
    }
    #expect(throws: error) {
      try Example.signer().presign(
        Example.request("GET", target, headers), at: Example.date, expires: 1)
    }
  }
}
