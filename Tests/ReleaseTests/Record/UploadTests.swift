import AWS
import HTTP
import Release
import SigV4
import TestSupport
import Testing

@Suite("An upload puts a package once, and tells what lies there")
struct UploadTests {
  private let http = ScriptedHTTP()

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
      to: try BucketClient(bucket: "b") { _ throws(ConfigurationError) in
        ServiceClient(
          endpoint: Endpoint(
            host: "b.s3.eu-central-1.amazonaws.com", signingRegion: "eu-central-1",
            signingName: "s3"),
          credentials: Keys(), world: world, userAgent: "test/1")
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
    guard
      case .conflict(let unknown, _) = try failure(.answer(412), Self.answer(200, checksum: nil))
    else { return #expect(Bool(false), "no conflict") }
    #expect(unknown.contains("no SHA-256"))
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
