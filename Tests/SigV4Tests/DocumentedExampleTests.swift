import SigV4
import Testing

@Suite("AWS's documented examples come out stage by stage")
struct DocumentedExampleTests {
  /// The IAM reference's ListUsers request.
  private func listUsers() throws -> SignedRequest {
    let headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
    return try Example.signer("iam").sign(
      Example.request(
        "GET", "/?Action=ListUsers&Version=2010-05-08", headers, host: "iam.amazonaws.com"),
      at: Example.date)
  }

  @Test("stage 1 is the canonical request")
  func canonicalRequest() throws {
    #expect(
      try listUsers().canonicalRequest == """
        GET
        /
        Action=ListUsers&Version=2010-05-08
        content-type:application/x-www-form-urlencoded; charset=utf-8
        host:iam.amazonaws.com
        x-amz-date:20150830T123600Z

        content-type;host;x-amz-date
        \(Example.emptyHash)
        """)
  }

  @Test("stage 2 is the string to sign")
  func stringToSign() throws {
    #expect(
      try listUsers().stringToSign == """
        AWS4-HMAC-SHA256
        20150830T123600Z
        20150830/us-east-1/iam/aws4_request
        f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
        """)
  }

  @Test("the signing key is derived from the scope")
  func signingKey() {
    let key = SigningKey(
      secretAccessKey: Example.credentials.secretAccessKey,
      scope: CredentialScope(day: "20150830", region: "us-east-1", service: "iam"))
    #expect(
      Hex.encode(key.bytes) == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9")
  }

  @Test("stage 3 is the signature, and it goes into the Authorization header")
  func authorization() throws {
    let signed = try listUsers()
    #expect(
      signed.signature == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    #expect(signed.signedHeaders == "content-type;host;x-amz-date")
    #expect(
      signed.values("authorization") == [
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
          + "SignedHeaders=content-type;host;x-amz-date, "
          + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
      ])
  }

  /// An example of the S3 reference.
  struct S3Example: Sendable, CustomTestStringConvertible {
    var method = "GET"
    var target: String
    var headers: [(String, String)] = []
    var body = ""
    var signature: String
    var testDescription: String { "\(method) \(target)" }
  }

  @Test(
    "the S3 reference's examples have its signatures",
    arguments: [
      S3Example(
        target: "/test.txt", headers: [("Range", "bytes=0-9")],
        signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
      S3Example(
        method: "PUT", target: "/test%24file.text",
        headers: [
          ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ], body: "Welcome to Amazon S3.",
        signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
      S3Example(
        target: "/?lifecycle",
        signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
      S3Example(
        target: "/?max-keys=2&prefix=J",
        signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
  func s3(_ example: S3Example) throws {
    let signed = try Example.signer("s3", Example.s3Credentials).sign(
      Example.request(
        example.method, example.target, example.headers, host: "examplebucket.s3.amazonaws.com",
        payload: .bytes(Array(example.body.utf8))), at: Example.s3Date)
    #expect(signed.signature == example.signature)
  }

  @Test("the S3 reference's presigned URL has its signature")
  func presigned() throws {
    let signed = try Example.signer("s3", Example.s3Credentials).presign(
      Example.request("GET", "/test.txt", host: "examplebucket.s3.amazonaws.com"),
      at: Example.s3Date, expires: 86400)
    #expect(
      signed.request.target
        == "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    #expect(signed.request.headers == [.init("Host", "examplebucket.s3.amazonaws.com")])
  }
}
