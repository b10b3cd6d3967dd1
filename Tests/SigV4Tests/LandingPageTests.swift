import FoundationEssentials
import SigV4
import Testing

@Suite("The landing page's examples work")
struct LandingPageTests {
  private let secret = Example.credentials.secretAccessKey
  private let now = Example.date.secondsSince1970
  private let credentials = Example.credentials
  private let date = Example.date

  @Test("as they stand there")
  func examples() throws {
    let pieces: [[UInt8]] = [Array("z".utf8), Array("ip".utf8)]
    // The examples of the page, in its order.
    let function = "arn:aws:lambda:us-east-1:123456789012:function:name-searcher"
    let request = SignableRequest(
      method: "PUT",
      target: "/2015-03-31/functions/" + URIEncoding.encode(function) + "/aliases/live",
      headers: [
        .init("Host", "lambda.us-east-1.amazonaws.com"),
        .init("Content-Type", "application/json"),
      ],
      payload: .bytes(Array(#"{"FunctionVersion":"7"}"#.utf8)))
    let signer = try Signer(
      credentials: Credentials(accessKeyId: "AKIDEXAMPLE", secretAccessKey: secret),
      region: "us-east-1", service: "lambda")
    let signed = try signer.sign(request, at: SignatureDate(secondsSince1970: now))
    #expect(
      signed.signature == "d257d4f60072a938f037b189a308506cba19bc4be5cbe1b89c19d30bd921a622")

    var digest = SHA256Digest()
    for piece in pieces { digest.update(piece) }
    let upload = SignableRequest(
      method: "PUT",
      target: "/" + URIEncoding.encode("releases/name searcher.zip", keepingSlash: true),
      headers: [.init("Host", "lambda-sources.s3.eu-central-1.amazonaws.com")],
      payload: .sha256(hex: Hex.encode(digest.finalize())))
    let store = try Signer(credentials: credentials, region: "eu-central-1", service: "s3")
    let put = try store.sign(upload, at: date)
    #expect(put.request.target == "/releases/name%20searcher.zip")
    #expect(put.values("x-amz-content-sha256") == [Hex.encode(Digest.sha256("zip"))])

    let download = SignableRequest(
      method: "GET", target: "/releases/name%20searcher.zip",
      headers: [.init("Host", "lambda-sources.s3.eu-central-1.amazonaws.com")])
    let shared = try store.presign(download, at: date, expires: 900)
    let url = "https://lambda-sources.s3.eu-central-1.amazonaws.com" + shared.request.target
    #expect(url.hasSuffix(shared.signature))

    let message = "The Canonical String for this request should have been\n'GET\n/'"
    var printed = ""
    func print(_ mismatch: SignatureMismatch) { printed = mismatch.description }
    if let theirs = SignatureMismatch.canonicalRequest(inMessage: message),
      let mismatch = SignatureMismatch.first(ours: signed.canonicalRequest, theirs: theirs)
    {
      print(mismatch)
    }
    #expect(
      printed == "line 1 of the canonical request differs: ours is 'PUT', the server's 'GET'")
  }

  @Test("and each example of the page is in this test, word by word")
  func sameAsThePage() throws {
    let here = try text(#filePath)
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let page = try text("/" + root + "/Sources/SigV4/SigV4.docc/SigV4.md")
    let examples = page.components("```swift\n").dropFirst().map { $0.components("```")[0] }
    #expect(examples.count == 4)
    let unindented = lines(here).joined(separator: "\n")
    for example in examples { #expect(unindented.contains(lines(example).joined(separator: "\n"))) }
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  /// The lines without their indentation and without blank lines.
  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n").map { $0.drop { $0 == " " } }
  }
}

extension String {
  /// The parts between occurrences of a separator.
  fileprivate func components(_ separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
