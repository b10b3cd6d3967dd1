import AWS
import HTTP
import Testing

@Suite("A refusal is read in each of AWS's protocols, and a stranger's answer is named as one")
struct FaultReaderTests {
  private func fault(_ status: Int, _ body: String, _ headers: [String: String] = [:])
    -> ServiceFault
  {
    FaultReader.fault(
      in: HTTPResponse(
        status: status, headers: headers.map { HTTPHeader($0.key, $0.value) },
        body: Array(body.utf8)),
      operation: "UpdateAlias")
  }

  @Test(
    "Lambda's error type is in a header, cut at the colon, or in the body",
    arguments: [
      (["x-amzn-ErrorType": "ResourceConflictException:http://internal.amazon.com/"], "{}"),
      (["X-Amzn-Errortype": "ResourceConflictException"], #"{"__type":"Other"}"#),
      ([:], #"{"__type":"com.amazonaws.lambda#ResourceConflictException"}"#),
      ([:], #"{"code":"ResourceConflictException"}"#),
    ])
  func lambdaCode(headers: [String: String], body: String) {
    #expect(fault(409, body, headers).code == "ResourceConflictException")
  }

  @Test("Lambda spells its message in two ways")
  func lambdaMessage() {
    #expect(fault(400, #"{"message":"in small"}"#).message == "in small")
    #expect(fault(400, #"{"Message":"in capitals"}"#).message == "in capitals")
  }

  @Test("Lambda's reason, type and request id are kept")
  func lambdaDetails() {
    let fault = fault(
      429, #"{"Reason":"CallerRateLimitExceeded","Type":"User","message":"Rate exceeded"}"#,
      ["x-amzn-RequestId": "id-1", "x-amzn-ErrorType": "TooManyRequestsException"])
    #expect(fault.details["Reason"] == "CallerRateLimitExceeded")
    #expect(fault.details["Type"] == "User")
    #expect(fault.requestID == "id-1" && fault.status == 429)
  }

  @Test("the canonical request in Lambda's message is taken out of it")
  func lambdaSignature() {
    let text =
      "The request signature we calculated does not match.\n\nThe Canonical String for this "
      + "request should have been\n'GET\n/\n\nhost:a\n\nhost\ne3b0'\n\nThe String-to-Sign should "
      + "have been\n'AWS4-HMAC-SHA256\n20150830T123600Z\nx\ny'\n"
    let body = JSONValue.object([JSONMember("message", .string(text))]).serialized
    let fault = fault(403, body, ["x-amzn-ErrorType": "InvalidSignatureException"])
    #expect(fault.details["CanonicalRequest"] == "GET\n/\n\nhost:a\n\nhost\ne3b0")
    #expect(fault.message == "The request signature we calculated does not match.")
  }

  @Test("STS and the query protocol answer XML")
  func query() {
    let fault = fault(
      403,
      """
      <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <Error><Type>Sender</Type><Code>AccessDenied</Code>
        <Message>not &lt;authorized&gt; &amp; refused</Message></Error>
        <RequestId>id-2</RequestId>
      </ErrorResponse>
      """)
    #expect(fault.code == "AccessDenied" && fault.requestID == "id-2")
    #expect(fault.message == "not <authorized> & refused")
    #expect(fault.details["Type"] == "Sender")
  }

  @Test("CloudWatch's header of the query protocol wins over the body's type")
  func cloudWatch() {
    let fault = fault(
      400, #"{"__type":"com.amazonaws.cloudwatch#InvalidParameter","message":"no"}"#,
      ["x-amzn-query-error": "InvalidParameterValue;Sender"])
    #expect(fault.code == "InvalidParameterValue" && fault.message == "no")
  }

  @Test("S3 answers XML with its own members and two ids")
  func s3() {
    let fault = fault(
      301,
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error><Code>PermanentRedirect</Code><Message>use &quot;that&quot; endpoint</Message>
      <Endpoint>b.s3-eu-west-1.amazonaws.com</Endpoint><Bucket>b</Bucket><Region>eu-west-1</Region>
      <RequestId>inner</RequestId><HostId>h</HostId></Error>
      """,
      ["x-amz-request-id": "id-3", "x-amz-id-2": "host-3"])
    #expect(fault.code == "PermanentRedirect" && fault.message == "use \"that\" endpoint")
    #expect(fault.requestID == "id-3" && fault.hostID == "host-3")
    #expect(fault.details["Region"] == "eu-west-1" && fault.details["Bucket"] == "b")
  }

  @Test("a bucket's region is in a header even where there is no body")
  func bucketRegion() {
    let fault = fault(400, "", ["x-amz-bucket-region": "eu-west-1"])
    #expect(fault.details["Region"] == "eu-west-1" && fault.code.isEmpty)
    #expect(fault.message == "status 400 without a body")
  }

  @Test(
    "what is not AWS's answer is said to be none, with its beginning",
    arguments: [
      "<html><head><title>Sign in to HotelNet</title>", "upstream connect error",
      "<Error><Message>cut off before its code", "[1,2]", "\"text\"",
    ])
  func stranger(body: String) {
    let fault = fault(502, body)
    #expect(fault.code.isEmpty)
    #expect(fault.message.hasPrefix("not an answer of AWS: "))
    #expect(fault.message.contains(body.prefix(20)))
  }

  @Test("a long page is cut, and control characters are made visible")
  func hostile() {
    let fault = fault(502, "\u{1B}]0;owned\u{7}" + String(repeating: "x", count: 100_000))
    #expect(fault.words.description.utf8.count < 300)
    #expect(fault.words.description.contains("\\u{1b}]0;owned\\u{7}"))
    let named = self.fault(400, #"{"__type":"A\u001bB","message":"one\ntwo\u0007\u202e"}"#)
    #expect(named.name == "A\\u{1b}B")
    #expect(named.words == "one\\ntwo\\u{7}\\u{202e}")
  }

  @Test("any bytes at all give a fault and no crash")
  func anyBytes() {
    var generator = SeededBytes(seed: 7)
    for length in 0..<400 {
      let response = HTTPResponse(status: 500, body: generator.bytes(length))
      #expect(FaultReader.fault(in: response, operation: "Any").status == 500)
    }
  }

  @Test("AWS's words are looked for as they stand, or whatever their case")
  func says() {
    var fault = ServiceFault(operation: "PublishVersion", status: 400, code: "", message: "")
    #expect(!fault.says("x"))
    fault.message = "CodeSHA256 (aaab) is different"
    for words in ["Code", "aab", "different", fault.message] { #expect(fault.says(words)) }
    for words in ["codesha256", "aabb", "differents"] { #expect(!fault.says(words)) }
    #expect(fault.says("codesha256", ignoringCase: true))
  }

}

/// Bytes that are often those of XML and JSON.
private struct SeededBytes {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func bytes(_ count: Int) -> [UInt8] {
    let alphabet = Array(#"<>/{}[]":,&;#x Code Message &amp;"#.utf8) + [0, 0x1B, 0xC3, 0xFF]
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return alphabet[Int(state >> 33) % alphabet.count]
    }
  }
}
