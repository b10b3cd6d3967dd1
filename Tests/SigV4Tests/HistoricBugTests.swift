import SigV4
import Testing

/// Each is a bug that curl's Signature Version 4 once had, by the version that mended it.
@Suite("What other signers once did wrong")
struct HistoricBugTests {
  private func sign(_ request: SignableRequest, _ service: String = "service") throws
    -> SignedRequest
  {
    try Example.signer(service).sign(request, at: Example.date)
  }

  @Test("7.86: host and date are among the signed headers, the port is part of the host")
  func hostAndDate() throws {
    let signed = try sign(Example.request(host: "localhost:4566"))
    #expect(signed.signedHeaders == "host;x-amz-date")
    #expect(
      signed.canonicalRequest.contains("\nhost:localhost:4566\nx-amz-date:20150830T123600Z\n"))
  }

  @Test("7.86: headers of any length are signed whole")
  func longHeaders() throws {
    let name = "x-" + String(repeating: "n", count: 300)
    let value = String(repeating: "v", count: 100_000)
    #expect(try Example.headerLines([(name, value)]) == [name + ":" + value])
  }

  @Test("7.87: S3 gets the payload's hash as a header, and it is signed")
  func payloadHash() throws {
    let signed = try sign(Example.request(payload: .bytes([1, 2, 3])), "s3")
    let hash = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"
    #expect(signed.values("x-amz-content-sha256") == [hash])
    #expect(signed.signedHeaders == "host;x-amz-content-sha256;x-amz-date")
    #expect(signed.canonicalRequest.hasSuffix("\n" + hash))
  }

  @Test("8.0: S3 may get an unsigned payload, and is told so")
  func unsignedPayload() throws {
    let signed = try sign(Example.request("PUT", "/k", payload: .unsigned), "s3")
    #expect(signed.values("x-amz-content-sha256") == ["UNSIGNED-PAYLOAD"])
    #expect(signed.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
  }

  @Test("8.3: blanks, slashes and colons in a query are encoded, empty pairs left out")
  func queryCharacters() throws {
    #expect(try Example.lines("/?b=/x:y&&a=%20")[2] == "a=%20&b=%2Fx%3Ay")
  }

  @Test("8.3: there is one X-Amz-Date, also when the caller has a Date")
  func oneDate() throws {
    let signed = try sign(Example.request(headers: ("Date", "Sun, 30 Aug 2015 12:36:00 GMT")))
    #expect(signed.values("x-amz-date") == ["20150830T123600Z"])
    #expect(signed.signedHeaders == "date;host;x-amz-date")
  }

  @Test("8.3: a header without a value is signed as empty")
  func emptyHeader() throws {
    let signed = try sign(Example.request(headers: ("X-Empty", "")))
    #expect(signed.canonicalRequest.contains("\nx-empty:\n"))
    #expect(signed.signedHeaders == "host;x-amz-date;x-empty")
  }

  @Test("8.4: sorting is the same with empty keys and values")
  func sortWithEmptyParts() throws {
    #expect(try Example.lines("/?a=&=&b&a=a&=a")[2] == "=&=a&a=&a=a&b=")
  }

  @Test("8.5: a parameter without a value has an equals sign when it is signed")
  func valueless() throws {
    #expect(try Example.lines("/?uploads", service: "s3")[2] == "uploads=")
  }

  @Test("8.9: an S3 key is encoded, = included, and signed as it is sent")
  func s3KeyWithEquals() throws {
    let key = "a=b/c d+e.zip"
    let target = "/" + URIEncoding.encode(key, keepingSlash: true)
    #expect(target == "/a%3Db/c%20d%2Be.zip")
    #expect(try Example.lines(target, service: "s3")[1] == target)
  }

  @Test("8.10: x-amz-meta-a comes before x-amz-meta-a-b, although - is less than a colon")
  func sortWithoutColon() throws {
    let lines = try Example.headerLines([("x-amz-meta-a-b", "1"), ("x-amz-meta-a", "2")])
    #expect(lines == ["x-amz-meta-a:2", "x-amz-meta-a-b:1"])
  }

  @Test("8.12: equal keys and values are no matter for the sort")
  func equalElements() throws {
    #expect(try Example.lines("/?a=1&a=1&a=1")[2] == "a=1&a=1&a=1")
  }

  @Test("8.13: repeated headers are merged in their order")
  func repeatedHeaders() throws {
    let signed = try sign(Example.request(headers: ("x-a", "2"), ("X-A", "1")))
    #expect(signed.canonicalRequest.contains("\nx-a:2,1\n"))
    #expect(signed.signedHeaders == "host;x-a;x-amz-date")
  }

  @Test("8.14: a colon of an ARN is encoded twice, but for S3")
  func doubleEncoding() throws {
    #expect(try Example.lines("/arn%3Aaws", service: "lambda")[1] == "/arn%253Aaws")
    #expect(try Example.lines("/arn%3Aaws", service: "s3")[1] == "/arn%3Aaws")
  }

  @Test("8.14: every one of many parameters is signed")
  func manyParameters() throws {
    let query = try Example.lines("/?" + Fact.threeHundredParameters)[2]
    #expect(query.split(separator: "&").count == 300)
  }

  @Test("8.19: an escaped plus stays a plus")
  func escapedPlus() throws {
    #expect(try Example.lines("/?a=1%2B1")[2] == "a=1%2B1")
  }

  @Test("8.21: a line end in the access key id adds no header")
  func lineEndInKeyId() {
    let credentials = Credentials(accessKeyId: "AKID\r\nX-Evil: 1", secretAccessKey: "s")
    #expect(throws: SigningError.forbiddenByte(13, in: .accessKeyId)) {
      try Example.signer("service", credentials)
    }
  }

  @Test("known: a body is hashed as bytes, whatever they are")
  func binaryBody() throws {
    let body: [UInt8] = Array("--b\r\n\0".utf8) + Array(0...255)
    let hash = Hex.encode(Digest.sha256(body))
    #expect(try sign(Example.request(payload: .bytes(body))).canonicalRequest.hasSuffix(hash))
    #expect(
      try sign(Example.request(payload: .bytes(body))).signature
        == sign(Example.request(payload: .sha256(hex: hash))).signature)
  }

  @Test("known: an empty token is no token, and is not named")
  func emptyToken() throws {
    let credentials = Credentials(accessKeyId: "A", secretAccessKey: "s", sessionToken: "")
    let signed = try Example.signer("service", credentials).sign(
      Example.request(), at: Example.date)
    #expect(signed.values("x-amz-security-token") == [])
    #expect(signed.signedHeaders == "host;x-amz-date")
  }
}
