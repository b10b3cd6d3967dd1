import AWS
import HTTP
import Release
import SigV4
import TestSupport
import Testing

@Suite("An upload puts a package once, and tells what lies there")
final class UploadTests {
  private let http = ScriptedHTTP()
  private var endpoint = Endpoint(
    host: "b.s3.eu-central-1.amazonaws.com", signingRegion: "eu-central-1", signingName: "s3")

  private final class Keys: CredentialSource {
    func credentials() throws(CredentialsError) -> ResolvedCredentials {
      ResolvedCredentials(
        credentials: Credentials(accessKeyId: "AKID", secretAccessKey: "secret"), source: "a test")
    }
    func expireNow() {}
  }

  private func upload(_ answers: ScriptedHTTP.Answer...) throws(ConfigurationError) -> Upload {
    for answer in answers { http.append(answer) }
    let world = World.scripted(http: http)
    return Upload(
      to: try BucketClient(bucket: "b") { [endpoint] _ throws(ConfigurationError) in
        ServiceClient(
          endpoint: endpoint, credentials: Keys(), world: world, userAgent: "test/1")
      })
  }

  private let request = Upload.Request(
    object: PutObject(key: "k", body: .bytes([1]), sha256: [UInt8](repeating: 7, count: 32)),
    codeSha256: "ours=", size: 1)

  private static func answer(_ status: Int, checksum: String?) -> ScriptedHTTP.Answer {
    .stored(
      status,
      headers: [HTTPHeader("x-amz-version-id", "v1")]
        + (checksum.map { [HTTPHeader("x-amz-checksum-sha256", $0)] } ?? []))
  }

  private func failure(_ answers: ScriptedHTTP.Answer...) throws -> ReleaseFailure? {
    let upload = try upload()
    for answer in answers { http.append(answer) }
    do throws(ReleaseFailure) {
      _ = try upload.put(request)
      return nil
    } catch {
      return error
    }
  }

  @Test("the key says the content")
  func key() {
    #expect(Upload.key(name: "name-searcher", sha256Hex: "3f") == "name-searcher/3f.zip")
  }

