import SigV4
import Testing

@Suite("A signed request is the request to send")
struct SignerTests {
  @Test("its own parts stay as they are, and the signing headers follow")
  func partsStay() throws {
    let credentials = Credentials(accessKeyId: "A", secretAccessKey: "s", sessionToken: "t/+=")
    let request = Example.request("PUT", "/a/../b?c", [("X-A", "  b  c ")], payload: .bytes([1]))
    let signed = try Example.signer("s3", credentials).sign(request, at: Example.date)
    #expect(signed.request.method == "PUT")
    #expect(signed.request.target == "/a/../b?c")
    #expect(signed.request.payload == .bytes([1]))
    #expect(Array(signed.request.headers.prefix(2)) == request.headers)
    #expect(
      signed.request.headers.dropFirst(2).map(\.name) == [
        "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256", "Authorization",
      ])
    #expect(signed.values("x-amz-security-token") == ["t/+="])
    #expect(
      signed.signedHeaders == "host;x-a;x-amz-content-sha256;x-amz-date;x-amz-security-token")
  }

  @Test("services other than S3 get no payload hash as a header, unless it is unsigned")
  func payloadHashHeader() throws {
    let signer = try Example.signer("lambda")
    let hashed = try signer.sign(Example.request(payload: .bytes([1])), at: Example.date)
    #expect(hashed.values("x-amz-content-sha256") == [])
    let unsigned = try signer.sign(Example.request(payload: .unsigned), at: Example.date)
    #expect(unsigned.values("x-amz-content-sha256") == ["UNSIGNED-PAYLOAD"])
  }

  @Test("the rules follow from the service and can be looked at")
  func rules() throws {
    #expect(try Example.signer("s3").rules == .s3)
    for service in ["lambda", "sts", "monitoring", "s3express", "S3"] {
      #expect(try Example.signer(service).rules == .standard)
    }
    #expect(SigningRules.standard.doubleEncodesPath && !SigningRules.s3.doubleEncodesPath)
    #expect(SigningRules.standard.normalizesPath && !SigningRules.s3.normalizesPath)
  }

  @Test("another day, region, service, secret or body is another signature")
  func everythingCounts() throws {
    func sign(
      secret: String = "s", region: String = "r", service: String = "lambda",
      seconds: Int64 = 1_440_938_160, method: String = "GET", body: [UInt8] = []
    ) throws -> String {
      try Signer(
        credentials: Credentials(accessKeyId: "A", secretAccessKey: secret), region: region,
        service: service
      ).sign(
        Example.request(method, payload: .bytes(body)), at: SignatureDate(secondsSince1970: seconds)
      ).signature
    }
    let signatures = [
      try sign(), try sign(secret: "t"), try sign(region: "q"), try sign(service: "sts"),
      try sign(seconds: 1_440_938_161), try sign(seconds: 1_440_938_160 + 86400),
      try sign(method: "get"), try sign(body: [0]),
    ]
    #expect(Set(signatures).count == signatures.count)
    #expect(try sign() == signatures[0])
  }

  @Test(
    "presigning adds to the query that is there",
    arguments: [
      ("/", "/?X-"), ("/?", "/?X-"), ("/?a=b", "/?a=b&X-"), ("/?a&", "/?a&X-"), ("/??", "/??&X-"),
      ("/?a=?", "/?a=?&X-"),
    ])
  func presignedTarget(target: String, start: String) throws {
    let signed = try Example.signer().presign(
      Example.request("GET", target), at: Example.date, expires: 604_800)
    #expect(signed.request.target.hasPrefix(start + "Amz-Algorithm=AWS4-HMAC-SHA256&"))
    #expect(signed.request.target.hasSuffix("&X-Amz-Signature=" + signed.signature))
    #expect(signed.request.target.contains("&X-Amz-Expires=604800&"))
  }

  @Test("presigning signs the headers that must be sent, and the body but for S3")
  func presignedParts() throws {
    let request = Example.request(
      "PUT", "/", [("Content-Type", "text/plain"), ("User-Agent", "u")], payload: .bytes([1]))
    let other = try Example.signer("sts").presign(request, at: Example.date, expires: 1)
    #expect(other.signedHeaders == "content-type;host")
    #expect(other.request.target.contains("&X-Amz-SignedHeaders=content-type%3Bhost&"))
    #expect(other.canonicalRequest.hasSuffix("\n" + Hex.encode(Digest.sha256([1]))))
    let s3 = try Example.signer("s3").presign(request, at: Example.date, expires: 1)
    #expect(s3.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
    #expect(s3.request.headers == request.headers)
  }
}
