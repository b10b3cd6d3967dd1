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
}
