import SigV4
import Testing

@Suite("The server's canonical request is compared with ours")
struct SignatureMismatchTests {
  @Test("the first line that differs is found and shown on both sides")
  func firstDifference() throws {
    let ours = "PUT\n/a%3Ab\n\nhost:h\n\nhost\nhash"
    let theirs = "PUT\n/a%253Ab\n\nhost:H\n\nhost\nhash"
    let mismatch = try #require(SignatureMismatch.first(ours: ours, theirs: theirs))
    #expect((mismatch.line, mismatch.ours, mismatch.theirs) == (2, "/a%3Ab", "/a%253Ab"))
    #expect(
      mismatch.description
        == "line 2 of the canonical request differs: ours is '/a%3Ab', the server's '/a%253Ab'")
  }

  @Test("the same text has no difference")
  func same() {
    #expect(SignatureMismatch.first(ours: "a\n\nb", theirs: "a\n\nb") == nil)
  }

  @Test("lines are compared by their bytes")
  func bytes() {
    #expect(SignatureMismatch.first(ours: "x:\u{E9}", theirs: "x:e\u{301}")?.line == 1)
  }

  @Test("a line that only one side has is a difference")
  func lengths() throws {
    let longer = try #require(SignatureMismatch.first(ours: "a\nb", theirs: "a"))
    #expect((longer.line, longer.ours, longer.theirs) == (2, "b", nil))
    let shorter = try #require(SignatureMismatch.first(ours: "a", theirs: "a\nb"))
    #expect((shorter.line, shorter.ours, shorter.theirs) == (2, nil, "b"))
    #expect(shorter.description.hasSuffix("ours is missing, the server's 'b'"))
  }

  @Test("a session token is not shown")
  func token() throws {
    let header = try #require(
      SignatureMismatch.first(
        ours: "x-amz-security-token:ONE", theirs: "x-amz-security-token:TWO"))
    #expect(header.ours == "x-amz-security-token:(not shown)")
    #expect(header.theirs == "x-amz-security-token:(not shown)")
    let query = try #require(
      SignatureMismatch.first(
        ours: "a=1&X-Amz-Security-Token=ONE&b=2", theirs: "X-Amz-Security-Token=TWO"))
    #expect(query.ours == "a=1&X-Amz-Security-Token=(not shown)&b=2")
    #expect(query.theirs == "X-Amz-Security-Token=(not shown)")
  }

  private let message = """
    The request signature we calculated does not match the signature you provided. Check your AWS \
    Secret Access Key and signing method. Consult the service documentation for details.

    The Canonical String for this request should have been
    'GET
    /2015-03-31/functions/f

    host:lambda.us-east-1.amazonaws.com
    x-a:it's

    host;x-a
    e3b0'

    The String-to-Sign should have been
    'AWS4-HMAC-SHA256
    20150830T123600Z
    20150830/us-east-1/lambda/aws4_request
    abcd'

    """

  @Test("both strings are found in the message of a service that is not S3")
  func inMessage() {
    #expect(
      SignatureMismatch.canonicalRequest(inMessage: message)
        == "GET\n/2015-03-31/functions/f\n\nhost:lambda.us-east-1.amazonaws.com\nx-a:it's\n\n"
        + "host;x-a\ne3b0")
    #expect(
      SignatureMismatch.stringToSign(inMessage: message)
        == "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/lambda/aws4_request\nabcd")
  }

  @Test("a message that ends after the canonical string has no string to sign")
  func canonicalStringAlone() {
    let message = "The Canonical String for this request should have been\n'GET\n/'\n"
    #expect(SignatureMismatch.canonicalRequest(inMessage: message) == "GET\n/")
    #expect(SignatureMismatch.stringToSign(inMessage: message) == nil)
  }

  @Test(
    "a message without them has none",
    arguments: [
      "", "The security token included in the request is invalid.",
      "The Canonical String for this request should have been",
      "The Canonical String for this request should have been 'GET",
      "The Canonical String for this request should have been GET'",
    ])
  func absent(message: String) {
    #expect(SignatureMismatch.canonicalRequest(inMessage: message) == nil)
    #expect(SignatureMismatch.stringToSign(inMessage: message) == nil)
  }
}
