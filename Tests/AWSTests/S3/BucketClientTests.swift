import AWS
import Cryptography
import HTTP
import TestSupport
import Testing

@Suite("A bucket is called where it is")
struct BucketClientTests {
  private let http: ScriptedHTTP
  private let asked = AskedRegions()

  init() { http = ScriptedHTTP() }

  private final class AskedRegions { var regions: [String?] = [] }

  private func bucket(_ answers: [ScriptedHTTP.Answer]) throws(ConfigurationError) -> BucketClient {
    for answer in answers { http.append(answer) }
    let world = World.scripted(http: http)
    return try BucketClient(bucket: "b") { [asked] region throws(ConfigurationError) in
      asked.regions.append(region)
      let name = region ?? "us-east-1"
      return ServiceClient(
        endpoint: Endpoint(
          host: "b.s3.\(name).amazonaws.com", signingRegion: name, signingName: "s3"),
        credentials: PlayedCredentials(), world: world, userAgent: "test/1")
    }
  }

  private func object(_ key: String = "k", overwrites: Bool = false) -> PutObject {
    PutObject(
      key: key, body: .bytes(Array("zip".utf8)), sha256: Digest.sha256(Array("zip".utf8)),
      overwrites: overwrites)
  }

  private static let stored = ScriptedHTTP.Answer.stored(
    200, headers: [HTTPHeader("x-amz-version-id", "v1")])