  @Test("what was put is told with its version", arguments: ["ours=", nil])
  func put(checksum: String?) throws {
    let result = try upload(Self.answer(200, checksum: checksum)).put(request)
    #expect(!result.wasThere)
    #expect(
      result.package
        == RecordedPackage(
          bucket: "b", key: "k", objectVersion: "v1", codeSha256: "ours=", codeSize: 1))
  }

  @Test("an upload whose answer shows nothing is what HeadObject shows")
  func shown() throws {
    let page = ScriptedHTTP.Answer.answer(200, "<html>Sign in</html>")
    let result = try upload(page, Self.answer(200, checksum: "ours=")).put(request)
    #expect(!result.wasThere && result.package.objectVersion == "v1")
    let size = ScriptedHTTP.Answer.stored(200, headers: [HTTPHeader("Content-Length", "1")])
    #expect(try upload(page, size).put(request).package.codeSize == 1)
    for head in [
      Self.answer(200, checksum: "other="), Self.answer(200, checksum: nil), .stored(404), page,
    ] {
      guard case .unanswered(.unreadable, _) = try failure(page, head) else {
        return #expect(Bool(false), "believed")
      }
    }
  }

  @Test("the same package that is there already is as good as put")
  func same() throws {
    let result = try upload(.answer(412), Self.answer(200, checksum: "ours=")).put(request)
    #expect(result.wasThere && result.package.objectVersion == "v1")
    #expect(http.requests.map(\.method) == ["PUT", "HEAD"])
  }

  @Test("another package that is there is a conflict, and so is one that S3 cannot compare")
  func other() throws {
    guard
      case .conflict(let other, _) = try failure(.answer(412), Self.answer(200, checksum: "other="))
    else { return #expect(Bool(false), "no conflict") }
    #expect(other.contains("another content"))
    let denied = ScriptedHTTP.Answer.answer(403, "<Error><Code>AccessDenied</Code></Error>")
    guard
      case .conflict(let unknown, _) = try failure(
        .answer(412), Self.answer(200, checksum: nil), denied)
    else { return #expect(Bool(false), "no conflict") }
    #expect(unknown.contains("no SHA-256"))
  }

  private static let sum = Digest.sha256(Array("zip".utf8))
  private static let md5 = "adcdbd79a8d84175c229b192aadc02f2"

  /// An upload of the three bytes `zip`; its key holds its SHA-256 unless another is given.
  private static func zip(_ key: String = "n/\(Hex.encode(sum)).zip") -> Upload.Request {
    Upload.Request(
      object: PutObject(key: key, body: .bytes(Array("zip".utf8)), sha256: sum),
      codeSha256: Base64.encode(sum), size: 3, md5: { md5 })
  }

  /// An answer to HEAD with these headers, by their names.
  private static func head(_ headers: KeyValuePairs<String, String>) -> ScriptedHTTP.Answer {
    .answer(
      200, headers: [HTTPHeader("x-amz-request-id", "R")] + headers.map { HTTPHeader($0, $1) })
  }

  /// A header of the third request.
  private func header(_ name: String) -> String? {
    http.requests[2].headers.first { $0.isNamed(name) }?.value
  }

  private func outcome(_ request: Upload.Request, _ answers: [ScriptedHTTP.Answer]) throws
    -> String
  {
    let upload = try upload()
    for answer in answers { http.append(answer) }
    do throws(ReleaseFailure) {
      return try upload.put(request).wasThere ? "there" : "put"
    } catch {
      guard case .conflict = error else { throw error }
      return "conflict"
    }
  }

  @Test(
    "without a checksum the size and an ETag that is the MD5 show what is there",
    arguments: [
      ["Content-Length": "3", "ETag": "\"\(md5)\""], ["Content-Length": "3", "ETag": md5],
      ["ETag": "\"\(md5.uppercased())\""], ["ETag": "W/\"\(md5)\""],
      ["ETag": "\"\(md5)\"", "x-amz-server-side-encryption": "AES256"],
      ["ETag": "e-2", "x-amz-checksum-sha256": Hex.encode(sum)],
    ] as [KeyValuePairs<String, String>])
  func byMD5(headers: KeyValuePairs<String, String>) throws {
    for key in ["k", "n/\(Hex.encode(Self.sum)).zip"] {
      #expect(try outcome(Self.zip(key), [.answer(412), Self.head(headers)]) == "there")
    }
    #expect(http.requests.map(\.method) == ["PUT", "HEAD", "PUT", "HEAD"])
  }

  /// What an object without a proof of its content looks like.
  private static let unproven: [KeyValuePairs<String, String>] = [
    ["Content-Length": "3", "ETag": "\"\(md5)-2\""], ["Content-Length": "3", "ETag": "\"v7\""],
    ["Last-Modified": "Sat, 28 Nov 2026 11:00:00 GMT"], ["Content-Length": "3", "ETag": "\"\""],
    ["ETag": "\"\(md5)\"", "x-amz-server-side-encryption": "aws:kms"],
    ["ETag": "\"\(md5)\"", "x-amz-server-side-encryption": "aws:kms:dsse"],
    ["ETag": "\"\(md5)\"", "x-amz-server-side-encryption-customer-algorithm": "AES256"],
    ["ETag": "\"v7\"", "x-amz-checksum-sha256": "AAAA-2"],
    ["ETag": "\"v7\"", "Content-Length": "0"],
    ["ETag": "\"v7\"", "x-amz-checksum-sha256": "AAAA", "x-amz-checksum-type": "COMPOSITE"],
  ]

  @Test(
    "where nothing proves what is there, a key of the content gets it again", arguments: unproven)
  func again(headers: KeyValuePairs<String, String>) throws {
    let answers = [.answer(412), Self.head(headers), .stored(200)]
    #expect(try outcome(Self.zip(), answers) == "put")
    #expect(http.requests.map(\.method) == ["PUT", "HEAD", "PUT"])
    #expect(header("If-None-Match") == nil)
  }

  @Test("under another key the object is read", arguments: unproven)
  func read(headers: KeyValuePairs<String, String>) throws {
    let start = [.answer(412), Self.head(headers)]
    #expect(try outcome(Self.zip("k"), start + [.answer(206, "zip")]) == "there")
    #expect(header("Range") == "bytes=0-8388607")
    #expect(try outcome(Self.zip("k"), start + [.answer(200, "zap")]) == "conflict")
  }

  @Test("another size is another content; an MD5 that differs is one unless the bytes are ours")
  func differs() throws {
    let size = Self.head(["Content-Length": "4", "ETag": "\"v7\""])
    let tag = Self.head(["ETag": "\"00000000000000000000000000000000\""])
    let denied = ScriptedHTTP.Answer.answer(403, "<Error><Code>AccessDenied</Code></Error>")
    #expect(try outcome(Self.zip(), [.answer(412), size]) == "conflict")
    #expect(try outcome(Self.zip(), [.answer(412), tag, .answer(206, "zap")]) == "conflict")
    #expect(try outcome(Self.zip(), [.answer(412), tag, denied]) == "conflict")
    #expect(try outcome(Self.zip(), [.answer(412), tag, .answer(206, "zip")]) == "there")
  }

  @Test("an object that is deleted between the calls is put")
  func deleted() throws {
    #expect(try outcome(Self.zip("k"), [.answer(412), .stored(404), .stored(200)]) == "put")
    #expect(header("If-None-Match") == "*")
    #expect(
      try outcome(Self.zip("k"), [.answer(412), .stored(404), .answer(412)]) == "conflict")
  }

  @Test("at a store that may ignore conditions a key of one's own is looked at first")
  func ownKey() throws {
    endpoint.explicit = true
    let ours = Self.head(["ETag": "\"\(Self.md5)\""])
    #expect(try outcome(Self.zip("k"), [ours]) == "there")
    #expect(
      try outcome(Self.zip("k"), [Self.head(["ETag": "x", "Content-Length": "4"])]) == "conflict")
    #expect(try outcome(Self.zip("k"), [.stored(404), .stored(200)]) == "put")
    #expect(try outcome(Self.zip("k"), [.stored(403), .stored(200)]) == "put")
    #expect(try outcome(Self.zip(), [.stored(200)]) == "put")
  }

  @Test("a dry run at such a store needs no request id in its answers")
  func dryRunElsewhere() throws {
    endpoint.explicit = true
    let missing = Array(repeating: ScriptedHTTP.Answer.answer(404), count: 3)
    let upload = try upload()
    for answer in missing + [.answer(200)] { http.append(answer) }
    #expect(
      act(Upload(to: DryRunBucket(upload.store, size: 3)), Self.zip("k"))
        == "would put s3://b/k, 3 bytes")
  }

  @Test("a checksum that S3 answers and that is not ours is an error")
  func damaged() throws {
    guard case .refused = try failure(Self.answer(200, checksum: "damaged=")) else {
      return #expect(Bool(false), "not refused")
    }
  }

  @Test("a bucket that does not exist is named")
  func noBucket() throws {
    let answer = ScriptedHTTP.Answer.answer(
      404, "<Error><Code>NoSuchBucket</Code><Message>The bucket does not exist</Message></Error>")
    guard case .missing(let words, _) = try failure(answer) else {
      return #expect(Bool(false), "not missing")
    }
    #expect(words == "bucket b does not exist")
  }

  @Test("a dry run reads the object, puts nothing and ends as the upload would")
  func dryRun() throws {
    let ours = Self.answer(200, checksum: "ours=")
    let other = Self.answer(200, checksum: "other=")
    let real = try upload(
      .stored(404), .stored(200), .stored(403), .stored(403), ours, ours, other, other, other)
    let upload = Upload(to: DryRunBucket(real.store, size: 1))
    #expect(act(upload, request) == "would put s3://b/k, 1 bytes")
    #expect(
      act(upload, request)
        == "would put s3://b/k, 1 bytes, unless it is there: that is not visible without "
        + "s3:GetObject and s3:ListBucket")
    #expect(try upload.put(request).wasThere)
    #expect(act(upload, request) == "conflict")
    var overwriting = request
    overwriting.object.overwrites = true
    #expect(act(upload, overwriting) == "would replace s3://b/k by 1 bytes")
    #expect(http.requests.allSatisfy { $0.method == "HEAD" })
  }

  @Test("a dry run tells a bucket that does not exist from a key that does not")
  func dryRunWithoutBucket() throws {
    let real = try upload(.stored(404), .stored(404))
    #expect(
      act(Upload(to: DryRunBucket(real.store, size: 1)), request) == "bucket b does not exist")
  }

  /// What a dry run would have done, or how it failed.
  private func act(_ upload: Upload, _ request: Upload.Request) -> String? {
    do throws(ReleaseFailure) {
      _ = try upload.put(request)
    } catch {
      if case .service(.dryRun(let act)) = error { return act.description }
      if case .missing(let words, _) = error { return words.description }
      if case .conflict = error { return "conflict" }
    }
    return nil
  }
}