  @Test("an object is put once, with its digest and a guard")
  func put() throws {
    let stored = try bucket([Self.stored]).putObject(object("a b/c+d.zip"))
    #expect(stored?.versionID == "v1")
    let request = http.requests[0]
    #expect(request.method == "PUT" && request.target == "/a%20b/c%2Bd.zip")
    #expect(request.header("If-None-Match") == "*")
    #expect(
      request.header("x-amz-checksum-sha256") == Base64.encode(Digest.sha256(Array("zip".utf8))))
    #expect(request.header("x-amz-content-sha256") == Hex.encode(Digest.sha256(Array("zip".utf8))))
  }

  @Test("an object that is there is told from one that was put")
  func there() throws {
    #expect(try bucket([.answer(412)]).putObject(object()) == nil)
    #expect(http.requests.count == 1)
  }

  @Test(
    "a store may tell so in its own way",
    arguments: [(304, ""), (409, "ObjectAlreadyExists"), (400, "PreconditionFailed")])
  func thereInOtherWords(status: Int, code: String) throws {
    let refusal = ScriptedHTTP.Answer.answer(status, "<Error><Code>\(code)</Code></Error>")
    #expect(try bucket([refusal]).putObject(object()) == nil)
    #expect(throws: ServiceError.self) {
      try bucket([refusal, refusal, refusal]).putObject(object(overwrites: true))
    }
  }

  @Test("overwriting asks no guard, and then 412 is a refusal")
  func overwrite() throws {
    let bucket = try bucket([Self.stored, .stored(412)])
    _ = try bucket.putObject(object(overwrites: true))
    #expect(http.requests[0].header("If-None-Match") == nil)
    #expect(throws: ServiceError.self) { try bucket.putObject(object(overwrites: true)) }
  }

  @Test(
    "an object that no ETag and no checksum shows, or beside a body, is not shown",
    arguments: [
      ("", []), ("<html>", [HTTPHeader("ETag", "e")]),
      ("<html>", [HTTPHeader("x-amz-checksum-sha256", "c")]),
    ])
  func page(body: String, headers: [HTTPHeader]) throws {
    let page = ScriptedHTTP.Answer.answer(200, body, headers: headers)
    #expect(try bucket([page]).putObject(object())?.isShown == false)
    #expect(throws: ServiceError.self) { try bucket([.answer(200)]).headObject("k") }
    #expect(throws: ServiceError.self) {
      try bucket([.answer(404), .answer(404), .answer(404)]).bucketExists()
    }
  }

  @Test("a bucket without versioning has no object version", arguments: ["null", nil])
  func unversioned(version: String?) throws {
    let headers = version.map { [HTTPHeader("x-amz-version-id", $0)] } ?? []
    let stored = try bucket([.answer(200, headers: headers)]).putObject(object())
    #expect(stored != nil && stored?.versionID == nil)
  }

  @Test("a bucket elsewhere is called there once more, signed for there")
  func elsewhere() throws {
    let bucket = try bucket([
      .answer(
        301, "<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>"),
      Self.stored,
    ])
    _ = try bucket.putObject(object())
    #expect(
      http.requests.map(\.host) == ["b.s3.us-east-1.amazonaws.com", "b.s3.eu-west-1.amazonaws.com"])
    #expect(http.requests[1].header("Authorization")?.contains("/eu-west-1/s3/") == true)
    #expect(bucket.region == "eu-west-1")
    #expect(asked.regions == [nil, "eu-west-1"])
  }

  @Test("the region in a header is as good as one in the body")
  func byHeader() throws {
    let bucket = try bucket([
      .stored(400, headers: [HTTPHeader("x-amz-bucket-region", "eu-west-1")]), Self.stored,
    ])
    _ = try bucket.headObject("k")
    #expect(bucket.region == "eu-west-1")
  }

  @Test("where a refusal names no region the bucket is asked for it")
  func askedFor() throws {
    let bucket = try bucket([
      .stored(301), .stored(403, headers: [HTTPHeader("x-amz-bucket-region", "eu-west-1")]),
      Self.stored,
    ])
    _ = try bucket.headObject("k")
    #expect(http.requests.map(\.method) == ["HEAD", "HEAD", "HEAD"])
    #expect(http.requests[1].target == "/")
    #expect(bucket.region == "eu-west-1")
  }

  @Test("it is followed once: a second redirect is an error")
  func once() throws {
    let redirect = ScriptedHTTP.Answer.answer(
      301, "<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>")
    let back = ScriptedHTTP.Answer.answer(
      301, "<Error><Code>PermanentRedirect</Code><Region>us-east-1</Region></Error>")
    let bucket = try bucket([redirect, back])
    #expect(throws: ServiceError.self) { try bucket.putObject(object()) }
    #expect(http.requests.count == 2)
  }

  @Test("a refusal that names the region it was sent to is an error")
  func sameRegion() throws {
    let bucket = try bucket([
      .answer(
        400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-east-1</Region></Error>")
    ])
    #expect(throws: ServiceError.self) { try bucket.putObject(object()) }
    #expect(http.requests.count == 1)
  }

  private func refusal(_ status: Int, _ code: String, _ message: String, more: String = "")
    -> ScriptedHTTP.Answer
  {
    .answer(
      status, "<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)</Error>")
  }

  /// Which of the two headers that an upload can do without each PUT had.
  private var sent: [String] {
    http.requests.filter { $0.method == "PUT" }.map { request in
      (request.header("If-None-Match") == nil ? "" : "guard ")
        + (request.header("x-amz-checksum-sha256") == nil ? "" : "checksum")
    }
  }

  @Test("a store that refuses the guard is asked first, then gets the object without it")
  func unguarded() throws {
    for (status, code, message, more) in [
      (501, "NotImplemented", "not implemented", "<Header>If-None-Match</Header>"),
      (400, "InvalidArgument", "Unsupported header 'if-none-match' received", ""),
      (400, "InvalidArgument", "bad", "<ArgumentName>If-None-Match</ArgumentName>"),
    ] {
      let before = sent.count
      let bucket = try bucket([
        refusal(status, code, message, more: more), .stored(404), Self.stored,
      ])
      #expect(try bucket.putObject(object())?.versionID == "v1")
      #expect(Array(sent[before...]) == ["guard checksum", "checksum"])
    }
    let bucket = try bucket([refusal(501, "NotImplemented", "If-None-Match"), Self.stored])
    #expect(try bucket.putObject(object()) == nil)
  }

  @Test("a store that refuses the checksum gets the object with the guard alone")
  func unchecked() throws {
    let words = "Unsupported header 'x-amz-checksum-sha256' received for this API call."
    let bucket = try bucket([refusal(400, "InvalidArgument", words), .stored(412)])
    #expect(try bucket.putObject(object()) == nil)
    #expect(sent == ["guard checksum", "guard "])
    #expect(
      http.requests[1].header("x-amz-content-sha256")
        == Hex.encode(Digest.sha256(Array("zip".utf8))))
  }

  @Test("a store that refuses one after the other, or does not say what, gets neither")
  func neither() throws {
    let words = "A header you provided implies functionality that is not implemented"
    let unnamed = try bucket([refusal(501, "NotImplemented", words), .stored(404), Self.stored])
    #expect(try unnamed.putObject(object()) != nil)
    let both = try bucket([
      refusal(400, "InvalidRequest", "unknown checksum algorithm"),
      refusal(501, "NotImplemented", "If-None-Match"), .stored(404), Self.stored,
    ])
    #expect(try both.putObject(object()) != nil)
    #expect(sent == ["guard checksum", "", "guard checksum", "guard ", ""])
  }

  @Test(
    "what is wrong with the object itself is a refusal",
    arguments: [
      (400, "BadDigest", "The SHA256 you specified did not match the calculated checksum."),
      (400, "InvalidArgument", "Server Side Encryption with AWS KMS managed key requires HTTPS"),
      (501, "NotImplemented", "<Header>x-amz-server-side-encryption</Header>"),
      (403, "AccessDenied", "checksum"),
    ])
  func refused(status: Int, code: String, message: String) throws {
    let more = message.hasPrefix("<") ? message : ""
    let bucket = try bucket([refusal(status, code, more.isEmpty ? message : "no", more: more)])
    #expect(throws: ServiceError.self) { try bucket.putObject(object()) }
    #expect(http.requests.count == 1)
  }

  @Test("a store that refuses to tell the checksum tells the rest")
  func noChecksumMode() throws {
    let bucket = try bucket([.stored(501), Self.stored])
    #expect(try bucket.headObject("k").versionID == "v1")
    #expect(http.requests[1].header("x-amz-checksum-mode") == nil)
  }

  @Test("an object is read in pieces, or at once where the store knows no ranges")
  func pieces() throws {
    let piece = String(repeating: "a", count: 8 << 20)
    let sum = Digest.sha256(piece + "b")
    let bucket = try bucket([
      .answer(206, piece), .answer(206, "b"), .answer(200, piece + "b"), .answer(206, piece),
      .answer(416),
    ])
    #expect(try bucket.objectSHA256("k") == sum)
    #expect(http.requests[1].header("Range") == "bytes=8388608-16777215")
    #expect(try bucket.objectSHA256("k") == sum)
    #expect(try bucket.objectSHA256("k") == Digest.sha256(piece))
  }
}
